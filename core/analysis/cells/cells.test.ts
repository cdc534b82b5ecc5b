import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, holds } from '../evaluate.ts';
import type { Expression, Value } from '../expression.ts';
import type { Assumption, Rule, System, Variable } from '../system.ts';
import { decideSlice, type SliceOutcome, slicesOf } from './slices.ts';

const variable = (name: string, role: Variable['role'], domain: Variable['domain'], isAction = false): Variable => ({
  name,
  role,
  domain,
  initial: null,
  isAction,
  phrase: name,
});

const VARIABLES: Variable[] = [
  variable('x', 'input', { kind: 'number', isInteger: true, low: 0, high: 6, unit: null }),
  variable('y', 'input', { kind: 'number', isInteger: true, low: -2, high: 3, unit: null }),
  variable('kind', 'input', { kind: 'choice', values: ['a', 'b', 'c'], isOpen: false }),
  variable('flag', 'input', { kind: 'boolean' }),
  variable('level', 'output', { kind: 'number', isInteger: true, low: 0, high: 4, unit: null }),
  variable('color', 'output', { kind: 'choice', values: ['red', 'green'], isOpen: false }),
  variable('beep', 'output', { kind: 'boolean' }, true),
];

const of = (name: string): Expression => ({ kind: 'variable', name, isAfter: name === 'level' || name === 'color' || name === 'beep' });
const value = (given: Value): Expression => ({ kind: 'value', value: given });
const sign = fc.constantFrom('=' as const, '!=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const);
const equality = fc.constantFrom('=' as const, '!=' as const);

const inputAtom: fc.Arbitrary<Expression> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(sign, fc.integer({ min: -1, max: 7 }))
      .map(([operator, c]): Expression => ({ kind: 'compare', operator, left: of('x'), right: value(c) })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(sign, fc.integer({ min: -3, max: 4 }))
      .map(([operator, c]): Expression => ({ kind: 'compare', operator, left: of('y'), right: value(c) })),
  },
  { weight: 1, arbitrary: sign.map((operator): Expression => ({ kind: 'compare', operator, left: of('x'), right: of('y') })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(sign, fc.integer({ min: 0, max: 5 }))
      .map(([operator, c]): Expression => ({ kind: 'compare', operator, left: { kind: 'absolute', of: of('y') }, right: value(c) })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(equality, fc.constantFrom('a', 'b', 'c'))
      .map(([operator, c]): Expression => ({ kind: 'compare', operator, left: of('kind'), right: value(c) })),
  },
  { weight: 1, arbitrary: fc.constant(of('flag')) },
);

const joined = (atom: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
  fc.letrec<{ any: Expression }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 2 },
      atom,
      tie('any').map((inner): Expression => ({ kind: 'not', of: inner })),
      fc.array(tie('any'), { minLength: 0, maxLength: 3 }).map((parts): Expression => ({ kind: 'all', of: parts })),
      fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((parts): Expression => ({ kind: 'any', of: parts })),
    ),
  })).any;

const outputAtom: fc.Arbitrary<Expression> = fc.oneof(
  fc
    .tuple(sign, fc.integer({ min: -1, max: 5 }))
    .map(([operator, c]): Expression => ({ kind: 'compare', operator, left: of('level'), right: value(c) })),
  fc
    .tuple(equality, fc.constantFrom('red', 'green'))
    .map(([operator, c]): Expression => ({ kind: 'compare', operator, left: of('color'), right: value(c) })),
  fc.boolean().map((isDone): Expression => (isDone ? of('beep') : { kind: 'not', of: of('beep') })),
  sign.map((operator): Expression => ({ kind: 'compare', operator, left: of('level'), right: of('x') })),
);

const rule = fc.record({
  events: fc.constantFrom<readonly string[] | null>(null, ['go'], ['stop'], ['go', 'stop']),
  guard: joined(inputAtom),
  response: fc.oneof(
    outputAtom,
    fc.array(outputAtom, { minLength: 1, maxLength: 2 }).map((parts): Expression => ({ kind: 'all', of: parts })),
  ),
});

const system: fc.Arbitrary<System> = fc
  .record({ rules: fc.array(rule, { minLength: 1, maxLength: 5 }), assumptions: fc.array(joined(inputAtom), { maxLength: 1 }) })
  .map(({ rules, assumptions }) => ({
    variables: VARIABLES,
    events: ['tick', 'go', 'stop'],
    assumptions: assumptions.map((expression, at): Assumption => ({ id: `assume@${at}`, expression })),
    rules: rules.map(
      (each, at): Rule => ({
        ...each,
        criterion: `${at + 1}`,
        id: `${at + 1}`,
        timing: null,
        isUnwanted: false,
        feature: null,
        span: null,
      }),
    ),
  }));

function* product(variables: readonly Variable[]): Generator<Record<string, Value>> {
  const [first, ...rest] = variables;
  if (!first) {
    yield {};
    return;
  }
  const { domain } = first;
  const values: Value[] =
    domain.kind === 'boolean'
      ? [false, true]
      : domain.kind === 'choice'
        ? [...domain.values]
        : Array.from({ length: (domain.high ?? 0) - (domain.low ?? 0) + 1 }, (_, at) => (domain.low ?? 0) + at);
  for (const given of values) for (const others of product(rest)) yield { [first.name]: given, ...others };
}

const INPUTS = [...product(VARIABLES.filter(({ role }) => role === 'input'))];
const OUTPUTS = [...product(VARIABLES.filter(({ role }) => role === 'output'))];

function decide(given: System): { outcomes: SliceOutcome[]; undecided: Set<string> } {
  const outcomes = slicesOf(given).map((slice) => {
    const steps = decideSlice(given, slice);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  });
  return { outcomes, undecided: new Set(outcomes.flatMap(({ undecided }) => undecided)) };
}

/** What brute force says of every input and every output, over all of the small domains. */
function bruteForce({ rules, assumptions }: System) {
  const found = new Set<string>();
  const inputs = INPUTS.filter((before) => assumptions.every(({ expression }) => holds(expression, { before, after: {} })));
  if (inputs.length === 0) return { found, isEmpty: true };
  for (const each of rules)
    if (!inputs.some((before) => holds(each.guard, { before, after: {} }))) found.add(`never-triggerable ${each.id}`);
  const isOn = ({ events }: Rule, event: string) => events?.includes(event) ?? true;
  for (const before of inputs) {
    const active = rules.filter(({ guard }) => holds(guard, { before, after: {} }));
    const canBe = (these: readonly Rule[]) => OUTPUTS.some((after) => these.every(({ response }) => holds(response, { before, after })));
    const isPossible = new Map(active.map((each) => [each, canBe([each])]));
    for (const [each, can] of isPossible) if (!can) found.add(`impossible-response ${each.id}`);
    for (const [at, a] of active.entries()) {
      for (const b of active.slice(at + 1)) {
        if (!['tick', 'go', 'stop'].some((event) => isOn(a, event) && isOn(b, event))) continue;
        if (!canBe([a, b])) found.add(`contradiction ${a.id} ${b.id}`);
      }
    }
  }
  return { found, isEmpty: false };
}

describe('cells against brute force', () => {
  test('what never applies, what cannot be and what contradicts is found, and nothing else', () => {
    let decided = 0;
    fc.assert(
      fc.property(system, (given) => {
        const { outcomes, undecided } = decide(given);
        const { found, isEmpty } = bruteForce(given);
        if (isEmpty) return;
        const claims = new Set<string>();
        for (const { findings } of outcomes) {
          for (const { kind, rules } of findings) {
            const ids = rules.map((each) => each.rule.id).sort();
            if (kind === 'never-triggerable' || kind === 'impossible-response') claims.add(`${kind} ${ids.join(' ')}`);
            if (kind === 'contradiction' || (kind === 'boundary' && rules.length === 2 && rules.every(({ outputs }) => outputs.size > 0)))
              claims.add(`contradiction ${ids.join(' ')}`);
          }
        }
        for (const claim of claims) {
          const isGap = claim.startsWith('contradiction') && !found.has(claim);
          if (
            isGap &&
            outcomes.some(({ findings }) =>
              findings.some(({ kind, witness }) => kind === 'boundary' && Object.keys(witness?.steps[0]?.asked ?? {}).length === 0),
            )
          )
            continue;
          expect(found, `claimed ${claim}`).toContain(claim);
        }
        for (const fact of found) {
          if (
            fact
              .split(' ')
              .slice(1)
              .some((id) => undecided.has(id))
          )
            continue;
          decided += 1;
          if (fact.startsWith('contradiction')) {
            const [, a, b] = fact.split(' ');
            // Of two rules one of which is impossible by itself, or that say the same, that is said instead.
            const alone = [a, b].some((id) => found.has(`impossible-response ${id ?? ''}`));
            const [one, other] = [a, b].map((id) => given.rules.find((each) => each.id === id));
            if (alone || JSON.stringify(one?.response) === JSON.stringify(other?.response)) continue;
          }
          expect(claims, `missed ${fact}`).toContain(fact);
        }
      }),
      { numRuns: 400 },
    );
    expect(decided).toBeGreaterThan(100);
  });

  test('a gap is where no rule of the event speaks of the output, and is missed nowhere', () => {
    fc.assert(
      fc.property(system, (given) => {
        const { outcomes, undecided } = decide(given);
        const inputs = INPUTS.filter((before) => given.assumptions.every(({ expression }) => holds(expression, { before, after: {} })));
        if (inputs.length === 0) return;
        for (const output of ['level', 'color']) {
          const speaking = given.rules.filter(({ response }) => JSON.stringify(response).includes(`"${output}"`));
          const events = new Set(speaking.flatMap(({ events: own }) => own ?? []));
          for (const event of events.size > 0 ? events : speaking.length > 0 ? [null] : []) {
            const relevant = speaking.filter(({ events: own }) => !own || (event !== null && own.includes(event)));
            if (relevant.some(({ id }) => undecided.has(id))) continue;
            const open = inputs.filter((before) => !relevant.some(({ guard }) => holds(guard, { before, after: {} })));
            const claims = outcomes.flatMap(({ findings }) =>
              findings.filter(
                (each) => each.variable === output && each.event === event && Object.keys(each.witness?.steps[0]?.asked ?? {}).length === 0,
              ),
            );
            expect(claims.length > 0, `${output} on ${event ?? 'any'}`).toBe(open.length > 0);
            for (const { witness } of claims) {
              const before = witness?.steps[0]?.before ?? {};
              expect(relevant.some(({ guard }) => evaluate(guard, { before, after: {} }) === true)).toBe(false);
            }
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  test('a redundant rule changes nothing: wherever it applies, the other does, and asks the same', () => {
    fc.assert(
      fc.property(system, (given) => {
        const inputs = INPUTS.filter((before) => given.assumptions.every(({ expression }) => holds(expression, { before, after: {} })));
        for (const { findings } of decide(given).outcomes) {
          for (const { kind, rules } of findings) {
            const [one, other] = rules;
            if (kind !== 'redundant' || !one || !other) continue;
            for (const before of inputs)
              if (holds(one.rule.guard, { before, after: {} })) expect(holds(other.rule.guard, { before, after: {} })).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
