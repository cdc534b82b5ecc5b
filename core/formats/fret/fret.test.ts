import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseFret } from './analyse-fret.ts';
import { type Fretish, fretMonitor } from './fret-monitor.ts';
import { namesInText } from './fret-opaque.ts';
import { readFret } from './read-fret.ts';

const project = (sentences: Record<string, string>) => {
  const variable = (variable_name: string, idType: string, dataType: string, assignment?: string) => ({
    variable_name,
    idType,
    dataType,
    component_name: 'Valve',
    ...(assignment === undefined ? {} : { assignment }),
  });
  const read = readFret(
    JSON.stringify({
      requirements: Object.entries(sentences).map(([reqid, fulltext]) => ({ reqid, fulltext })),
      variables: [
        variable('hot', 'Input', 'boolean'),
        variable('cold', 'Input', 'boolean'),
        variable('level', 'Input', 'integer'),
        variable('open', 'Output', 'boolean'),
        variable('flow', 'Output', 'double'),
        variable('FULL', 'Internal', 'integer', '10'),
        variable('emergency', 'Mode', 'boolean', 'level > FULL'),
        { nothing: 'of use' },
      ],
    }),
  );
  if (!read.ok) throw new Error(read.reason);
  expect(read.project.unread).toEqual([]);
  const { components, findings } = analyseFret(read.project);
  return {
    verdicts: components.map(({ realizability }) => realizability.verdict),
    found: findings.map(({ kind, criteria }) => [kind, criteria.join('+')]),
  };
};

test.each([
  [
    { a: 'whenever hot Valve shall immediately satisfy open', b: 'whenever cold Valve shall immediately satisfy !open' },
    ['unrealizable'],
    'a+b',
  ],
  [{ a: 'if hot Valve shall immediately satisfy open', b: 'Valve shall always satisfy flow > level' }, ['realizable', 'realizable'], null],
  [{ a: 'if hot Valve shall for 3 ticks satisfy open', b: 'if cold Valve shall within 2 ticks satisfy !open' }, ['unrealizable'], 'a+b'],
  [{ a: 'if hot Valve shall for 3 ticks satisfy open', b: 'if hot Valve shall after 3 ticks satisfy !open' }, ['unrealizable'], 'b'],
  [{ a: 'in emergency mode Valve shall always satisfy open', b: 'Valve shall never satisfy open & level > 12' }, ['unrealizable'], 'a+b'],
  [{ a: 'Valve shall always satisfy flow > level & flow < level' }, ['unrealizable'], 'a'],
  [{ a: 'Valve shall always satisfy flow > level & flow < level + 1' }, ['realizable'], null],
  [{ a: 'if hot Valve shall until cold satisfy open', b: 'Valve shall always satisfy !open | cold' }, ['unrealizable'], 'a+b'],
  [{ a: 'if hot Valve shall before cold satisfy open' }, ['unrealizable'], 'a'],
  [{ a: 'if hot Valve shall eventually satisfy open' }, ['realizable'], null],
  [{ a: 'only in emergency mode Valve shall always satisfy open', b: 'Valve shall always satisfy open' }, ['unrealizable'], 'a+b'],
] as [Record<string, string>, string[], string | null][])('%o is %o', (sentences, verdicts, conflict) => {
  const result = project(sentences);
  expect(result.verdicts).toEqual(verdicts);
  expect(result.found.map(([, criteria]) => criteria)).toEqual(conflict === null ? [] : [conflict]);
});

test('what is beyond sums is unknown, and a sentence said twice is redundant', () => {
  expect(project({ a: 'Valve shall always satisfy flow * level > 3' })).toEqual({ verdicts: ['unknown'], found: [] });
  expect(
    project({ a: 'if hot Valve shall immediately satisfy open', b: 'when  (hot) Valve shall immediately satisfy (open)' }).found,
  ).toEqual([['redundant', 'a+b']]);
});

test('what nobody can compute is decided from both sides, and where they differ it is unknown', () => {
  const verdictsOf = (sentences: Record<string, string>) => project(sentences).verdicts;
  // Whatever the product and the sine are, the system can follow them.
  expect(
    verdictsOf({ a: 'Valve shall always satisfy flow = level * level', b: 'Valve shall always satisfy flow = level * level' }),
  ).toEqual(['realizable']);
  expect(verdictsOf({ a: 'Valve shall always satisfy flow = sin(level)' })).toEqual(['realizable']);
  expect(verdictsOf({ a: 'if preBool(true, open) Valve shall immediately satisfy open' })).toEqual(['realizable']);
  // Even with the sine for its own the system cannot.
  expect(verdictsOf({ a: 'Valve shall always satisfy flow = sin(level) & level > 3' })).toEqual(['unrealizable']);
  // It depends on what the sine is; and on a value that follows from what the system itself chooses.
  expect(verdictsOf({ a: 'Valve shall always satisfy sin(level) > 3' })).toEqual(['unknown']);
  expect(verdictsOf({ a: 'Valve shall always satisfy sin(flow) > 3' })).toEqual(['unknown']);
});

test('a value of an earlier step is chosen by nobody now', () => {
  expect([...namesInText('preReal(start, abs(flow)) + persisted(3, open)')]).toEqual(['start', 'open']);
});

test('what is not declared and stands in a response is taken to be an output, and a conflict under that condition is a hint', () => {
  const read = readFret(
    JSON.stringify([
      { reqid: 'a', fulltext: 'whenever hot Valve shall immediately satisfy open' },
      { reqid: 'b', fulltext: 'whenever cold Valve shall immediately satisfy !open' },
    ]),
  );
  if (!read.ok) throw new Error(read.reason);
  const { components, findings } = analyseFret(read.project);
  expect(components).toMatchObject([{ realizability: { verdict: 'unrealizable' }, assumedOutputs: ['open'] }]);
  expect(findings).toMatchObject([{ kind: 'contradiction', proof: { grade: 'hint' } }]);
});

/** What a sentence says of a whole run, read off its definition; intervals and triggers by index. */
function isKept(sentence: Fretish, run: readonly { trigger: boolean; mode: boolean; stop: boolean; response: boolean }[]): boolean {
  const inside = run.map(({ mode }) => (sentence.scope === 'in' ? mode : sentence.scope === 'notin' ? !mode : true));
  return run.every((look, at): boolean => {
    if (!inside[at]) return true;
    const isFirst = at === 0 || !inside[at - 1];
    const isTriggered =
      sentence.condition === 'null' ? isFirst : look.trigger && (sentence.condition === 'noTrigger' || isFirst || !run[at - 1]?.trigger);
    if (!isTriggered) return true;
    const from = inside.indexOf(false, at);
    const hasEnd = from >= 0;
    const rest = run.slice(at, hasEnd ? from : run.length);
    const upTo = (count: number) => rest.slice(0, count + 1);
    const stop = rest.findIndex((one) => one.stop);
    const { ticks } = sentence;
    switch (sentence.timing) {
      case 'immediately':
        return look.response;
      case 'next':
        return rest.length < 2 || rest[1]?.response === true;
      case 'always':
        return rest.every(({ response }) => response);
      case 'never':
        return rest.every(({ response }) => !response);
      case 'eventually':
        return !hasEnd || rest.some(({ response }) => response);
      case 'within':
        return rest.length <= ticks || upTo(ticks).some(({ response }) => response);
      case 'for':
        return upTo(ticks).every(({ response }) => response);
      case 'after':
        return upTo(ticks).every(({ response }) => !response) && (rest.length <= ticks + 1 || rest[ticks + 1]?.response === true);
      case 'until':
        return (stop < 0 ? rest : rest.slice(0, stop)).every(({ response }) => response);
      default:
        return stop < 0 ? !hasEnd || rest.some(({ response }) => response) : rest.slice(0, stop).some(({ response }) => response);
    }
  });
}

test('the automaton of a sentence is broken by the runs that break the sentence', () => {
  const timing = fc.constantFrom<Fretish['timing']>(
    'immediately',
    'next',
    'eventually',
    'always',
    'never',
    'within',
    'for',
    'after',
    'until',
    'before',
  );
  const look = fc.record({ mode: fc.boolean(), trigger: fc.boolean(), stop: fc.boolean(), response: fc.boolean() });
  const sentence = fc.record({
    id: fc.constant('r'),
    scope: fc.constantFrom<Fretish['scope']>('null', 'in', 'notin'),
    condition: fc.constantFrom<Fretish['condition']>('null', 'regular', 'noTrigger'),
    timing,
    ticks: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(sentence, fc.array(look, { minLength: 1, maxLength: 7 }), (parts, run) => {
      const whole: Fretish = { ...parts, mode: null, trigger: null, stop: null, response: { kind: 'all', of: [] } };
      const monitor = fretMonitor(whole, null);
      let state: string | null = monitor.initial;
      for (const { mode, trigger, stop, response } of run) if (state !== null) state = monitor.step(state, [mode, trigger, stop, response]);
      expect(state !== null).toBe(isKept(whole, run));
    }),
    { numRuns: 3_000 },
  );
});

test('broken files are a sentence', () => {
  for (const source of ['', '{}', '[1]', '{"requirements": 3}', 'null']) expect(readFret(source)).toMatchObject({ ok: false });
  const read = readFret(JSON.stringify([{ reqid: 'x', fulltext: 'no sentence at all' }]));
  expect(read.ok && read.project.unread).toEqual([{ id: 'x', reason: 'It is no sentence of FRETish.' }]);
});
