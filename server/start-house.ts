import { performance } from 'node:perf_hooks';
import { createEngineClient, prepareEngine } from '#server/workflows/engine-client.ts';
import { startWorker } from '#server/workflows/worker.ts';
import type { House } from './context.ts';
import { openAppRole } from './db/app-role.ts';
import { openDb, openPool } from './db/client.ts';
import { requireRoom } from './db/embedded-cluster.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './db/embedded-postgres.ts';
import { migrate } from './db/migrate.ts';
import { ensureBubblewrap } from './sandbox/bubblewrap-install.ts';
import { sandboxOfProcess } from './sandbox/choose-sandbox.ts';
import { requirePages } from './web/built-pages.ts';
import { readSecret } from './web/secret.ts';
import type { Settings } from './web/settings.ts';
import { openWebRole } from './web/web-role.ts';

type Closer = () => Promise<void>;

/**
 * Opens everything that this process's role needs, in order, and says how long each part took. `stop` closes it
 * all in the opposite order; a failure on the way closes what was open and is thrown.
 */
export async function startHouse(settings: Settings, log: (line: string) => void): Promise<{ stop: Closer }> {
  const closers: Closer[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse())
      await close().catch((cause: unknown) => console.error('Could not close cleanly', cause));
  };
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const result = await work();
    log(`  ${what.padEnd(24)} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return result;
  };
  try {
    if (settings.role !== 'worker' && !settings.isDevelopment) await requirePages(process.cwd());
    await requireRoom(settings.dataPath);
    const ownerUrl = settings.databaseUrl ?? (await timed('database', () => startDatabase(settings.dataPath, closers)));
    const applied = await timed('migrations', () => migrate(ownerUrl));
    if (applied.length > 0) log(`  ${applied.length} migration${applied.length === 1 ? '' : 's'} applied`);
    const secret = await readSecret(settings.dataPath, process.env['PLUMBLINE_SECRET']);
    const { url, warning } = await timed('roles', async () => {
      await prepareEngine(ownerUrl);
      return openAppRole(ownerUrl, secret);
    });
    if (warning) log(`  ${warning}`);

    const db = openDb(url);
    closers.push(() => db.$disconnect());
    const pool = openPool(url);
    closers.push(() => pool.end());
    const engine = await timed('durable engine', () => createEngineClient(url));
    closers.push(() => engine.close());
    const house: House = { db, pool, engine, dataPath: settings.dataPath, secret };

    if (settings.role !== 'web') {
      await timed('sandbox', () => prepareSandbox(log));
      const worker = await timed('worker', () => startWorker({ house, url }));
      closers.push(() => worker.stop());
    }
    if (settings.role !== 'worker') closers.push(await openWebRole({ settings, house, url, log, timed }));
    else log('ready to work');
    return { stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** Installs what may be installed, and says what commands will run in; without any sandbox, in red. */
async function prepareSandbox(log: (line: string) => void): Promise<void> {
  const named = process.env['PLUMBLINE_SANDBOX'] || undefined;
  const installed = named === undefined || named === 'bubblewrap' ? await ensureBubblewrap(log) : null;
  const { provider, problem } = await sandboxOfProcess();
  if (problem !== null) log(`  agents cannot run: ${installed?.ok === false ? installed.why : problem}`);
  else if (provider.kind === 'trusted')
    log('  \u001b[31mNO SANDBOX: PLUMBLINE_SANDBOX=trusted lets commands of agents do whatever this user may do\u001b[0m');
  else if (provider.kind === 'container') log('  commands of agents run in containers');
}

async function startDatabase(dataPath: string, closers: Closer[]): Promise<string> {
  const postgres: EmbeddedPostgres = await startEmbeddedPostgres(dataPath);
  closers.push(() => postgres.stop());
  return postgres.url;
}
