import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bubblewrap, openBubblewrap } from '#server/sandbox/bubblewrap.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { instrumentsMount } from './instruments.ts';
import { planCheck } from './plan-check.ts';
import { type ReadyTests, readyTests } from './ready-tests.ts';
import { runChecks } from './run-checks.ts';

const probe = await bubblewrap.probe();
if (!probe.ok) console.warn(`1 group of tests skipped: ${probe.why}`);

const prelude = `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport fc from 'fast-check';\n`;
const manifest = JSON.stringify({ type: 'module', scripts: { test: 'node --test "test/*.js"' } });

let workspace = '';
let sandbox: Sandbox;
let ready: ReadyTests;
/** Of each check, whether a process that was ready ran it. */
let wasReady: boolean[] = [];

beforeEach(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'plumbline-ready-'));
  lay({ 'package.json': manifest });
  const packages = { from: join(process.cwd(), 'node_modules'), to: join(workspace, 'node_modules') };
  sandbox = await openBubblewrap({ workspace, readOnly: [packages, instrumentsMount()] });
  ready = readyTests();
  wasReady = [];
});
afterEach(async () => {
  await ready.close();
  rmSync(workspace, { recursive: true, force: true });
});

function lay(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
}

async function check(
  options: { command?: string; timeoutMs?: number; onOutput?: (stream: 'stdout' | 'stderr', text: string) => void } = {},
) {
  const { command = 'node --test "test/*.js"', ...rest } = options;
  const watched: ReadyTests = {
    ...ready,
    async run(wish) {
      const ran = await ready.run(wish);
      wasReady.push(ran !== null);
      return ran;
    },
  };
  await ready.settled();
  const report = await runChecks({ sandbox, command, ready: watched, ...rest });
  expect(existsSync(join(workspace, '.plumbline-check'))).toBe(false);
  return report;
}

const told = ({ exitCode, failure, outcomes }: Awaited<ReturnType<typeof check>>) => ({
  exitCode,
  failure,
  outcomes: outcomes.map(({ durationMs: _, seed, ...outcome }) => ({ ...outcome, hasSeed: seed !== null })),
});

describe.skipIf(!probe.ok)('tests in a process that was ready', { timeout: 60_000 }, () => {
  test('establish what the command establishes: passes, counterexamples, groups, skipped ones, several files', async () => {
    lay({
      'test/a.js': `${prelude}import { limit } from '../limit.js';
        test('Property 1', () => fc.assert(fc.property(fc.nat(100), (n) => { assert.ok(n < limit, n + ' is too many'); }), { seed: 3 }));
        test('a group', async (t) => { await t.test('within', () => {}); await t.test('later', { skip: true }, () => {}); });`,
      'test/b.js': `const { test } = await import('node:test');\ntest('another file', () => console.log('said by', process.argv[1].split('/').at(-1), process.send, process.env.npm_lifecycle_event));`,
      'limit.js': 'export const limit = 10;',
    });
    const cold = await check({ command: 'npm test' });
    const printed: string[] = [];
    const warm = await check({ command: 'npm test', onOutput: (_, text) => printed.push(text) });
    expect(told(warm)).toEqual(told(cold));
    expect(warm.outcomes.find(({ name }) => name === 'Property 1')).toMatchObject({
      status: 'failed',
      counterexample: '[10]',
      seed: expect.stringMatching(/ path /),
    });
    for (const text of [warm.outputTail, printed.join('')]) expect(text).toContain('said by b.js undefined test');
    lay({ 'limit.js': 'export const limit = 1000;' });
    expect(told(await check({ command: 'npm test' }))).toMatchObject({ exitCode: 0, failure: null });
    expect(wasReady).toEqual([false, true, true]);
  });

  test('do not hear of what a test before them did to its process, and nothing of it goes on', async () => {
    const hostile = `${prelude}import { spawn } from 'node:child_process';
      test('spoils what it can', () => {
        globalThis.spoilt = true; process.env.SPOILT = '1'; fc.configureGlobal({ numRuns: 1 }); Object.prototype.spoilt = true; assert.ok = () => {};
        spawn('sh', ['-c', 'while true; do echo x > spoilt; sleep 0.05; done'], { detached: true, stdio: 'ignore' }).unref();
      });`;
    lay({ 'test/a.js': hostile });
    await check();
    await check();
    const clean = `${prelude}import { existsSync, rmSync } from 'node:fs';
      test('is alone', async () => {
        assert.deepEqual([globalThis.spoilt, process.env.SPOILT, ({}).spoilt], [undefined, undefined, undefined]);
        assert.throws(() => assert.ok(false));
        rmSync('spoilt', { force: true }); await new Promise((done) => setTimeout(done, 200)); assert.equal(existsSync('spoilt'), false);
        fc.assert(fc.property(fc.nat(), () => true));
      });`;
    lay({ 'test/a.js': clean });
    const report = await check();
    expect(report.outcomes).toMatchObject([{ name: 'is alone', status: 'passed', cases: 100 }]);
    expect(wasReady).toEqual([false, true, true]);
  });

  test('are left to the command where it has more to say, and where what was loaded is not what it was', async () => {
    const passing = "import { test } from 'node:test';\ntest('passes', () => {});\n";
    lay({ 'test/a.js': passing });
    await check();
    const odd: [string, object][] = [
      ["throw new Error('at import');", { exitCode: 1, outcomes: [{ name: 'passes' }, { status: 'error' }] }],
      [`${passing}process.exit(3);`, { exitCode: 1, outcomes: [{ name: 'passes' }, { status: 'error' }] }],
      [`${passing}process.kill(process.ppid, 'SIGKILL');`, { failure: null, exitCode: 137 }],
    ];
    for (const [text, expected] of odd) {
      lay({ 'test/b.js': text });
      expect(told(await check())).toMatchObject(expected);
    }
    rmSync(join(workspace, 'test/b.js'));
    lay({ 'package.json': manifest.replace('"type"', '"version":"2.0.0","type"') });
    await check();
    expect(wasReady).toEqual([false, false, false, false, false]);
    expect(told(await check())).toMatchObject({ exitCode: 0 });
    expect(wasReady.at(-1)).toBe(true);
  });

  test('that never end are stopped in their time, and the next are run', async () => {
    lay({ 'test/a.js': `${prelude}test('ends', () => {});` });
    await check();
    lay({ 'test/a.js': `${prelude}test('never ends', () => { for (;;); });` });
    expect(await check({ timeoutMs: 500 })).toMatchObject({ exitCode: null, failure: expect.stringContaining('did not end in the time') });
    lay({ 'test/a.js': `${prelude}test('ends', () => {});` });
    expect(told(await check())).toMatchObject({ exitCode: 0, failure: null });
    expect(wasReady).toEqual([false, true, false]);
  });

  test('are kept ready for four workspaces at most', async () => {
    lay({ 'test/a.js': `${prelude}test('ends', () => {});` });
    await check();
    const others = Array.from({ length: 4 }, readyTests);
    const plan = planCheck('npm test', manifest);
    for (const other of others) other.prepare({ sandbox, plan, packageJson: manifest });
    await check();
    expect(wasReady).toEqual([false, false]);
    await Promise.all(others.map((other) => other.close()));
  });
});
