import { openDb, openPool } from '#server/db/client.ts';
import { serveCollab } from './serve-collab.ts';

// A collab server in a process of its own, for tests that kill it. Tells its parent where it listens.
const [, , url = '', at = '0'] = process.argv;
const { port } = await serveCollab({ url, db: openDb(url), pool: openPool(url) }, { at: Number(at) });
process.send?.({ port });
process.once('SIGTERM', () => process.exit(0));
