import { openDb, openPool } from '#server/db/client.ts';
import { createEngineClient } from './engine-client.ts';
import { startWorker } from './worker.ts';

/** A worker as a process of its own, for the tests that kill it. Told by its arguments where the database and the data are. */
const [url = '', dataPath = '', secret = ''] = process.argv.slice(2);
const house = { db: openDb(url), pool: openPool(url), engine: await createEngineClient(url), dataPath, secret: Buffer.from(secret, 'hex') };
const worker = await startWorker({ house, url });
process.stdout.write(`working as ${worker.workerId}\n`);
process.on('SIGTERM', () => void worker.stop().then(() => process.exit(0)));
