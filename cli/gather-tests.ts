import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { readJunit } from '#core/formats/test-reports/junit.ts';
import type { TestResults } from '#core/formats/test-reports/outcome.ts';
import { readTap } from '#core/formats/test-reports/tap.ts';
import type { CheckOutcome, CheckReport } from '#core/verification/evidence.ts';
import { UsageError } from './usage-error.ts';

export type Gathering = {
  folder: string;
  /** What runs the tests. Without it, and with reports that are there already, nothing is run. */
  command: string | undefined;
  junit: readonly string[];
  tap: readonly string[];
};

export type Gathered = { report: CheckReport; problems: string[] };

const tailLength = 8_000;
const largestOutput = 64 * 1024 * 1024;

/**
 * Runs the command, if there is one, and reads what its tests reported: the files that are named, else the report of `node --test`, which is
 * asked for one, else TAP on standard output. Never throws for what the tests do; a report that was there before the command ran counts as none.
 */
export function gatherTests({ folder, command: given, junit, tap }: Gathering): Gathered {
  const hasFiles = junit.length + tap.length > 0;
  const command = given ?? (hasFiles ? null : ownCommand(folder));
  const startedAt = new Date();
  const scratch = mkdtempSync(join(tmpdir(), 'plumbline-verify-'));
  try {
    const own = join(scratch, 'junit.xml');
    const ran = command === null ? null : run(command, folder, hasFiles ? null : own);
    const problems: string[] = [];
    const after = command === null ? null : startedAt.getTime();
    const read = [
      ...junit.map((path) => readReport(resolve(folder, path), readJunit, after)),
      ...tap.map((path) => readReport(resolve(folder, path), readTap, after)),
      ...(hasFiles ? [] : [readOwn(own, ran?.stdout ?? '')]),
    ];
    const outcomes = read.flatMap((each) => each.outcomes).map((each) => ({ ...each, file: inFolder(each.file, folder) }));
    problems.push(...read.flatMap((each) => each.problems));
    const output = ran === null ? '' : ran.stdout + ran.stderr;
    const report: CheckReport = {
      command: (command ?? [...junit, ...tap].join(' ')).slice(0, 2_000),
      exitCode: ran?.status ?? (command === null ? 0 : null),
      failure: failureOf(ran, outcomes, problems),
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      outputSha256: createHash('sha256').update(output).digest('hex'),
      outputTail: output.slice(-tailLength).replaceAll('\0', '\u2400').toWellFormed(),
      outcomes: ran === null ? outcomes : withExitCode(outcomes, command ?? 'the command', ran.status),
    };
    return { report, problems };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

type Ran = { status: number | null; stdout: string; stderr: string };

function run(command: string, folder: string, junit: string | null): Ran {
  const asked =
    junit === null || !isNodeTest(command, folder)
      ? ''
      : `--test-reporter=junit --test-reporter-destination=${junit} --test-reporter=spec --test-reporter-destination=stdout`;
  const options = [process.env['NODE_OPTIONS'] ?? '', asked].filter((each) => each !== '').join(' ');
  const env = { ...process.env, CI: '1', NO_COLOR: '1', ...(options === '' ? {} : { NODE_OPTIONS: options }) };
  // What runs the tests of others has no business with the key.
  delete (env as NodeJS.ProcessEnv)['PLUMBLINE_KEY'];
  const { status, stdout, stderr, error } = spawnSync(command, {
    cwd: folder,
    shell: true,
    encoding: 'utf8',
    env,
    maxBuffer: largestOutput,
  });
  if (error && status === null) return { status: null, stdout: stdout ?? '', stderr: `${stderr ?? ''}\n${error.message}` };
  return { status, stdout, stderr };
}

function manifestOf(folder: string): string | null {
  try {
    const scripts: unknown = (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts?: { test?: unknown } }).scripts
      ?.test;
    return typeof scripts === 'string' ? scripts : null;
  } catch {
    return null;
  }
}

function ownCommand(folder: string): string {
  if (manifestOf(folder) === null)
    throw new UsageError('say how the tests are run, --command, or where their reports are, --junit or --tap.');
  return 'npm test';
}

function isNodeTest(command: string, folder: string): boolean {
  const script = /^(?:npm|pnpm|yarn)\s+(?:run\s+)?(?:test|t)\s*$/.test(command.trim()) ? (manifestOf(folder) ?? '') : command;
  return /(^|[\s;&|/])node\s(?:[^;&|]*\s)?--test(?=[\s"']|$)/.test(script) && !script.includes('--test-reporter');
}

function readReport(path: string, read: (text: string) => TestResults, after: number | null): TestResults {
  const none = (problem: string): TestResults => ({ outcomes: [], problems: [problem] });
  try {
    if (after !== null && statSync(path).mtimeMs < after - 2_000)
      return none(`${path} is older than this run: its tests did not write it.`);
    const { outcomes, problems } = read(readFileSync(path, 'utf8'));
    return { outcomes, problems: problems.map((problem) => `${path}: ${problem}`) };
  } catch {
    return none(`${path} cannot be read.`);
  }
}

function readOwn(junit: string, stdout: string): TestResults {
  try {
    return readJunit(readFileSync(junit, 'utf8'));
  } catch {
    return /^TAP version \d+|^1\.\.\d+|^(?:not )?ok \d+/m.test(stdout) ? readTap(stdout) : { outcomes: [], problems: [] };
  }
}

function inFolder(file: string | null, folder: string): string | null {
  if (file === null || !isAbsolute(file)) return file;
  const path = relative(resolve(folder), file);
  return path.startsWith('..') ? file : path;
}

function failureOf(ran: Ran | null, outcomes: readonly CheckOutcome[], problems: readonly string[]): string | null {
  if (problems.length > 0) return `Results of the checks could not be read: ${problems.slice(0, 3).join(' ')}`.slice(0, 2_000);
  if (ran?.status === null) return 'The checks were killed, or could not be started.';
  if (outcomes.length > 0) return null;
  return ran === null ? 'The reports hold no test.' : `The command ended with exit code ${ran.status}, and no test reported a result.`;
}

/** An exit code that no outcome explains is an outcome of its own: green tests do not hide a red command. */
function withExitCode(outcomes: CheckOutcome[], command: string, status: number | null): CheckOutcome[] {
  if (status === 0 || status === null || outcomes.length === 0 || outcomes.some((each) => each.status !== 'passed')) return outcomes;
  const message = `The command ended with exit code ${status}, although every test that reported passed.`;
  const nothing = { file: null, line: null, cases: null, seed: null, counterexample: null, durationMs: null };
  return [...outcomes, { name: command.slice(0, 2_000), status: 'error', message, ...nothing }];
}
