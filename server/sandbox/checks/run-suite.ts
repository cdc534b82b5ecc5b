import { z } from 'zod';
import type { Binding } from '#core/verification/suite/binding.ts';
import type { TestStep, Trace } from '#core/verification/suite/test-case.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { resultsFolder } from './instruments.ts';
import { openSuiteProcess, type SuiteProcess } from './suite-process.ts';

export type SuiteRequest = {
  /** Opened with `instrumentsMount()` among its read-only folders. */
  sandbox: Sandbox;
  binding: Binding;
  signal?: AbortSignal;
};

export type SuiteOptions = {
  /** As long as one case may take; a system that takes longer has "not returned". */
  caseMs?: number;
  timeoutMs?: number;
  /** Whether the first cases run again with another clock and other chance. */
  isVaried?: boolean;
  /** The system is opened anew, as its files are now; else it stays as the cases before have left it, each of which began with a reset. */
  isFresh?: boolean;
};

export type SuiteRun = {
  /** In the order of the cases; undefined where nothing was run any more. */
  traces: (Trace | undefined)[];
  /** Why there is no trace at all, or not of all cases. */
  failure: string | null;
  /** What made it answer differently when it was run again: `nothing` else, `the clock`, `chance`. Empty where it answered the same. */
  varied: string[];
};

/** A bound system that stays open from one run to the next. */
export type SuiteSession = {
  run(cases: readonly (readonly TestStep[])[], options?: SuiteOptions): Promise<SuiteRun>;
  /** Ends the process that the system lives in, and leaves nothing of it in the workspace. */
  close(): Promise<void>;
};

const value = z.union([z.boolean(), z.number(), z.string()]);
const values = z.record(z.string(), value);
const trace = z.object({
  initial: values,
  steps: z.array(z.object({ outputs: values, state: values, trouble: z.string().nullable() })),
});
const results = z.object({ refused: z.string().nullable(), varied: z.array(z.string()), traces: z.array(trace.nullable()) });

/**
 * Opens the bound system in the sandbox, in a process of its own with a clock that only moves when a case says so, and runs cases against it as often as they are given. Nothing
 * is judged there: the oracle is not within reach of the code under test. Whatever the code does (throws at import, never returns, exits, prints without end), there is a
 * trace or a sentence, and the next run begins with a new process where the last one has ended.
 */
export function openSuite({ sandbox, binding, signal }: SuiteRequest): SuiteSession {
  let process: SuiteProcess | null = null;
  let count = 0;
  return {
    async run(cases, { caseMs = 2000, timeoutMs = 120_000, isVaried = true, isFresh = false } = {}) {
      count += 1;
      const [plan, found] = [`${resultsFolder}/plan-${count}.json`, `${resultsFolder}/results-${count}.json`];
      const encode = (text: string) => new TextEncoder().encode(text);
      if (count === 1) await sandbox.writeFile(`${resultsFolder}/.gitignore`, encode('*\n'));
      await sandbox.writeFile(plan, encode(JSON.stringify({ binding, cases, caseMs, isVaried, isFresh })));
      process ??= openSuiteProcess(sandbox, signal);
      const why = await process.answer(count, timeoutMs);
      if (why !== null) process = null;
      const bytes = await sandbox.readFile(found).catch(() => null);
      await sandbox.deleteFile(plan);
      await sandbox.deleteFile(found);
      const read = bytes && results.safeParse(parsed(new TextDecoder().decode(bytes)));
      if (!read?.success) return { traces: cases.map(() => undefined), varied: [], failure: why ?? 'The suite left no results.' };
      const { refused, varied, traces } = read.data;
      const missing = traces.filter((each) => each === null).length;
      const failure =
        refused !== null
          ? `The system could not be opened: ${refused}`
          : missing > 0
            ? `${missing} of ${cases.length} cases were not run: too many before them ended the system.`
            : null;
      return { traces: traces.map((each) => each ?? undefined), varied, failure };
    },
    async close() {
      await process?.close();
      process = null;
    },
  };
}

/** The same for one run. */
export async function runSuite({
  cases,
  ...request
}: SuiteRequest & SuiteOptions & { cases: readonly (readonly TestStep[])[] }): Promise<SuiteRun> {
  const suite = openSuite(request);
  try {
    return await suite.run(cases, request);
  } finally {
    await suite.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
