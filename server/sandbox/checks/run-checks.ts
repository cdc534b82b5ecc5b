import { createHash } from 'node:crypto';
import type { CheckOutcome, CheckReport } from '#core/verification/evidence.ts';
import type { CommandResult, Sandbox } from '#server/sandbox/sandbox.ts';
import { judgeTests } from './judge-tests.ts';
import { planCheck, type Runner } from './plan-check.ts';
import { plain, readResults, removeResults } from './read-results.ts';
import type { ReadyTests } from './ready-tests.ts';

export type CheckRequest = {
  /** Opened with `instrumentsMount()` among its read-only folders. */
  sandbox: Sandbox;
  /** The repository's own command, such as `npm test`. */
  command: string;
  signal?: AbortSignal;
  timeoutMs?: number;
  onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Keeps a process ready for the next run of the same tests. */
  ready?: ReadyTests;
};

const tailLength = 8_000;

/**
 * Runs a repository's tests in the sandbox and reports what each of them and each of their properties established.
 * Whatever the repository does, there is a report: trouble becomes `failure`, a sentence, or an outcome in `error`.
 *
 * What is protected: the report is made here, from a fresh results folder, and no text of an agent enters it as a verdict;
 * a property that fails inside a passing test, a skipped test, a property without cases, and an exit code that does not
 * fit are all seen. What is not: tests run as the repository's own code, beside our instruments and with the same rights,
 * so a test made to deceive can write a line of results, as it can also assert nothing. Against that stand the diff that
 * people read and checks that the platform derives itself, never this folder.
 */
export async function runChecks({ sandbox, command, signal, timeoutMs, onOutput, ready }: CheckRequest): Promise<CheckReport> {
  const startedAt = new Date();
  const packageJson = await textOf(sandbox, 'package.json');
  const plan = planCheck(command, packageJson);
  const options = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }), ...(onOutput && { onOutput }) };
  const kept = await ready?.run({ sandbox, plan, packageJson, ...options });
  const result = kept?.result ?? (await sandbox.run({ command: plan.script, env: plan.env, ...options }).catch((error: unknown) => error));
  const results = await readResults(sandbox);
  if (!(await kept?.forget())) await removeResults(sandbox);
  if (isResult(result) && !result.stoppedBy) ready?.prepare({ sandbox, plan, packageJson });

  const base = { command, startedAt: startedAt.toISOString(), durationMs: Date.now() - startedAt.getTime() };
  if (!isResult(result)) {
    const why = result instanceof Error ? result.message : String(result);
    return {
      ...base,
      exitCode: null,
      failure: `The checks could not be started: ${why}`,
      outputSha256: sha256(''),
      outputTail: '',
      outcomes: [],
    };
  }
  const output = result.stdout + result.stderr;
  const measured = {
    ...base,
    durationMs: Math.round(result.durationMs),
    exitCode: result.exitCode,
    outputSha256: sha256(output),
    outputTail: plain(output.slice(-tailLength)),
  };
  const tests = judgeTests(results);
  const outcomes = plan.runner === 'unknown' && !result.stoppedBy ? [byExitCode(command, result)] : withExitCode(tests, command, result);
  return { ...measured, failure: failureOf(plan.runner, result, tests, results.unreadable), outcomes };
}

const stopped = {
  time: 'The checks did not end in the time that they have, and were stopped.',
  memory: 'The checks needed more memory than they have, and were stopped.',
  disk: 'The checks wrote more than they may, and were stopped.',
  cancelled: 'The checks were cancelled.',
} as const;

function failureOf(runner: Runner, result: CommandResult, tests: readonly CheckOutcome[], unreadable: readonly string[]): string | null {
  if (result.stoppedBy) return stopped[result.stoppedBy];
  if (result.exitCode === null) return 'The checks were killed.';
  if (unreadable.length > 0) return `Results of the checks could not be read: ${unreadable.slice(0, 3).join(', ')}.`;
  if (runner === 'unknown' || tests.length > 0) return null;
  return result.exitCode === 0
    ? 'The command ended well, but no test reported a result.'
    : `The command ended with exit code ${result.exitCode} before any test reported a result.`;
}

/** Of a command that we cannot listen to, only its exit code is known. */
function byExitCode(command: string, { exitCode, durationMs }: CommandResult): CheckOutcome {
  const passed = exitCode === 0;
  const message = passed ? null : `Ended with exit code ${exitCode}.`;
  return { ...nameless(command), status: passed ? 'passed' : 'failed', message, durationMs: Math.round(durationMs) };
}

/** An exit code that no outcome explains is an outcome of its own: green tests do not hide a red command. */
function withExitCode(tests: CheckOutcome[], command: string, { exitCode, stoppedBy, durationMs }: CommandResult): CheckOutcome[] {
  const isExplained = exitCode === 0 || stoppedBy !== undefined || tests.length === 0 || tests.some(({ status }) => status !== 'passed');
  if (isExplained) return tests;
  const message = `The command ended with exit code ${exitCode}, although every test that reported passed.`;
  return [...tests, { ...nameless(command), status: 'error', message, durationMs: Math.round(durationMs) }];
}

function nameless(name: string) {
  return { name, file: null, line: null, cases: null, seed: null, counterexample: null };
}

async function textOf(sandbox: Sandbox, path: string): Promise<string | null> {
  const bytes = await sandbox.readFile(path).catch(() => null);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

function isResult(value: unknown): value is CommandResult {
  return typeof value === 'object' && value !== null && 'exitCode' in value && 'stdout' in value;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
