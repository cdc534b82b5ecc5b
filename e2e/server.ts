import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** A process of the built product. */
export type RunningProcess = {
  pid: number;
  /** Ends it as a crash would: no handler runs. The database goes on. */
  kill: () => Promise<void>;
  /** Ends it as a supervisor would, or, with `SIGINT`, as Ctrl-C. Gives the exit code. */
  stop: (signal?: 'SIGTERM' | 'SIGINT') => Promise<number | null>;
};

/** The built product, running on a data folder of its own. */
export type RunningServer = RunningProcess & {
  url: string;
  dataPath: string;
  /** The sign-in link that this start printed. Works once. */
  signInLink: string;
};

type Options = { dataPath: string; port?: number; env?: Record<string, string> };

const readyWithinMs = 60_000;

/** Starts `dist/server.mjs` and resolves when it says that it is ready. */
export async function startServer({ dataPath, port = 0, env = {} }: Options): Promise<RunningServer> {
  const { child, lines } = spawnServer({ dataPath, port, env });
  const signInLink = await waitForLine(child, lines, /^sign in (\S+)/);
  const url = lines.flatMap((line) => /^ready (\S+)/.exec(line)?.[1] ?? [])[0] ?? '';
  return { ...processOf(child), url, dataPath, signInLink };
}

/** Starts a process that serves nothing and does the agents' work. */
export async function startWorker({ dataPath, env = {} }: Pick<Options, 'dataPath' | 'env'>): Promise<RunningProcess> {
  const { child, lines } = spawnServer({ dataPath, env: { ...env, ROLE: 'worker' } });
  await waitForLine(child, lines, /^(ready to work)$/);
  return processOf(child);
}

/** Starts a process that cannot: resolves when it has ended, with what it said. */
export async function startInVain({
  dataPath,
  env = {},
}: Pick<Options, 'dataPath' | 'env'>): Promise<{ code: number | null; errors: string }> {
  const { child, errors } = spawnServer({ dataPath, env });
  const timer = setTimeout(() => child.kill('SIGKILL'), readyWithinMs);
  await once(child, 'close');
  clearTimeout(timer);
  return { code: child.exitCode, errors: errors.join('\n') };
}

function spawnServer({ dataPath, port = 0, env = {} }: Options) {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/server.mjs'], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: 'node_modules/.cache/compiled',
      PORT: String(port),
      PLUMBLINE_DATA: dataPath,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const errors: string[] = [];
  const keep = (line: string) => {
    lines.push(line);
    if (process.env['PLUMBLINE_E2E_LOG']) console.log(line);
    child.emit('line', line);
  };
  createInterface({ input: child.stdout }).on('line', keep);
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line);
    keep(line);
  });
  return { child, lines, errors };
}

/** What the first group of `pattern` holds in the first line that matches. */
function waitForLine(child: ChildProcess, lines: string[], pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server was not ready in time:\n${lines.join('\n')}`)), readyWithinMs);
    child.on('line', (line: string) => {
      const found = pattern.exec(line)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended with ${code}:\n${lines.join('\n')}`));
    });
  });
}

function processOf(child: ChildProcess): RunningProcess {
  return {
    pid: child.pid ?? 0,
    kill: async () => void (await end(child, 'SIGKILL')),
    stop: (signal = 'SIGTERM') => end(child, signal),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
  return child.exitCode;
}

/** Makes an empty data folder, and gives the way to remove it. */
export async function makeDataFolder(): Promise<{ dataPath: string; remove: () => Promise<void> }> {
  const dataPath = await mkdtemp(join(tmpdir(), 'plumbline-e2e-'));
  return { dataPath, remove: () => rm(dataPath, { recursive: true, force: true }) };
}

/** Makes a data folder that holds what `from` holds, the owners of its files with it: the database refuses a folder that is not its own. */
export async function copyDataFolder(from: string): ReturnType<typeof makeDataFolder> {
  const folder = await makeDataFolder();
  await promisify(execFile)('cp', ['-a', `${from}/.`, folder.dataPath]);
  return folder;
}
