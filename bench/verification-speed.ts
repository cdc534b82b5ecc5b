import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { buildSuite } from '#core/verification/suite/build-suite.ts';
import { openBubblewrap } from '#server/sandbox/bubblewrap.ts';
import { instrumentsMount } from '#server/sandbox/checks/instruments.ts';
import { readyTests } from '#server/sandbox/checks/ready-tests.ts';
import { runChecks } from '#server/sandbox/checks/run-checks.ts';
import { openSuite, runSuite } from '#server/sandbox/checks/run-suite.ts';
import { median } from './measure.ts';

/**
 * How quick verification is: V1 to V6 of the goals, and a spec of 25 criteria derived and run. Everything goes through the sandbox and the verifier that evidence comes from.
 * `npm run bench:verification-speed`. V6 is a hundred rounds, and no further one begins after two minutes.
 */
const folder = mkdtempSync(join(tmpdir(), 'plumbline-speed-'));
mkdirSync(join(folder, 'test'));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
const command = 'node --test "test/*.test.mjs"';
const sandbox = await openBubblewrap({
  workspace: folder,
  readOnly: [instrumentsMount(), { from: join(process.cwd(), 'node_modules'), to: join(process.cwd(), 'node_modules') }],
});
const put = (name: string, body: string) =>
  writeFileSync(
    join(folder, 'test', name),
    `import { test } from 'node:test';\nimport assert from 'node:assert/strict';\nimport fc from 'fast-check';\n${body}`,
  );
const only = (name: string, body: string) => {
  rmSync(join(folder, 'test'), { recursive: true });
  mkdirSync(join(folder, 'test'));
  put(name, body);
};
const timed = async <T>(work: () => Promise<T> | T): Promise<{ ms: number; value: T }> => {
  const startedAt = performance.now();
  const value = await work();
  return { ms: performance.now() - startedAt, value };
};
const rows: Record<string, { measured: string; goal: string }> = {};

// V1: one property of 100 runs.
only('one.test.mjs', "test('Property 1', () => fc.assert(fc.property(fc.integer(), (x) => x + 1 > x), { numRuns: 100 }));");
// Side by side: a new process, and one that was ready. The first of each is not counted.
const ready = readyTests();
const [one, kept, until]: number[][] = [[], [], []];
for (let round = 0; round < 16; round += 1) {
  const cold = await timed(() => runChecks({ sandbox, command }));
  const warm = await timed(() => runChecks({ sandbox, command, ready }));
  const wait = await timed(() => ready.settled());
  if (warm.value.outcomes[0]?.status !== 'passed' || warm.value.outcomes[0].seed === null)
    throw new Error('The property was not recorded.');
  if (round === 0) continue;
  for (const [list, { ms }] of [
    [one, cold],
    [kept, warm],
    [until, wait],
  ] as const)
    list?.push(ms);
}
await ready.close();
rows['V1 a property of 100 runs through the verifier, by the repository’s own command (a new process)'] = {
  measured: `${Math.round(median(one ?? []))} ms`,
  goal: '',
};
rows['V1 the same in a process that was ready, which runs once and is gone'] = {
  measured: `${Math.round(median(kept ?? []))} ms, ${(median(one ?? []) / median(kept ?? [])).toFixed(1)} times; the next is ready ${Math.round(median(until ?? []))} ms later`,
  goal: '20 ms, 9 times',
};

// V2: throughput on records, beside bare fast-check.
const record = 'fc.record({ id: fc.uuid(), text: fc.string(), list: fc.array(fc.integer()), at: fc.date({ noInvalidDate: true }) })';
const count = 20_000;
only(
  'record.test.mjs',
  `test('Property 1', () => fc.assert(fc.property(${record}, (value) => { assert.equal(JSON.parse(JSON.stringify(value)).text, value.text); }), { numRuns: ${count} }));`,
);
const ours = await runChecks({ sandbox, command });
const bare = await timed(() =>
  fc.assert(
    fc.property(
      fc.record({ id: fc.uuid(), text: fc.string(), list: fc.array(fc.integer()), at: fc.date({ noInvalidDate: true }) }),
      (value) => (JSON.parse(JSON.stringify(value)) as typeof value).text === value.text,
    ),
    { numRuns: count },
  ),
);
const spent = ours.outcomes[0]?.durationMs ?? Number.NaN;
rows['V2 records a second, beside bare fast-check'] = {
  measured: `${(bare.ms / spent).toFixed(2)} times (${Math.round((1000 * count) / spent)} a second)`,
  goal: '0.8 times',
};

// V3 and V4: the smallest counterexample, from twenty seeds; the same from the same seed.
const sum = (seed: number) =>
  `test('Property ${seed}', () => fc.assert(fc.property(fc.array(fc.nat(1000)), (list) => list.reduce((a, b) => a + b, 0) <= 1000), { seed: ${seed} }));`;
only('sum.test.mjs', Array.from({ length: 20 }, (_, seed) => sum(seed + 1)).join('\n'));
const first = await runChecks({ sandbox, command });
const again = await runChecks({ sandbox, command });
const examples = (report: typeof first) => report.outcomes.map(({ counterexample }) => counterexample);
const isSmallest = (text: string | null) => {
  const [list = []] = JSON.parse(text ?? '[]') as number[][];
  return list.length === 2 && list.reduce((a, b) => a + b, 0) === 1001;
};
const smallest = examples(first).filter(isSmallest).length;
rows['V3 "sum > 1000": smallest counterexamples (two numbers, sum 1001), of 20 seeds'] = {
  measured: `${smallest} of 20`,
  goal: '20 of 20',
};
rows['V4 the same seed gives the same counterexample'] = {
  measured: JSON.stringify(examples(first)) === JSON.stringify(examples(again)) ? 'yes, 20 of 20' : 'no',
  goal: 'yes',
};

// V5: 200 properties of 1,000 runs each.
only(
  'many.test.mjs',
  `for (let at = 0; at < 200; at += 1) test('Property ' + at, () => fc.assert(fc.property(fc.array(fc.integer()), (list) => { assert.equal([...list].sort((a, b) => a - b).length, list.length); }), { numRuns: 1000 }));`,
);
const many = await timed(() => runChecks({ sandbox, command }));
rows['V5 200 properties of 1,000 runs'] = {
  measured: `${(many.ms / 1000).toFixed(1)} s, ${many.value.outcomes.filter(({ status }) => status === 'passed').length} passed`,
  goal: '15 s',
};

// V6: what never ends, and what explodes.
const limit = 500;
const longestMs = 120_000;
const begunAt = performance.now();
const bodies = [
  "test('Property 1', () => { for (;;); });",
  "test('Property 1', () => { const all = []; for (;;) all.push('x'.repeat(1000) + all.length); });",
];
const over: number[] = [];
for (let round = 0; round < 100 && performance.now() - begunAt < longestMs; round += 1) {
  only('wild.test.mjs', bodies[round % 2] ?? '');
  const value = await runChecks({ sandbox, command, timeoutMs: limit });
  if (value.failure === null && value.outcomes.some(({ status }) => status === 'passed')) throw new Error('Something endless passed.');
  // Of the command: opening the sandbox and reading what is there is no part of the limit.
  over.push(value.durationMs - limit);
}
rows[`V6 endless or exploding, ended beyond its limit of ${limit} ms`] = {
  measured: `median ${Math.round(median(over))} ms, most ${Math.round(Math.max(...over))} ms; ${over.filter((ms) => ms <= 200).length} of ${over.length} within 200 ms`,
  goal: '200 ms, 100 of 100',
};

// A spec of 25 criteria: derived, and run through the module adapter.
const lines = Array.from(
  { length: 25 },
  (_, at) => `${at + 1}: when e${at % 5} if x${at % 6} > ${at * 7 + 3} and k = ${'abc'[at % 3]} then a${at}`,
);
const readings = [
  ...Array.from({ length: 6 }, (_, at) => `in x${at} : int 0..500`),
  'in k : a | b | c',
  `event ${[0, 1, 2, 3, 4].map((at) => `e${at}`).join(', ')}`,
  `action ${lines.map((_, at) => `a${at}`).join(', ')}`,
  ...lines,
].join('\n');
const { system } = lowerReadings(parseReadings(readings).tree);
const build = await timed(() => buildSuite(system, { seed: 1, budget: { cases: 2000 } }));
const distinct = new Set(build.value.cases.map(({ steps }) => JSON.stringify(steps))).size;
writeFileSync(
  join(folder, 'system.mjs'),
  `export const step = (event, x, k) => Object.fromEntries(Array.from({ length: 25 }, (_, at) => ['a' + at, event === at % 5 && x[at % 6] > at * 7 + 3 && k === 'abc'[at % 3]]));`,
);
const events = Object.fromEntries(
  [0, 1, 2, 3, 4].map((event) => [
    `e${event}`,
    {
      call: 'step',
      arguments: [event, [0, 1, 2, 3, 4, 5].map((at) => `$x${at}`), '$k'],
      outputs: Object.fromEntries(lines.map((_, at) => [`a${at}`, `result.a${at}`])),
    },
  ]),
);
const binding = { adapter: 'module' as const, module: 'system.mjs', events };
const suite = openSuite({ sandbox, binding });
const hundred = build.value.cases.slice(0, 100).map(({ steps }) => steps);
await suite.run(hundred);
const warm: number[] = [];
for (let round = 0; round < 20; round += 1) warm.push((await timed(() => suite.run(hundred, { isVaried: false }))).ms);
await suite.close();
rows['V1 a suite of 100 cases through the verifier, the system being open'] = { measured: `${median(warm).toFixed(1)} ms`, goal: '20 ms' };
const run = await timed(() => runSuite({ sandbox, binding, cases: build.value.cases.map(({ steps }) => steps) }));
if (run.value.failure !== null) throw new Error(run.value.failure);
rows['25 criteria: distinct cases, derived in'] = { measured: `${distinct}, ${(build.ms / 1000).toFixed(2)} s`, goal: '2,000 in 2 s' };
rows['25 criteria: all cases run in the sandbox (process, sandbox and a third run for chance included)'] = {
  measured: `${(run.ms / 1000).toFixed(2)} s`,
  goal: '1 s',
};

rmSync(folder, { recursive: true, force: true });
console.table(rows);
