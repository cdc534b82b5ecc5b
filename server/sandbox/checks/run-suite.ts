import { z } from 'zod';
import type { Binding } from '#core/verification/suite/binding.ts';
import type { TestStep, Trace } from '#core/verification/suite/test-case.ts';
import type { CommandResult, Sandbox } from '#server/sandbox/sandbox.ts';
import { instrumentsInside, resultsFolder } from './instruments.ts';

export type SuiteRequest = {
  /** Opened with `instrumentsMount()` among its read-only folders. */
  sandbox: Sandbox;
  binding: Binding;
  cases: readonly (readonly TestStep[])[];
  /** As long as one case may take; a system that takes longer has "not returned". */
  caseMs?: number;
  timeoutMs?: number;
  signal?: AbortSignal;
};

export type SuiteRun = {
  /** In the order of the cases; undefined where nothing was run any more. */
  traces: (Trace | undefined)[];
  /** Why there is no trace at all, or not of all cases. */
  failure: string | null;
  /** What made it answer differently when it was run again: `nothing` else, `the clock`, `chance`. Empty where it answered the same. */
  varied: string[];
  exitCode: number | null;
  durationMs: number;
  output: string;
};

const value = z.union([z.boolean(), z.number(), z.string()]);
const values = z.record(z.string(), value);
const trace = z.object({
  initial: values,
  steps: z.array(z.object({ outputs: values, state: values, trouble: z.string().nullable() })),
});
const results = z.object({
  refused: z.string().nullable(),
  varied: z.array(z.string()),
  printed: z.number(),
  traces: z.array(trace.nullable()),
});

const stopped = {
  time: 'The suite did not end in the time that it has, and was stopped.',
  memory: 'The suite needed more memory than it has, and was stopped.',
  disk: 'The suite wrote more than it may, and was stopped.',
  cancelled: 'The suite was cancelled.',
} as const;

/**
 * Runs cases against the bound system in the sandbox, in a process of its own with a clock that only moves when a case says so, and gives what was seen. Nothing is
 * judged there: the oracle is not within reach of the code under test. Whatever the code does (throws at import, never returns, exits, prints without end), there is
 * a trace or a sentence.
 */
export async function runSuite({ sandbox, binding, cases, caseMs = 2000, timeoutMs = 120_000, signal }: SuiteRequest): Promise<SuiteRun> {
  const plan = `${resultsFolder}/plan.json`;
  const found = `${resultsFolder}/results.json`;
  const encode = (text: string) => new TextEncoder().encode(text);
  await sandbox.writeFile(`${resultsFolder}/.gitignore`, encode('*\n'));
  await sandbox.writeFile(plan, encode(JSON.stringify({ binding, cases, caseMs })));
  const command = `node --no-warnings ${instrumentsInside}/run-suite.mjs ${plan} ${found}`;
  const result = await sandbox.run({ command, timeoutMs, ...(signal && { signal }) });
  const bytes = await sandbox.readFile(found).catch(() => null);
  await sandbox.deleteFile(plan);
  await sandbox.deleteFile(found);
  const base = {
    exitCode: result.exitCode,
    durationMs: Math.round(result.durationMs),
    output: result.stdout + result.stderr,
  };
  const read = bytes && results.safeParse(parsed(new TextDecoder().decode(bytes)));
  if (!read?.success) return { ...base, traces: cases.map(() => undefined), varied: [], failure: whyNot(result) };
  const { refused, varied, traces } = read.data;
  const missing = traces.filter((each) => each === null).length;
  const failure =
    refused !== null
      ? `The system could not be opened: ${refused}`
      : missing > 0
        ? `${missing} of ${cases.length} cases were not run: too many before them ended the system.`
        : null;
  return { ...base, traces: traces.map((each) => each ?? undefined), varied, failure };
}

function whyNot(result: CommandResult): string {
  if (result.stoppedBy) return stopped[result.stoppedBy];
  return `The suite ended with exit code ${result.exitCode} and left no results.`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
