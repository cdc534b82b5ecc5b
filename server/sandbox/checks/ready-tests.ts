import { createHash } from 'node:crypto';
import type { RunOptions, Sandbox } from '#server/sandbox/sandbox.ts';
import type { CheckPlan } from './plan-check.ts';
import { openReadyProcess, type ReadyProcess, type ReadyRun } from './ready-process.ts';

type Place = { sandbox: Sandbox; plan: CheckPlan; packageJson: string | null };

/** Of one workspace whose tests are run again and again: a process that is ready for the next time. It never runs twice, so no test can spoil another run. */
export type ReadyTests = {
  /** Has it run the tests; null where none is ready for just this, or where its run would tell less than the command itself. */
  run(
    wish: Place & Pick<RunOptions, 'signal' | 'timeoutMs' | 'onOutput'>,
  ): Promise<{ result: ReadyRun; forget(): Promise<boolean> } | null>;
  /** Makes the next one ready, beside whatever happens meanwhile. */
  prepare(place: Place): void;
  /** Resolves once the one that is being made is ready, or gone. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

const longestIdleMs = 3 * 60_000;
/** In this process, of all workspaces together: the oldest goes first. */
const mostKept = 4;
const mostWaiting = 2;
const defaultTimeoutMs = 10 * 60_000;

type Held = { sandbox: Sandbox; stamp: Promise<string>; process: ReadyProcess; end(): Promise<void> };

const everywhere = new Set<Held>();

/** Nothing is held until it is prepared, and nothing after three minutes without a run. */
export function readyTests(): ReadyTests {
  let held: Held | null = null;
  let files = 1;
  let leaving = Promise.resolve();

  const drop = async () => {
    const one = held;
    held = null;
    await one?.end();
  };

  return {
    async run({ sandbox, plan, packageJson, timeoutMs = defaultTimeoutMs, signal, onOutput }) {
      const one = held;
      if (!one || !plan.direct) return null;
      held = null;
      await one.process.settled;
      const isSame = one.sandbox === sandbox && (await one.stamp) === (await stampOf({ sandbox, plan, packageJson }));
      const wish = { patterns: plan.direct.patterns, timeoutMs, ...(signal && { signal }), ...(onOutput && { onOutput }) };
      const result = isSame && one.process.isReady() ? await one.process.run(wish) : null;
      if (result) files = result.files;
      const forget = async () => {
        const isForgotten = await one.process.forget();

        // What tests have left behind is killed with the sandbox now; that the kernel has cleared it away is waited for in `close`.
        leaving = one.end();
        return isForgotten;
      };
      if (result) return { result, forget };
      await one.end();
      return null;
    },
    prepare(place) {
      const { sandbox, plan } = place;
      if (!plan.direct) return;
      void drop();
      for (const oldest of [...everywhere].slice(0, Math.max(0, everywhere.size - mostKept + 1))) void oldest.end();
      const waiting = Math.min(mostWaiting, Math.max(1, files));
      const process = openReadyProcess(sandbox, { direct: plan.direct, waiting, env: withoutOptions(plan.env) });
      const timer = setTimeout(() => void one.end(), longestIdleMs).unref();
      const one: Held = {
        sandbox,
        stamp: stampOf(place),
        process,
        async end() {
          clearTimeout(timer);
          everywhere.delete(one);
          await process.close();
        },
      };
      everywhere.add(one);
      held = one;
    },
    settled: async () => held?.process.settled,
    close: () => Promise.all([drop(), leaving]).then(() => undefined),
  };
}

/** The options of the tests are not those of the process that hands them out. */
const withoutOptions = ({ NODE_OPTIONS: _, ...env }: Record<string, string>) => env;

/** Where packages say what was installed, whichever manager did it. */
const installed = ['node_modules/.package-lock.json', 'node_modules/.modules.yaml', 'node_modules/.yarn-state.yml'];

/** What has to be the same for a process that was made ready then to be right now: what it loaded, and how it is called. */
async function stampOf({ sandbox, plan, packageJson }: Place): Promise<string> {
  const files = await Promise.all(installed.map((path) => sandbox.readFile(path).catch(() => null)));
  const stamp = createHash('sha256').update(JSON.stringify([plan.script, plan.env, packageJson]));
  for (const bytes of files) stamp.update(bytes ?? 'none').update('\n');
  return stamp.digest('hex');
}
