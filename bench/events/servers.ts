import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Store } from '../collab/servers.ts';
import { cpuUsOfThreads } from '../collab/servers.ts';
import type { Order } from './line.ts';
import type { Report, ViewerOrder, Viewing } from './viewers-process.ts';

const all = ['bare', 'perLine', 'arrays', 'ours'] as const;
/** Node's http with one buffer an event; tRPC 11 with `tracked` per event; tRPC with arrays each 50 ms; ours, over Postgres. */
export type Kind = (typeof all)[number];
/** Those that are compared, or of them what `KINDS` names. */
export const kinds = all.filter((kind) => (process.env['KINDS'] ?? kind).includes(kind));

/** A server with its viewers, and for ours the worker that writes: each in a process of its own. */
export type House = {
  kind: Kind;
  runIds: string[];
  open(viewers: number, runIds?: string[]): Promise<void>;
  /** Makes lines; resolves when all of them are made (ours: and durable). */
  order(order: Order): Promise<number>;
  rss(): Promise<number>;
  cpuUs(): Promise<number>;
  view(order: ViewerOrder): void;
  report(): Promise<Report>;
  /** Waits until each viewer holds event `seq`, for at most `limitMs`; says whether they came to it. */
  until(seq: number, limitMs: number): Promise<boolean>;
  /** Ends the server or the worker as a crash does, and starts another in its place. */
  kill(part: 'server' | 'writer'): Promise<void>;
  close(): void;
};

const start = async (file: string, args: string[]): Promise<{ child: ChildProcess; port: number }> => {
  const execArgv = ['--no-warnings', '--expose-gc', ...(process.env['PROF'] ? ['--cpu-prof', '--cpu-prof-dir=/tmp/events-prof'] : [])];
  const child = fork(`bench/events/${file}`, args, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  if (file === 'viewers-process.ts') return { child, port: 0 };
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port };
};

export async function openHouse(kind: Kind, store: Store, runs: number): Promise<House> {
  const runIds = await makeRuns(store, runs);
  let server = await start('server-process.ts', [kind, store.url]);
  let writer = kind === 'ours' ? await start('writer-process.ts', [store.url]) : null;
  const { child: viewers } = await start('viewers-process.ts', []);
  viewers.setMaxListeners(0);
  const { port } = server;
  const ask = async <T>(child: ChildProcess, order: object, field: string): Promise<T> => {
    const answer = new Promise<T>((resolve, reject) => {
      const hear = (message: Record<string, T>) => {
        if (!(field in message)) return;
        child.off('message', hear);
        resolve(message[field] as T);
      };
      child.on('message', hear);
      child.once('exit', () => reject(new Error(`A process of ${kind} ended.`)));
    });
    child.send(order);
    return answer;
  };
  const viewing = (count: number, of: string[]): Viewing => ({
    url: `http://127.0.0.1:${port}`,
    runIds: of,
    viewers: count,
    ...(kind === 'ours' ? { wire: 'superjson', path: '/api/events/runs.events' } : { wire: 'plain', path: `/${kind}` }),
  });
  const house: House = {
    kind,
    runIds,
    open: (count, of = runIds) => {
      const opened = new Promise<void>((resolve) => {
        const seen = new Set<number>();
        viewers.on('message', (message: { opened?: number }) => {
          if (message.opened !== undefined && seen.add(message.opened).size === count) resolve();
        });
      });
      viewers.send({ open: viewing(count, of) });
      return opened;
    },
    order: (order) => ask((writer ?? server).child, order, 'done'),
    rss: () => ask(server.child, { rss: true }, 'done'),
    cpuUs: () => cpuUsOfThreads(server.child.pid ?? 0),
    view: (order) => void viewers.send(order),
    report: () => ask<Report>(viewers, { report: true }, 'report'),
    until: async (seq, limitMs) => {
      for (const startedAt = performance.now(); performance.now() - startedAt < limitMs; ) {
        if ((await house.report()).least >= seq) return true;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return false;
    },
    kill: async (part) => {
      if (part === 'server') {
        server.child.kill('SIGKILL');
        await once(server.child, 'exit');
        server = await start('server-process.ts', [kind, store.url, String(port)]);
      } else if (writer) {
        writer.child.kill('SIGKILL');
        await once(writer.child, 'exit');
        writer = await start('writer-process.ts', [store.url]);
      }
    },
    close: () => {
      for (const child of [viewers, server.child, ...(writer ? [writer.child] : [])]) child.disconnect();
    },
  };
  return house;
}

async function makeRuns({ db }: Store, count: number): Promise<string[]> {
  const project = await db.project.findFirstOrThrow();
  const slug = `run-${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const spec = await db.spec.create({ data: { projectId: project.id, slug, title: slug, kind: 'feature', folder: slug } });
  const head = { organizationId: 'org', projectId: project.id, specId: spec.id, taskId: '1', taskTitle: 'Prices', model: 'scripted' };
  const runs = Array.from({ length: count }, () =>
    db.run.create({
      data: { ...head, modelLabel: 'scripted', branch: slug, baseCommit: '0', revisions: {}, startedById: 'u0' },
      select: { id: true },
    }),
  );
  return (await Promise.all(runs)).map(({ id }) => id);
}
