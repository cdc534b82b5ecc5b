import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bubblewrap, openBubblewrap } from '#server/sandbox/bubblewrap.ts';
import { findTautologies } from './find-tautologies.ts';
import { instrumentsMount } from './instruments.ts';
import { runChecks } from './run-checks.ts';
import { badTests, code, goodTests } from './testing/planted-tests.ts';

const probe = await bubblewrap.probe();
if (!probe.ok) console.warn(`2 tests skipped: ${probe.why}`);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-tautologies-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refusedIn(workspace: string) {
  const modules = { from: join(process.cwd(), 'node_modules'), to: join(workspace, 'node_modules') };
  const sandbox = await openBubblewrap({ workspace, readOnly: [modules, instrumentsMount()] });
  const report = await runChecks({ sandbox, command: 'npm test' });
  return { report, refusals: await findTautologies({ sandbox, command: 'npm test', report }) };
}

test.skipIf(!probe.ok)('planted tests that could not notice are refused, and good ones are not', { timeout: 240_000 }, async () => {
  const workspace = join(folder, 'planted');
  mkdirSync(join(workspace, 'src'), { recursive: true });
  mkdirSync(join(workspace, 'test'));
  const head =
    "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport fc from 'fast-check';\nimport { add, Basket, clamp, first, names, parse, tryParse, wait } from '../src/code.ts';\n";
  const body = (tests: Record<string, string>) =>
    Object.entries(tests).map(([name, text]) => `test(${JSON.stringify(name)}, async () => {\n${text}\n});\n`);
  writeFileSync(join(workspace, 'package.json'), JSON.stringify({ type: 'module', scripts: { test: 'node --test "test/**/*.test.ts"' } }));
  writeFileSync(join(workspace, 'src/code.ts'), code);
  writeFileSync(join(workspace, 'test/bad.test.ts'), head + body(badTests).join(''));
  writeFileSync(join(workspace, 'test/good.test.ts'), head + body(goodTests).join(''));
  const { report, refusals } = await refusedIn(workspace);
  const named = new Set([...refusals.keys()].map((key) => key.split('\n')[1]));
  expect(report.outcomes.filter(({ status }) => status === 'failed' || status === 'error')).toEqual([]);
  // What never reached its precondition is no pass to begin with.
  const silent = new Set(report.outcomes.filter(({ status }) => status !== 'passed').map(({ name }) => name));
  const missed = Object.keys(badTests).filter((name) => !named.has(name) && !silent.has(name));
  const found = Object.keys(badTests).length - missed.length;
  console.info(
    `tautologies: ${found} of ${Object.keys(badTests).length} bad tests, ${Object.keys(goodTests).filter((name) => named.has(name)).length} false alarms among ${Object.keys(goodTests).length}; missed: ${missed.join('; ')}`,
  );
  expect(Object.keys(badTests)).toHaveLength(40);
  expect(found).toBeGreaterThanOrEqual(38);
  expect(Object.keys(goodTests).filter((name) => named.has(name) || silent.has(name))).toEqual([]);
});

test.skipIf(!probe.ok)('no false alarm on the sample', { timeout: 240_000 }, async () => {
  const workspace = join(folder, 'sample');
  cpSync('prisma/scenarios/sample/repository', workspace, { recursive: true });
  const { report, refusals } = await refusedIn(workspace);
  expect(report.outcomes.length).toBeGreaterThan(10);
  expect([...refusals]).toEqual([]);
});
