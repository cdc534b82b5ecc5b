import { PassThrough, Readable, Writable } from 'node:stream';
import type { CommandResult, RunOptions, Sandbox } from '#server/sandbox/sandbox.ts';

/** A program in the sandbox that talks over its input and output. */
export type Talk = {
  input: WritableStream<Uint8Array>;
  output: ReadableStream<Uint8Array>;
  /** What it said beside, for people: the end of it. */
  lastWords: () => string;
  /** Settles when the program is gone, and all that it had started. */
  done: Promise<CommandResult>;
  end(): void;
};

/** What may wait to be read: a program that says more than we take is ended. */
const mostWaiting = 32 * 1024 * 1024;
const lastWordsKept = 4_000;

/** Starts a program in the sandbox and gives its two ends. It is gone when `end` was called or `signal` fired. */
export function talkTo(sandbox: Sandbox, options: Pick<RunOptions, 'command' | 'env' | 'signal' | 'egress' | 'cwd'>): Talk {
  const input = new PassThrough();
  const output = new PassThrough();
  const over = new AbortController();
  let words = '';
  const done = sandbox
    .run({
      ...options,
      signal: options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal,
      onInput: (pipe) => void input.pipe(pipe),
      onBytes: (stream, bytes) => {
        if (stream === 'stdout') output.write(bytes);
        if (output.readableLength > mostWaiting) over.abort();
      },
      onOutput: (stream, text) => {
        if (stream === 'stderr') words = (words + text).slice(-lastWordsKept);
      },
    })
    .finally(() => {
      output.end();
      input.destroy();
    });
  // Whoever reads `done` hears of it; nobody else has to.
  done.catch(() => undefined);
  // What is written after the program has gone goes nowhere.
  input.on('error', () => undefined);
  return {
    // The types of Node's web streams and of the DOM's differ in words only.
    input: Writable.toWeb(input) as WritableStream<Uint8Array>,
    output: Readable.toWeb(output) as ReadableStream<Uint8Array>,
    lastWords: () => words.trim(),
    done,
    end: () => over.abort(),
  };
}
