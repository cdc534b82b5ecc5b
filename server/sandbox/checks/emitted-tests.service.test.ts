import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { buildSuite } from '#core/verification/suite/build-suite.ts';
import { emitTests } from '#core/verification/suite/emit-tests.ts';

const { system } = lowerReadings(
  parseReadings(`in total : int 0..20000
out fee : int
event ship
1: when ship if total > 5000 then fee = 0
2: when ship if total <= 5000 then fee = 490
`).tree,
);
const { cases } = buildSuite(system, { seed: 1, budget: { cases: 30, random: 5 } });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-emitted-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const put = (file: string, text: string) => writeFileSync(join(folder, file), text);
const run = (command: string, args: string[]) => spawnSync(command, args, { cwd: folder, encoding: 'utf8', timeout: 60_000 });

describe('a test file that was written out', () => {
  test.each([
    [5000, 0],
    [4999, 1],
  ])('node:test: a limit of %i ends with %i', (limit, status) => {
    put(
      'adapter.mjs',
      `export const reset = () => {};\nexport const step = (event, { total }) => ({ outputs: { fee: total > ${limit} ? 0 : 490 } });\n`,
    );
    put('suite.test.mjs', emitTests(system, cases, { slug: 'shipping', framework: 'node', adapter: './adapter.mjs' }));
    expect(run(process.execPath, ['--test', 'suite.test.mjs']).status).toBe(status);
  });

  test.each([
    [5000, 0],
    [4999, 1],
  ])('Vitest and fast-check: a limit of %i ends with %i', (limit, status) => {
    if (!existsSync(join(folder, 'node_modules'))) symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    put(
      'adapter.mjs',
      `export const reset = () => {};\nexport const step = (event, { total }) => ({ outputs: { fee: total > ${limit} ? 0 : 490 } });\n`,
    );
    put('suite.test.js', emitTests(system, cases, { slug: 'shipping', framework: 'vitest', adapter: './adapter.mjs' }));
    const { status: ended, stdout } = run('node_modules/.bin/vitest', ['run', '--root', folder, 'suite.test.js']);
    expect(ended).toBe(status);
    expect(stdout).toContain(status === 0 ? '3 passed' : 'any sequence');
  });

  const hasPytest = spawnSync('python3', ['-c', 'import pytest, hypothesis']).status === 0;
  test.skipIf(!hasPytest).each([
    [5000, 0],
    [4999, 1],
  ])('pytest: a limit of %i ends with %i', (limit, status) => {
    put(
      'adapter.py',
      `def reset():\n    pass\n\n\ndef step(event, inputs):\n    return {"outputs": {"fee": 0 if inputs["total"] > ${limit} else 490}}\n`,
    );
    put('test_suite.py', emitTests(system, cases, { slug: 'shipping', framework: 'pytest', adapter: 'adapter' }));
    expect(run('python3', ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'test_suite.py']).status).toBe(status);
  });
});
