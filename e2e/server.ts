import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The built product, running on a data folder of its own. */
export type RunningServer = {
  url: string;
  pid: number;
  dataPath: string;
  /** The sign-in link that this start printed. Works once. */
  signInLink: string;
  /** Ends it as a crash would: no handler runs. The database goes on. */
  kill: () => Promise<void>;
  /** Ends it as Ctrl-C would. */
  stop: () => Promise<void>;
};

type Options = { dataPath: string; port?: number; env?: Record<string, string> };

const readyWithinMs = 60_000;

/** Starts `dist/server.mjs` and resolves when it says that it is ready. */
export async function startServer({ dataPath, port = 0, env = {} }: Options): Promise<RunningServer> {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/server.mjs'], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_ENV: 'production',
      PORT: String(port),
      PLUMBLINE_DATA: dataPath,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const { url, signInLink } = await new Promise<{ url: string; signInLink: string }>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server was not ready in time:\n${lines.join('\n')}`)), readyWithinMs);
    let url = '';
    const read = (line: string) => {
      lines.push(line);
      if (process.env['PLUMBLINE_E2E_LOG']) console.log(line);
      url = /^ready (\S+)/.exec(line)?.[1] ?? url;
      const link = /^sign in (\S+)/.exec(line)?.[1];
      if (link === undefined) return;
      clearTimeout(timer);
      resolve({ url, signInLink: link });
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended with ${code}:\n${lines.join('\n')}`));
    });
  });
  return { url, pid: child.pid ?? 0, dataPath, signInLink, kill: () => end(child, 'SIGKILL'), stop: () => end(child, 'SIGTERM') };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** Makes an empty data folder, and gives the way to remove it. */
export async function makeDataFolder(): Promise<{ dataPath: string; remove: () => Promise<void> }> {
  const dataPath = await mkdtemp(join(tmpdir(), 'plumbline-e2e-'));
  return { dataPath, remove: () => rm(dataPath, { recursive: true, force: true }) };
}
