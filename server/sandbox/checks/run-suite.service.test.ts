import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { Binding } from '#core/verification/suite/binding.ts';
import { buildSuite } from '#core/verification/suite/build-suite.ts';
import { judge } from '#core/verification/suite/judge.ts';
import type { TestStep } from '#core/verification/suite/test-case.ts';
import { openBubblewrap } from '#server/sandbox/bubblewrap.ts';
import { limits, place, prepareSandboxTests } from '#server/sandbox/sandbox-fixture.ts';
import { instrumentsMount } from './instruments.ts';
import { openSuite, type SuiteRun } from './run-suite.ts';

prepareSandboxTests();

const { system } = lowerReadings(
  parseReadings(`in n : int 0..20
out fee : int 0..1000
event price
action refuse
1: when price if n > 10 then refuse
2: when price if n <= 10 then fee = n * 2
`).tree,
);
const { cases } = buildSuite(system, { seed: 1, budget: { cases: 60, random: 5 } });
const states = (text: { [id: string]: { state: string } }) =>
  Object.fromEntries(Object.entries(text).map(([id, { state }]) => [id, state]));

/** One case that comes to the tenth unit, among others: each that ends the system costs the time of a new one. */
const atTen = (steps: readonly TestStep[]) => steps.some(({ inputs }) => inputs['n'] === 10);
const few = [
  ...cases.filter(({ steps }) => !atTen(steps)).slice(0, 12),
  ...cases.filter(({ steps }) => atTen(steps)).slice(0, 1),
].toReversed();

const PRICE: Binding = {
  adapter: 'module',
  module: 'price.mjs',
  events: { price: { call: 'price', arguments: ['$n'], outputs: { fee: 'result', refuse: { from: 'error.code', is: 'high' } } } },
};
const GOOD = `export function price(n) { if (n > 10) throw Object.assign(new Error('no'), { code: 'high' }); return n * 2; }`;

/** Runs the cases on a source through a session: each run opens the system anew, as evidence does. */
async function runWith(source: string, binding: Binding = PRICE, caseMs = 500, times = 1, chosen = cases) {
  writeFileSync(path.join(place.workspace, 'price.mjs'), source);
  const sandbox = await openBubblewrap({
    workspace: place.workspace,
    readOnly: [instrumentsMount()],
    limits: { ...limits, memoryMb: 1024 },
  });
  const startedAt = performance.now();
  const suite = openSuite({ sandbox, binding });
  try {
    const runs: SuiteRun[] = [];
    for (let count = 0; count < times; count += 1)
      runs.push(
        await suite.run(
          chosen.map(({ steps }) => steps),
          { caseMs, isFresh: true },
        ),
      );
    const [run] = runs;
    if (!run) throw new Error('nothing ran');
    return {
      ...run,
      verdicts: states(Object.fromEntries(judge(system, chosen, run.traces))),
      runs,
      durationMs: performance.now() - startedAt,
    };
  } finally {
    await suite.close();
  }
}

const holds = { verdicts: { 1: 'holds', 2: 'holds' }, failure: null, varied: [] };
/** What three runs on three freshly opened systems gave is the same, to the letter. */
function expectSame(runs: readonly SuiteRun[]) {
  expect(runs).toHaveLength(3);
  for (const run of runs) expect(run).toEqual(runs[0]);
}

describe('a module in the sandbox', () => {
  test('that does what the readings say holds, the same three times, and leaves nothing behind', async () => {
    const { runs, ...run } = await runWith(GOOD, PRICE, 500, 3);
    expect(run).toMatchObject(holds);
    expectSame(runs);
    expect(readdirSync(path.join(place.workspace, '.plumbline-check'))).toEqual(['.gitignore']);
  });

  test('stays open between runs: its files are read anew only where that is asked for', async () => {
    writeFileSync(path.join(place.workspace, 'price.mjs'), GOOD);
    const sandbox = await openBubblewrap({
      workspace: place.workspace,
      readOnly: [instrumentsMount()],
      limits: { ...limits, memoryMb: 1024 },
    });
    const suite = openSuite({ sandbox, binding: PRICE });
    const steps = [[{ event: 'price', inputs: { n: 10 } }]];
    const feeOf = async (isFresh: boolean) => (await suite.run(steps, { isFresh })).traces[0]?.steps[0]?.outputs['fee'];
    expect(await feeOf(false)).toBe(20);
    writeFileSync(path.join(place.workspace, 'price.mjs'), GOOD.replace('n * 2', 'n * 3'));
    expect([await feeOf(false), await feeOf(true), await feeOf(false)]).toEqual([20, 30, 30]);
    // Whatever ended the process, the next run begins with another one.
    writeFileSync(path.join(place.workspace, 'price.mjs'), `import { kill } from 'node:process'; kill(process.pid, 'SIGKILL');`);
    expect((await suite.run(steps, { isFresh: true })).failure).toMatch(/left no results/);
    writeFileSync(path.join(place.workspace, 'price.mjs'), GOOD);
    expect(await feeOf(false)).toBe(20);
    expect(await suite.run([steps[0] ?? []], { isFresh: true, timeoutMs: 1 })).toMatchObject({
      failure: expect.stringContaining('did not end'),
    });
    await suite.close();
  });

  test('that is off by one is seen', async () => {
    const { verdicts } = await runWith(GOOD.replace('> 10', '>= 10'));
    expect(verdicts).toMatchObject({ 2: 'falsified' });
  });

  test('that throws at import, or has no such export, is said', async () => {
    expect(await runWith(`throw new Error('no database');`)).toMatchObject({ failure: expect.stringContaining('no database') });
    const { traces } = await runWith('export const other = 1;');
    expect(traces[0]?.steps[0]?.trouble).toMatch(/no function "price"/);
  });

  test.each([
    ['never returns', 'while (true);', /did not return/],
    ['exits', 'process.exit(0);', /ended the process/],
    ['prints without end', "for (;;) console.log('x'.repeat(100000));", /printed more|did not return|memory/],
    ['gives a promise that nothing settles', 'return new Promise(() => {});', /nothing settles/],
  ])('that %s is named, and the other cases still run', async (_, fault, words) => {
    const { traces, verdicts } = await runWith(GOOD.replace('{', `{ if (n === 10) { ${fault} }`), PRICE, 500, 1, few);
    const told = traces.flatMap((trace) => trace?.steps ?? []).filter(({ trouble }) => trouble !== null);
    for (const { trouble } of told) expect(trouble).toMatch(words);
    expect(told.length).toBeGreaterThan(0);
    expect(verdicts).toEqual({ 1: 'holds', 2: 'falsified' });
  });

  test.each([
    ['return Date.now() % 3', 'the clock'],
    ['return Math.floor(Math.random() * 1000)', 'chance'],
  ])('that depends on what varies is told: %s', async (fault, what) => {
    const { varied } = await runWith(GOOD.replace('return n * 2', fault));
    expect(varied).toContain(what);
  });

  test('waits on a clock that costs no time', async () => {
    const { verdicts, durationMs } = await runWith(
      GOOD.replace('function', 'async function').replace('return', 'await new Promise((done) => setTimeout(done, 60_000)); return'),
    );
    expect(verdicts).toEqual({ 1: 'holds', 2: 'holds' });
    expect(durationMs).toBeLessThan(15_000);
  });
});

describe('other adapters', () => {
  test('a program that speaks in lines of JSON', async () => {
    const program = `${GOOD}
import { createInterface } from 'node:readline';
createInterface({ input: process.stdin }).on('line', (line) => {
  const { reset, inputs } = JSON.parse(line);
  if (reset) return console.log('{}');
  let outputs;
  try { outputs = { fee: price(inputs.n), refuse: false }; } catch { outputs = { refuse: true }; }
  console.log(JSON.stringify({ outputs }));
});`;
    const { runs, ...run } = await runWith(program, { adapter: 'cli', mode: 'lines', command: 'node price.mjs', events: {} }, 2000, 3);
    expect(run).toMatchObject(holds);
    expectSame(runs);
  });

  test('a program that is started for each step', async () => {
    const program = `n=$1; if [ "$n" -gt 10 ]; then echo high; exit 3; fi; echo $((n * 2))`;
    const binding: Binding = {
      adapter: 'cli',
      mode: 'process',
      command: 'sh price.mjs',
      events: {
        price: { arguments: ['$n'], outputs: { fee: { from: 'stdout', pattern: '^(\\d+)$' }, refuse: { from: 'exitCode', is: 3 } } },
      },
    };
    const { runs, ...run } = await runWith(program, binding, 2000, 3);
    expect(run).toMatchObject(holds);
    expectSame(runs);
  });

  test('a service', async () => {
    const service = `${GOOD}
import { createServer } from 'node:http';
createServer((request, response) => {
  const n = Number(new URL(request.url, 'http://x').searchParams.get('n'));
  try { response.end(JSON.stringify({ fee: price(n) })); } catch (error) { response.statusCode = 422; response.end(JSON.stringify({ code: error.code })); }
}).listen(4567, '127.0.0.1');`;
    const binding: Binding = {
      adapter: 'http',
      url: 'http://127.0.0.1:4567',
      command: 'node price.mjs',
      events: { price: { request: { path: '/price?n={n}' }, outputs: { fee: 'body.fee', refuse: { from: 'status', is: 422 } } } },
    };
    const { runs, ...run } = await runWith(service, binding, 3000, 3);
    expect(run).toMatchObject(holds);
    expectSame(runs);
  });

  test('a service that is not there is said, and one that ends before it answers with its exit code', async () => {
    const binding: Binding = { adapter: 'http', url: 'http://127.0.0.1:4568', events: { price: { request: { path: '/' } } } };
    expect((await runWith(GOOD, binding)).failure).toMatch(/Nothing answers at/);
    expect((await runWith(GOOD, { ...binding, command: 'exit 7' })).failure).toMatch(/exit code 7/);
  });
});
