import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bubblewrap, openBubblewrap } from '#server/sandbox/bubblewrap.ts';
import { instrumentsMount } from './instruments.ts';
import { runChecks } from './run-checks.ts';

const nodeTest = JSON.stringify({ type: 'module', scripts: { test: 'node --test' } });
const prelude = `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport fc from 'fast-check';\n`;

const sandbox = await bubblewrap.probe();
if (!sandbox.ok) console.warn(`3 groups of tests skipped: ${sandbox.why}`);

let workspace = '';
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'plumbline-check-'));
});
const open = () =>
  openBubblewrap({
    workspace,
    readOnly: [{ from: join(process.cwd(), 'node_modules'), to: join(workspace, 'node_modules') }, instrumentsMount()],
  });
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

function lay(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
}

async function check(files: Record<string, string>, command = 'npm test', options: { timeoutMs?: number; signal?: AbortSignal } = {}) {
  lay(files);
  const report = await runChecks({ sandbox: await open(), command, ...options });
  expect(existsSync(join(workspace, '.plumbline-check'))).toBe(false);
  return { report, byName: (name: string) => report.outcomes.find((outcome) => outcome.name === name) };
}

describe.skipIf(!sandbox.ok)('node --test', { timeout: 60_000 }, () => {
  test('tells of each test of the sample, with the cases and seed of each property', async () => {
    cpSync('prisma/scenarios/sample/repository', workspace, { recursive: true });
    const printed: string[] = [];
    const report = await runChecks({ sandbox: await open(), command: 'npm test', onOutput: (_, text) => printed.push(text) });
    expect(report).toMatchObject({ command: 'npm test', exitCode: 0, failure: null });
    expect(report.outcomes).toHaveLength(12);
    expect(report.outcomes.every(({ status }) => status === 'passed')).toBe(true);
    const property = report.outcomes.find(({ name }) => name.includes('Property 3'));
    expect(property).toMatchObject({ file: 'test/money.test.ts', line: 8, cases: 100, seed: expect.stringMatching(/^-?\d+$/) });
    expect(report.outcomes.find(({ name }) => name === 'prints euros and cents')).toMatchObject({ cases: null, seed: null });
    expect(report.outcomes.some(({ name }) => name === 'coupons that are refused > as the second of an order (Requirements 5.4)')).toBe(
      true,
    );
    expect(printed.join('')).toContain('Property 3');
    expect(report.outputSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('gives the shrunk counterexample and the words of the assertion, for sync and async properties', async () => {
    const { report, byName } = await check({
      'package.json': nodeTest,
      'a.test.js': `${prelude}
        test('Property 1', () => fc.assert(fc.property(fc.integer({ min: 0, max: 100 }), (n) => { assert.ok(n < 10, n + ' is too many'); })));
        test('Property 2', async () => { await new Promise(setImmediate); await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 100 }), async (n) => { assert.ok(n < 20); })); });
        for (const limit of [30, 200]) test('below ' + limit, () => fc.assert(fc.property(fc.integer({ min: 0, max: 100 }), (n) => n < limit)));`,
      'c.test.js': `${prelude}
        const total = (list) => list.reduce((a, b) => a + b, 0);
        test('a sum', () => fc.assert(fc.property(fc.array(fc.nat()), (list) => { assert.ok(total(list) <= 1000, 'sum ' + total(list)); }), { seed: 7 }));
        test('a sum later', () => fc.assert(fc.asyncProperty(fc.array(fc.nat()), async (list) => total(list) <= 1000), { seed: 7 }));`,
      'b.test.js': `${prelude}test('Property 3', () => fc.assert(fc.property(fc.nat(), () => true), { numRuns: 7 }));`,
    });
    expect(report).toMatchObject({ exitCode: 1, failure: null });
    expect(byName('Property 1')).toMatchObject({ status: 'failed', counterexample: '[10]', message: '10 is too many', line: 5 });
    expect(byName('Property 1')?.seed).toMatch(/^-?\d+ path [\d:]+$/);
    expect(byName('Property 2')).toMatchObject({ status: 'failed', counterexample: '[20]' });
    expect(byName('below 30')).toMatchObject({ status: 'failed', counterexample: '[30]' });
    expect(byName('below 200')).toMatchObject({ status: 'passed', cases: 100 });
    expect(byName('Property 3')).toMatchObject({ status: 'passed', cases: 7 });
    // Smaller than where fast-check's own shrinking ends.
    expect(byName('a sum')).toMatchObject({ status: 'failed', counterexample: '[[1001]]', message: 'sum 1001' });
    expect(byName('a sum later')).toMatchObject({ status: 'failed', counterexample: '[[1001]]' });
  });

  test('keeps global settings and reporters of the repository working', async () => {
    const { byName } = await check({
      'package.json': nodeTest,
      'a.test.js': `${prelude}
        fc.configureGlobal({ numRuns: 13 });
        let told = 0;
        test('global', () => fc.assert(fc.property(fc.nat(), () => true)));
        test('own reporter', () => { fc.assert(fc.property(fc.nat(), () => true), { reporter: () => { told += 1; } }); assert.equal(told, 1); });
        test('own async reporter', async () => { await fc.assert(fc.asyncProperty(fc.nat(), async () => true), { asyncReporter: async () => { told += 1; } }); assert.equal(told, 2); });
        test('message', () => assert.throws(() => fc.assert(fc.property(fc.nat(), () => false), { seed: 1 }), /Property failed after 1 tests[^]*Counterexample: \\[0\\]/));`,
    });
    expect(byName('global')).toMatchObject({ status: 'passed', cases: 13 });
    expect(byName('own reporter')).toMatchObject({ status: 'passed', cases: 13 });
    expect(byName('own async reporter')).toMatchObject({ status: 'passed', cases: 13 });
  });

  test('hears CommonJS tests too', async () => {
    const { byName } = await check({
      'package.json': JSON.stringify({ scripts: { test: 'node --test' } }),
      'a.test.cjs': `const fc = require('fast-check'); const { test } = require('node:test');
        test('Property 1', () => fc.assert(fc.property(fc.nat(50), (n) => n < 5)));
        test('Property 2', () => fc.default.assert(fc.default.property(fc.nat(50), (n) => n >= 0)));`,
    });
    expect(byName('Property 1')).toMatchObject({ status: 'failed', counterexample: '[5]' });
    expect(byName('Property 2')).toMatchObject({ status: 'passed', cases: 100 });
  });

  test('a property that no input reaches, a skipped test and one to do are unreachable', async () => {
    const { byName } = await check({
      'package.json': nodeTest,
      'a.test.js': `${prelude}
        test('refuses all', () => fc.assert(fc.property(fc.nat(), (n) => { fc.pre(n < 0); })));
        test('no runs', () => fc.assert(fc.property(fc.nat(), () => true), { numRuns: 0 }));
        test.skip('skipped', () => {});
        test('to do', { todo: true }, () => assert.fail());`,
    });
    expect(byName('refuses all')).toMatchObject({
      status: 'unreachable',
      cases: 0,
      message: expect.stringContaining('precondition refused'),
    });
    for (const name of ['no runs', 'skipped', 'to do']) expect(byName(name)?.status, name).toBe('unreachable');
  });

  test('a test that swallows the failure of its property has failed', async () => {
    const { byName } = await check({
      'package.json': nodeTest,
      'a.test.js': `${prelude}test('Property 1', () => { try { fc.assert(fc.property(fc.nat(), (n) => n < 3)); } catch {} });`,
    });
    expect(byName('Property 1')).toMatchObject({
      status: 'failed',
      counterexample: '[3]',
      message: expect.stringContaining('passed although'),
    });
  });

  test('a file that cannot be loaded and a group whose hook throws are errors', async () => {
    const { byName } = await check({
      'package.json': nodeTest,
      'broken.test.js': `import './nowhere.js';`,
      'hook.test.js': `import { before, describe, test } from 'node:test';
        describe('group', () => { before(() => { throw new Error('no database'); }); test('inside', () => {}); });`,
    });
    expect(byName('broken.test.js')).toMatchObject({ status: 'error' });
    expect(byName('group')).toMatchObject({ status: 'error', message: 'no database' });
    expect(byName('group > inside')?.status).not.toBe('passed');
  });

  test('an exit code that the tests do not explain is an outcome of its own', async () => {
    const scripts = { test: 'node --test && exit 3' };
    const { report } = await check({
      'package.json': JSON.stringify({ type: 'module', scripts }),
      'a.test.js': `${prelude}test('fine', () => {});`,
    });
    expect(report.exitCode).toBe(3);
    expect(report.outcomes.map(({ status }) => status)).toEqual(['passed', 'error']);
  });

  test('keeps out what a database cannot hold', async () => {
    const { report } = await check({
      'package.json': nodeTest,
      'a.test.js': `${prelude}test('odd \\0 \\ud800', () => { console.log('\\0'); assert.fail('because \\0'); });`,
    });
    expect(report.outcomes).toMatchObject([{ status: 'failed', message: 'because ␀' }]);
    expect(report.outcomes.every(({ name }) => name.isWellFormed())).toBe(true);
    expect(JSON.stringify(report)).not.toContain('\\u0000');
  });

  test('a reporter of the repository is no hindrance', async () => {
    const scripts = { test: 'node --test --test-reporter=tap' };
    const { report } = await check({
      'package.json': JSON.stringify({ type: 'module', scripts }),
      'a.test.js': `${prelude}test('fine', () => {});`,
    });
    expect(report.outcomes).toMatchObject([{ name: 'fine', status: 'passed' }]);
    expect(report.outputTail).toContain('TAP version');
  });
});

describe.skipIf(!sandbox.ok)('Vitest', { timeout: 60_000 }, () => {
  test('tells of tests and properties through npm', async () => {
    const { report, byName } = await check({
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'vitest run' } }),
      'src/a.test.ts': `import fc from 'fast-check';\nimport { describe, expect, it } from 'vitest';
        describe('limits', () => {
          it('Property 1', () => { fc.assert(fc.property(fc.nat(100), (n: number) => { expect(n).toBeLessThan(42); })); });
          it('Property 2', async () => { await fc.assert(fc.asyncProperty(fc.nat(100), async (n) => { expect(n).toBeGreaterThanOrEqual(0); })); });
          it.skip('later', () => {});
          it('adds', () => { expect(1 + 1).toBe(3); });
        });`,
      'src/broken.test.ts': `throw new Error('at import');`,
    });
    expect(report).toMatchObject({ exitCode: 1, failure: null });
    expect(byName('limits > Property 1')).toMatchObject({ status: 'failed', counterexample: '[42]', file: 'src/a.test.ts' });
    expect(byName('limits > Property 2')).toMatchObject({ status: 'passed', cases: 100 });
    expect(byName('limits > later')).toMatchObject({ status: 'unreachable' });
    expect(byName('limits > adds')).toMatchObject({ status: 'failed', message: expect.stringContaining('expected 2 to be 3') });
    expect(byName('src/broken.test.ts')).toMatchObject({ status: 'error', message: expect.stringContaining('at import') });
  });
});

describe.skipIf(!sandbox.ok)('anything else', { timeout: 60_000 }, () => {
  test('is told by its exit code', async () => {
    const good = await check({ Makefile: 'test:\n\ttrue\n' }, 'true');
    expect(good.report).toMatchObject({ failure: null, outcomes: [{ name: 'true', status: 'passed' }] });
    const bad = await check({}, 'echo no >&2; exit 7');
    expect(bad.report).toMatchObject({
      exitCode: 7,
      outputTail: 'no\n',
      outcomes: [{ status: 'failed', message: 'Ended with exit code 7.' }],
    });
  });

  test('a command that never ends is stopped, and so is one that is cancelled', async () => {
    const endless = await check({ 'package.json': nodeTest, 'a.test.js': 'while (true);' }, 'npm test', { timeoutMs: 1_500 });
    expect(endless.report).toMatchObject({ exitCode: null, failure: expect.stringContaining('did not end in the time') });
    const cancelled = await check({}, 'sleep 30', { signal: AbortSignal.timeout(200) });
    expect(cancelled.report).toMatchObject({ failure: 'The checks were cancelled.', outcomes: [] });
  });

  test('results that are garbage, forged beyond the format, huge or gone become a sentence', async () => {
    const write = (text: string) => ({
      'package.json': nodeTest,
      'a.test.js': `${prelude}import fs from 'node:fs';\ntest('fine', () => {\n${text}\n});`,
    });
    const garbage = await check(write(`fs.writeFileSync('.plumbline-check/tests-1.jsonl', 'not json\\n{"names":["x"]}\\n');`));
    expect(garbage.report.failure).toContain('tests-1.jsonl');
    expect(garbage.report.outcomes).toMatchObject([{ name: 'fine' }]);
    const huge = await check(
      write(
        `fs.writeFileSync('.plumbline-check/properties-1.jsonl', ''); fs.truncateSync('.plumbline-check/properties-1.jsonl', 100 * 1024 * 1024);`,
      ),
    );
    expect(huge.report.failure).toContain('properties-1.jsonl');
    const gone = await check(write(`fs.rmSync('.plumbline-check', { recursive: true });`));
    expect(gone.report.failure ?? gone.report.outcomes.find(({ status }) => status === 'error')).toBeTruthy();
    const linked = await check(write(`fs.rmSync('.plumbline-check', { recursive: true }); fs.symlinkSync('/etc', '.plumbline-check');`));
    expect(linked.report.failure).toBeTruthy();
    expect(readFileSync('/etc/hostname', 'utf8')).toBeTruthy();
  });
});
