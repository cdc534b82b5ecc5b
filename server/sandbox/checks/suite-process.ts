import type { Writable } from 'node:stream';
import type { CommandResult, Sandbox } from '#server/sandbox/sandbox.ts';
import { instrumentsInside, resultsFolder } from './instruments.ts';

/** The process in the sandbox that a bound system lives in. */
export type SuiteProcess = {
  /** Has a plan run, by its number. Null once its results are written, else why there are none: then the process is gone. */
  answer(number: number, timeoutMs: number): Promise<string | null>;
  close(): Promise<void>;
};

const stopped = {
  time: 'The suite did not end in the time that it has, and was stopped.',
  memory: 'The suite needed more memory than it has, and was stopped.',
  disk: 'The suite wrote more than it may, and was stopped.',
  cancelled: 'The suite was cancelled.',
} as const;

/** Starts it. What it prints is no result: a line tells that a plan was run, and the results lie in a file that is read from outside. */
export function openSuiteProcess(sandbox: Sandbox, signal?: AbortSignal): SuiteProcess {
  const ending = new AbortController();
  const input = Promise.withResolvers<Writable>();
  const waiting = new Map<number, () => void>();
  let isLate = false;
  let told = '';
  const hear = (bytes: Buffer) => {
    told = (told + bytes.toString('latin1')).slice(-longestTold);
    for (const [, number] of told.matchAll(/^plumbline-answer (\d+)$/gm)) waiting.get(Number(number))?.();
  };
  const command = `node --no-warnings ${instrumentsInside}/run-suite.mjs ${resultsFolder}`;
  const ended = sandbox
    .run({
      command,
      signal: signal ? AbortSignal.any([signal, ending.signal]) : ending.signal,
      onInput: input.resolve,
      onBytes: (stream, bytes) => stream === 'stdout' && hear(bytes),
    })
    .finally(() => ending.abort());
  // Whoever asks hears of it; until then it is nobody's.
  ended.catch(() => {});
  return {
    async answer(number, timeoutMs) {
      const isDone = new Promise<null>((resolve) => waiting.set(number, () => resolve(null)));
      const timer = setTimeout(() => {
        isLate = true;
        ending.abort();
      }, timeoutMs);
      try {
        const stdin = await Promise.race([input.promise, ended.then(() => null)]);
        stdin?.write(`${number}\n`);
        return await Promise.race([isDone, ended.then((result) => (isLate ? stopped.time : whyNot(result)))]);
      } finally {
        clearTimeout(timer);
        waiting.delete(number);
      }
    },
    async close() {
      ending.abort();
      await ended.catch(() => {});
    },
  };
}

/** Enough for the line that is waited for, however much is printed before it. */
const longestTold = 1_000;

function whyNot(result: CommandResult): string {
  if (result.stoppedBy) return stopped[result.stoppedBy];
  return `The suite ended with exit code ${result.exitCode} and left no results.`;
}
