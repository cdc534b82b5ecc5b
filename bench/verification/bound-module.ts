import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import type { System } from '#core/analysis/system.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { type Binding, checkBinding, parseBinding } from '#core/verification/suite/binding.ts';
import type { TestStep, Trace } from '#core/verification/suite/test-case.ts';
import type { BenchModule } from './modules.ts';

const specs = join(import.meta.dirname, 'specs');
const runner = join(import.meta.dirname, '../../server/sandbox/checks/instruments/run-suite.mjs');

/** Reads the spec and the binding of a module; a mistake in either ends the bench. */
export function readSpec({ name }: BenchModule): { system: System; binding: Binding; criteria: number } {
  const { tree, diagnostics } = parseReadings(readFileSync(join(specs, name, 'readings.spec'), 'utf8'));
  const lowered = lowerReadings(tree);
  const text = readFileSync(join(specs, name, 'binding.json'), 'utf8');
  const { binding, problems } = parseBinding(text);
  const wrong = [...diagnostics, ...lowered.diagnostics, ...problems, ...(binding ? checkBinding(lowered.system, binding, text) : [])];
  if (!binding || wrong.length > 0) throw new Error(`${name}: ${wrong.map(({ message }) => message).join('\n')}`);
  return { system: lowered.system, binding, criteria: new Set(lowered.system.rules.map(({ criterion }) => criterion)).size };
}

/** A copy of a package in a folder of its own, whose one file may be replaced. */
export function copyModule({ name, file }: BenchModule) {
  const folder = mkdtempSync(join(tmpdir(), `plumbline-bench-${name}-`));
  cpSync(join('node_modules', name), folder, { recursive: true });
  // Its tests require a library that they do not use.
  if (existsSync(join(folder, 'test'))) {
    mkdirSync(join(folder, 'node_modules/fake'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/fake/index.js'), 'module.exports = {};');
  }
  const path = join(folder, file);
  const original = readFileSync(path, 'utf8');
  return {
    folder,
    original,
    put: (source: string) => writeFileSync(path, source),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs cases as the sandbox does, without the sandbox: the same runner, the same process and thread. */
export async function runCases(
  folder: string,
  binding: Binding,
  cases: readonly (readonly TestStep[])[],
  { caseMs = 300, isVaried = true }: { caseMs?: number; isVaried?: boolean } = {},
): Promise<{ traces: (Trace | null)[]; refused: string | null }> {
  const files = ['plan.json', 'results.json'].map((file) => join(folder, file));
  const [plan = '', results = ''] = files;
  writeFileSync(plan, JSON.stringify({ binding, cases, caseMs, isVaried }));
  const child = spawn(process.execPath, ['--no-warnings', runner, plan, results], { cwd: folder, stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  // What the runner writes has the shape of its own file.
  const read = JSON.parse(readFileSync(results, 'utf8')) as { traces: (Trace | null)[]; refused: string | null };
  for (const file of files) rmSync(file, { force: true });
  return read;
}

/** Whether the module's own tests fail on what lies in the folder; null where it has none. */
export function ownTestsFail({ ownTests }: BenchModule, folder: string): boolean | null {
  return ownTests === null ? null : spawnSync('sh', ['-c', ownTests], { cwd: folder, stdio: 'ignore', timeout: 10_000 }).status !== 0;
}
