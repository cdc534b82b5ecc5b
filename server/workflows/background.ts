import type { Sandbox } from '#server/sandbox/sandbox.ts';

/** What a background command has said since somebody last asked; `end` is there once it has ended. */
export type BackgroundWord = {
  text: string;
  isRunning: boolean;
  end: { exitCode: number | null; durationMs: number; stoppedBy?: string } | null;
};

/** The commands that a segment of a run has going beside its steps. None outlives the segment: while a run waits, nothing is held. */
export type Background = {
  /** Starts one under a name; a sentence where there are too many already. */
  start(name: string, command: string): Promise<string | null>;
  /** What it printed since it was last read; null where there is none of this name. */
  read(name: string, options: { waitMs: number; signal: AbortSignal }): Promise<BackgroundWord | null>;
  stop(name: string): Promise<BackgroundWord | null>;
  /** Ends all of them: before checks run, which nothing may touch, and with the segment. */
  close(): Promise<void>;
};

const mostRunning = 4;
const longestMs = 60 * 60_000;
/** Kept of what was not read yet; the oldest goes first. */
const mostUnread = 40_000;
const pollMs = 100;

type Job = { unread: string; dropped: number; end: BackgroundWord['end']; isTold: boolean; over: AbortController; done: Promise<void> };

/** `openSandbox` gives the run's sandbox for programs that may take longer than a command. */
export function backgroundCommands(openSandbox: (wallMs: number) => Promise<Sandbox>): Background {
  const jobs = new Map<string, Job>();

  const running = () => [...jobs.values()].filter(({ end }) => end === null);

  const take = (job: Job): BackgroundWord => {
    const dropped = job.dropped > 0 ? `(${job.dropped} characters left out)\n` : '';
    const text = dropped + job.unread;
    job.unread = '';
    job.dropped = 0;
    const end = job.isTold ? null : job.end;
    job.isTold = job.end !== null;
    return { text, isRunning: job.end === null, end };
  };

  const end = async (job: Job) => {
    job.over.abort();
    await job.done;
  };

  return {
    async start(name, command) {
      const known = jobs.get(name);
      // Begun by an attempt of the same step that was cut off.
      if (known) await end(known);
      if (running().length >= mostRunning) return `There are ${mostRunning} background commands already: stop one first.`;
      const sandbox = await openSandbox(longestMs);
      const over = new AbortController();
      const job: Job = { unread: '', dropped: 0, end: null, isTold: false, over, done: Promise.resolve() };
      const startedAt = performance.now();
      const onOutput = (_stream: 'stdout' | 'stderr', text: string) => {
        job.unread += text;
        const tooMuch = job.unread.length - mostUnread;
        if (tooMuch <= 0) return;
        job.unread = job.unread.slice(tooMuch);
        job.dropped += tooMuch;
      };
      const ended = (how: { exitCode: number | null; stoppedBy?: string }) => {
        job.end = { ...how, durationMs: Math.round(performance.now() - startedAt) };
      };
      job.done = sandbox.run({ command, signal: over.signal, timeoutMs: longestMs, onOutput }).then(
        ({ exitCode, stoppedBy }) => ended({ exitCode, ...(stoppedBy && { stoppedBy }) }),
        (cause: unknown) => {
          onOutput('stderr', `The sandbox could not run it: ${cause instanceof Error ? cause.message : String(cause)}`);
          ended({ exitCode: null });
        },
      );
      jobs.set(name, job);
      return null;
    },
    async read(name, { waitMs, signal }) {
      const job = jobs.get(name);
      if (!job) return null;
      for (const until = performance.now() + waitMs; job.end === null && job.unread === '' && performance.now() < until; ) {
        signal.throwIfAborted();
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
      return take(job);
    },
    async stop(name) {
      const job = jobs.get(name);
      if (!job) return null;
      await end(job);
      return take(job);
    },
    close: async () => {
      await Promise.all(running().map(end));
    },
  };
}
