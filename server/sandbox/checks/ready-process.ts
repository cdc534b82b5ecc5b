import type { Writable } from 'node:stream';
import { z } from 'zod';
import { keepOutput, type Stream } from '#server/sandbox/kept-output.ts';
import { type CommandResult, defaultLimits, type Sandbox } from '#server/sandbox/sandbox.ts';
import { instrumentsInside, resultsFolder } from './instruments.ts';
import type { CheckPlan } from './plan-check.ts';

/** How a run of tests in a process that was ready ended: as a command does, with the number of files that had tests. */
export type ReadyRun = CommandResult & { files: number };

type RunWish = { patterns: readonly string[]; timeoutMs: number; signal?: AbortSignal; onOutput?: (stream: Stream, text: string) => void };

/** A sandbox in which everything that tests need is loaded, and nothing of the repository. Good for one run. */
export type ReadyProcess = {
  isReady(): boolean;
  /** Resolves once it is ready, or gone. */
  settled: Promise<void>;
  /** Null where the run says less than the repository's own command would: then that has to be run. */
  run(wish: RunWish): Promise<ReadyRun | null>;
  /** Removes what the run wrote down; false where that did not come about. */
  forget(): Promise<boolean>;
  /** Ends everything inside, and returns once it is gone. */
  close(): Promise<void>;
};

const word = z.union([
  z.object({ stream: z.enum(['stdout', 'stderr']), text: z.string() }),
  z.object({ ready: z.literal(true) }),
  z.object({ forgotten: z.literal(true) }),
  z.object({ ended: z.object({ code: z.number().int().min(0).max(255).nullable(), files: z.number().int().min(0) }) }),
]);
type Word = z.infer<typeof word>;

/** An unfinished line that is longer is no word of ours. */
const longestLine = 4 * 1024 * 1024;
const longestForgettingMs = 2_000;

/** Opens one with `waiting` processes for as many files. */
export function openReadyProcess(
  sandbox: Sandbox,
  { direct, waiting, env }: { direct: NonNullable<CheckPlan['direct']>; waiting: number; env: Record<string, string> },
): ReadyProcess {
  const ending = new AbortController();
  const input = Promise.withResolvers<Writable>();
  const ready = Promise.withResolvers<void>();
  const forgotten = Promise.withResolvers<boolean>();
  let isReady = false;
  let isGone = false;
  let unread = Buffer.alloc(0);
  let hear: (heard: Word) => void = () => undefined;
  const take = (bytes: Buffer) => {
    unread = Buffer.concat([unread, bytes]);
    for (let end = unread.indexOf(10); end >= 0; end = unread.indexOf(10)) {
      const heard = word.safeParse(json(unread.subarray(0, end).toString()));
      unread = unread.subarray(end + 1);
      if (!heard.success) continue;
      if ('ready' in heard.data) {
        isReady = true;
        ready.resolve();
      } else if ('forgotten' in heard.data) forgotten.resolve(true);
      else hear(heard.data);
    }
    if (unread.length > longestLine) ending.abort();
  };
  const gone = sandbox
    .run({
      command: `exec node --no-warnings ${instrumentsInside}/ready-tests.mjs ${resultsFolder} ${waiting} '${direct.nodeOptions}' '${direct.script ?? ''}'`,
      env,
      signal: ending.signal,
      onInput: input.resolve,
      onBytes: (stream, bytes) => stream === 'stdout' && take(bytes),
    })
    .catch(() => null)
    .finally(() => {
      isGone = true;
      ready.resolve();
      forgotten.resolve(false);
    });
  const say = async (words: object) => {
    const stdin = await Promise.race([input.promise, gone.then(() => null)]);
    stdin?.write(`${JSON.stringify(words)}\n`);
  };

  return {
    isReady: () => isReady && !isGone,
    settled: ready.promise,
    async run({ patterns, timeoutMs, signal, onOutput }) {
      const startedAt = performance.now();
      const output = keepOutput(defaultLimits.outputBytes, onOutput);
      const over = Promise.withResolvers<{ code: number | null; files: number } | 'time' | 'cancelled'>();
      hear = (heard) => {
        if ('stream' in heard) output.take(heard.stream, Buffer.from(heard.text));
        else if ('ended' in heard) over.resolve(heard.ended);
      };
      const timer = setTimeout(() => over.resolve('time'), timeoutMs);
      const cancel = () => over.resolve('cancelled');
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        if (signal?.aborted) cancel();
        await say({ patterns });
        const end = await Promise.race([over.promise, gone]);
        const durationMs = performance.now() - startedAt;
        if (end === null) return null;
        if (end === 'time' || end === 'cancelled') {
          ending.abort();
          await gone;
          return { exitCode: null, ...output.end(), durationMs, stoppedBy: end, files: 0 };
        }
        if ('code' in end) return end.code === null ? null : { exitCode: end.code, ...output.end(), durationMs, files: end.files };
        // Memory and disk have limits of their own; its time ran from when it was opened, and says nothing of the tests.
        const isLimit = end.stoppedBy === 'memory' || end.stoppedBy === 'disk';
        return isLimit && end.stoppedBy ? { exitCode: null, ...output.end(), durationMs, stoppedBy: end.stoppedBy, files: 0 } : null;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
        hear = () => undefined;
      }
    },
    async forget() {
      // What tests have left behind may hold it still.
      const timer = setTimeout(() => forgotten.resolve(false), longestForgettingMs);
      await say({ forget: true });
      return forgotten.promise.finally(() => clearTimeout(timer));
    },
    async close() {
      ending.abort();
      await gone;
    },
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
