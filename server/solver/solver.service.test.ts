import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { decideSlice, slicesOf } from '#core/analysis/cells/slices.ts';
import { holds } from '#core/analysis/evaluate.ts';
import type { Comparison, Expression, Value } from '#core/analysis/expression.ts';
import type { Finding } from '#core/analysis/finding.ts';
import type { Rule, System, Variable } from '#core/analysis/system.ts';
import { createSolver, type SolvedSlice } from './solver.ts';

const solver = createSolver();
afterAll(() => solver.close());

const variable = (name: string, role: Variable['role'], domain: Variable['domain']): Variable => ({
  name,
  role,
  domain,
  initial: null,
  isAction: false,
  phrase: name,
});
const whole = (low: number, high: number): Variable['domain'] => ({ kind: 'number', isInteger: true, low, high, unit: null });
const VARIABLES: Variable[] = [
  variable('cost', 'input', whole(0, 6)),
  variable('vip', 'input', { kind: 'boolean' }),
  variable('kind', 'input', { kind: 'choice', values: ['a', 'b', 'c'], isOpen: false }),
  variable('fee', 'output', { kind: 'choice', values: ['none', 'half', 'full'], isOpen: false }),
  variable('points', 'output', whole(0, 3)),
];
const named = (name: string): Expression => ({ kind: 'variable', name, isAfter: false });
const compared = (name: string, operator: Comparison, value: Value): Expression => ({
  kind: 'compare',
  operator,
  left: named(name),
  right: { kind: 'value', value },
});
const rule = (id: string, events: readonly string[] | null, guard: Expression, response: Expression): Rule => ({
  criterion: id,
  id,
  events,
  guard,
  response,
  timing: null,
  isUnwanted: false,
  feature: null,
  span: null,
});
const systemOf = (rules: readonly Rule[], assumptions: System['assumptions'] = []): System => ({
  variables: VARIABLES,
  events: ['tick', 'pay', 'leave'],
  assumptions,
  rules,
});
const solved = async (system: System): Promise<Finding[]> => {
  const slices: SolvedSlice[] = [];
  for await (const slice of solver.check(system)) slices.push(slice);
  expect(slices.flatMap(({ undecided }) => undecided)).toEqual([]);
  return slices.flatMap(({ findings }) => findings);
};

const atom: fc.Arbitrary<Expression> = fc.oneof(
  fc
    .tuple(fc.constantFrom<Comparison>('<', '<=', '>', '>=', '=', '!='), fc.integer({ min: 0, max: 6 }))
    .map(([operator, value]) => compared('cost', operator, value)),
  fc.constant(named('vip')),
  fc.constantFrom('a', 'b', 'c').map((value) => compared('kind', '=', value)),
);
const guard: fc.Arbitrary<Expression> = fc.oneof(
  atom,
  fc.array(atom, { maxLength: 3 }).map((of) => ({ kind: 'all', of }) as const),
  fc.array(atom, { minLength: 1, maxLength: 2 }).map((of) => ({ kind: 'any', of }) as const),
  atom.map((of) => ({ kind: 'not', of }) as const),
);
const response: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom('none', 'half', 'full').map((value) => compared('fee', '=', value)),
  fc.constantFrom('none', 'half', 'full').map((value) => compared('fee', '!=', value)),
  fc
    .tuple(fc.constantFrom<Comparison>('<', '>', '='), fc.integer({ min: 0, max: 3 }))
    .map(([operator, value]) => compared('points', operator, value)),
  fc.constant({ kind: 'compare', operator: '=', left: named('points'), right: named('cost') } as const),
);
const rules = fc
  .array(fc.tuple(fc.constantFrom(null, ['pay'], ['leave'], ['pay', 'leave']), guard, response), { minLength: 1, maxLength: 4 })
  .map((all) => all.map(([events, when, what], index) => rule(`1.${index + 1}`, events, when, what)));

const INPUTS = [0, 1, 2, 3, 4, 5, 6].flatMap((cost) =>
  [false, true].flatMap((vip) => ['a', 'b', 'c'].map((kind) => ({ cost, vip, kind }))),
);
const OUTPUTS = ['none', 'half', 'full'].flatMap((fee) => [0, 1, 2, 3].map((points) => ({ fee, points })));

/** What trying every step says: never applicable, impossible alone, impossible as a pair, events with gaps. */
function bruteForce(system: System) {
  const applies = (one: Rule, event: string, before: Record<string, Value>) =>
    (one.events === null || one.events.includes(event)) && holds(one.guard, { before, after: {} });
  const steps = system.events.flatMap((event) => INPUTS.map((before) => ({ event, before })));
  const isPossible = (some: readonly Rule[], before: Record<string, Value>) =>
    OUTPUTS.some((after) => some.every((one) => holds(one.response, { before, after })));
  const dead = system.rules.filter((one) => !steps.some(({ event, before }) => applies(one, event, before)));
  const impossible = system.rules.filter((one) =>
    steps.some(({ event, before }) => applies(one, event, before) && !isPossible([one], before)),
  );
  const pairs = system.rules.flatMap((a, index) =>
    system.rules
      .slice(index + 1)
      .filter((b) => outputOf(a) === outputOf(b))
      .filter((b) =>
        steps.some(({ event, before }) => applies(a, event, before) && applies(b, event, before) && !isPossible([a, b], before)),
      )
      .map((b) => `${a.id}+${b.id}`),
  );
  const gaps = ['pay', 'leave'].filter((event) => {
    const own = system.rules.filter(({ events }) => events?.includes(event));
    return own.length > 1 && INPUTS.some((before) => !own.some((one) => applies(one, event, before)));
  });
  return { dead: dead.map(({ id }) => id), impossible: impossible.map(({ id }) => id), pairs, gaps };
}

/** Whether every step that keeps the others keeps this one. */
function isImplied(system: System, suspect: Rule, by: readonly Rule[]): boolean {
  const isKept = (one: Rule, event: string, before: Record<string, Value>, after: Record<string, Value>) =>
    (one.events !== null && !one.events.includes(event)) ||
    !holds(one.guard, { before, after: {} }) ||
    holds(one.response, { before, after });
  return system.events.every((event) =>
    INPUTS.every((before) =>
      OUTPUTS.every((after) => isKept(suspect, event, before, after) || !by.every((one) => isKept(one, event, before, after))),
    ),
  );
}

const outputOf = ({ response: asked }: Rule) => (JSON.stringify(asked).includes('"fee"') ? 'fee' : 'points');
const sorted = (list: readonly string[]) => [...new Set(list)].sort();
const PAIRS = new Set(['contradiction', 'boundary']);

test('on small systems the solver finds what trying everything finds, and so do the cells', async () => {
  await fc.assert(
    fc.asyncProperty(rules, async (all) => {
      const system = systemOf(all);
      const expected = bruteForce(system);
      const found = await solved(system);
      const ids = (kind: string) => sorted(found.filter((one) => one.kind === kind).map(({ criteria }) => criteria.join('+')));
      expect(ids('never-triggerable')).toEqual(sorted(expected.dead));
      expect(ids('impossible-response')).toEqual(sorted(expected.impossible));
      const pairs = found
        .filter(({ kind, criteria }) => PAIRS.has(kind) && criteria.length === 2)
        .map(({ criteria }) => criteria.join('+'));
      expect(expected.pairs.every((pair) => pairs.includes(pair))).toBe(true);
      for (const finding of found.filter(({ kind }) => kind === 'contradiction'))
        expect(expected.pairs).toContain(finding.criteria.join('+'));
      for (const { kind, criteria } of found) {
        if (kind !== 'redundant') continue;
        const [suspect, ...by] = criteria.map((id) => all.find((one) => one.id === id));
        expect(
          suspect &&
            isImplied(
              system,
              suspect,
              by.flatMap((one) => one ?? []),
            ),
        ).toBe(true);
      }
      const gaps = sorted(
        found
          .filter(({ kind, variable: output, event }) => (kind === 'gap' || (kind === 'boundary' && output === null)) && event !== null)
          .flatMap(({ event }) => event ?? []),
      );
      expect(expected.gaps.every((event) => gaps.includes(event))).toBe(true);
      const cells = slicesOf(system).map((slice) => {
        const steps = decideSlice(system, slice);
        for (;;) {
          const step = steps.next();
          if (step.done) return step.value;
        }
      });
      if (cells.some(({ undecided }) => undecided.length > 0)) return;
      const byCells = cells.flatMap(({ findings }) => findings);
      expect(sorted(byCells.filter(({ kind }) => kind === 'never-triggerable').map((one) => one.rules[0]?.rule.id ?? ''))).toEqual(
        sorted(expected.dead),
      );
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('a contradiction carries its region, a step in it, and the edge it lies on', async () => {
  const found = await solved(
    systemOf([
      rule('1.1', ['pay'], compared('cost', '<=', 3), compared('fee', '=', 'none')),
      rule('1.2', ['pay'], compared('cost', '>=', 3), compared('fee', '=', 'full')),
      rule('1.3', ['leave'], { kind: 'all', of: [compared('cost', '>', 4), named('vip')] }, compared('fee', '=', 'half')),
      rule('1.4', null, compared('cost', '>', 2), compared('fee', '!=', 'half')),
    ]),
  );
  const about = found.map(({ kind, criteria, region }) => [kind, criteria.join('+'), region] as const);
  expect(about).toContainEqual([
    'boundary',
    '1.1+1.2',
    [{ variable: 'cost', ranges: [{ low: 3, high: 3, isLowOpen: false, isHighOpen: false }] }],
  ]);
  expect(about).toContainEqual([
    'contradiction',
    '1.3+1.4',
    [
      { variable: 'cost', ranges: [{ low: 4, high: null, isLowOpen: true, isHighOpen: true }] },
      { variable: 'vip', values: [true] },
    ],
  ]);
});

test('three that fit two by two and not together, and assumptions that cannot be, are named', async () => {
  const three = [
    compared('points', '>', 0),
    compared('points', '<', 3),
    { kind: 'any', of: [compared('points', '=', 0), compared('points', '=', 3)] } as const,
  ];
  const found = await solved(systemOf(three.map((what, index) => rule(`2.${index + 1}`, ['pay'], named('vip'), what))));
  expect(found.map(({ kind, criteria }) => [kind, criteria])).toContainEqual(['conflict', ['2.1', '2.2', '2.3']]);
  const impossible = await solved(
    systemOf(
      [rule('1.1', null, compared('cost', '>', 1), compared('fee', '=', 'none'))],
      [
        { id: 'line 3', expression: compared('cost', '>', 4) },
        { id: 'line 4', expression: compared('cost', '<', 3) },
        { id: 'line 5', expression: named('vip') },
      ],
    ),
  );
  expect(impossible.map(({ kind, criteria }) => [kind, criteria])).toEqual([['contradictory-assumptions', ['line 3', 'line 4']]]);
});

test('two readings are compared, and a property is held against the rules', async () => {
  const system = systemOf([rule('1.1', ['pay'], compared('cost', '>', 3), compared('fee', '=', 'full'))]);
  const reading = (operator: Comparison, value: number) => [
    rule('x', ['pay'], compared('cost', operator, value), compared('fee', '=', 'full')),
  ];
  expect(await solver.compare(system, reading('>', 3), reading('>=', 4))).toEqual({ verdict: 'same' });
  const different = await solver.compare(system, reading('>', 3), reading('>=', 3));
  expect(different.verdict === 'different' && different.witness.steps[0]?.before['cost']).toBe(3);
  const property = (fee: string) => rule('P1', null, { kind: 'all', of: [] }, compared('fee', '=', fee));
  const open = await solver.prove(system, property('none'));
  expect(open.verdict).toBe('open');
  expect(open.witness?.steps[0]?.before['fee']).not.toBe('none');
  const always = systemOf([rule('1.1', null, { kind: 'all', of: [] }, compared('fee', '=', 'full'))]);
  expect(await solver.prove(always, property('full'))).toMatchObject({ verdict: 'implied', criteria: ['1.1'] });
  expect(await solver.prove(always, property('none'))).toMatchObject({ verdict: 'contradicted', criteria: ['1.1'] });
});

test('what nobody waits for is taken back, and the next question is answered', async () => {
  const one = createSolver();
  const system = systemOf([rule('1.1', ['pay'], named('vip'), compared('fee', '=', 'full'))]);
  const controller = new AbortController();
  const first = one.compare(system, system.rules, [], controller.signal);
  controller.abort();
  expect(await first).toEqual({ verdict: 'unknown' });
  expect((await one.compare(system, system.rules, system.rules)).verdict).toBe('same');
  await one.close();
});

test('arithmetic beyond the solver is undecided and said to be', async () => {
  const one = createSolver({ timeoutMs: 8_000 });
  const real = (name: string) => variable(name, 'input', whole(0, 1_000_000_000));
  const power = (name: string): Expression => ({ kind: 'arithmetic', operator: '*', of: [named(name), named(name), named(name)] });
  const fermat: Expression = {
    kind: 'compare',
    operator: '=',
    left: { kind: 'arithmetic', operator: '+', of: [power('x'), power('y')] },
    right: power('z'),
  };
  const positive = (name: string) => compared(name, '>', 0);
  const system: System = {
    ...systemOf([rule('1.1', null, { kind: 'all', of: [fermat, positive('x'), positive('y')] }, compared('fee', '=', 'full'))]),
    variables: [...VARIABLES, real('x'), real('y'), real('z')],
  };
  const slices: SolvedSlice[] = [];
  for await (const slice of one.check(system)) slices.push(slice);
  expect(slices.flatMap(({ undecided }) => undecided)).toEqual(['1.1']);
  await one.close();
}, 30_000);

test('a game of one step is lost where an input leaves no answer, won where each has one, and open where it depends on what nobody can compute', async () => {
  const number: Variable['domain'] = { kind: 'number', isInteger: false, low: null, high: null, unit: null };
  const given = { name: 'x', domain: number, isOutput: false, follows: 'nothing' as const };
  const chosen = { name: 'y', domain: number, isOutput: true, follows: 'nothing' as const };
  const term = { name: 'sin(x)', domain: number, isOutput: false, follows: 'inputs' as const };
  const product: Expression = { kind: 'arithmetic', operator: '*', of: [named('x'), named('y')] };
  const decide = (asked: Expression, ...variables: (typeof given | typeof chosen | typeof term)[]) =>
    solver.decideOneStep({ variables, must: asked, enough: asked });
  const over = (left: Expression, right: Expression, operator: Comparison = '>'): Expression => ({
    kind: 'compare',
    operator,
    left,
    right,
  });
  const zero: Expression = { kind: 'value', value: 0 };
  expect(await decide(over(product, zero), given, chosen)).toEqual({ verdict: 'unrealizable', inputs: { x: 0 } });
  expect(await decide(over(named('y'), { kind: 'arithmetic', operator: '*', of: [named('x'), named('x')] }), given, chosen)).toEqual({
    verdict: 'realizable',
  });
  expect(await decide(over(named('y'), named('sin(x)'), '='), given, chosen, term)).toEqual({ verdict: 'realizable' });
  expect(await decide(over(named('sin(x)'), zero), given, chosen, term)).toEqual({ verdict: 'unknown' });
});
