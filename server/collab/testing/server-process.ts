import { openDb, openPool } from '#server/db/client.ts';
import { serveCollab } from './serve-collab.ts';

// A collab server in a process of its own, for tests that kill it. Tells its parent where it listens.
const url = process.argv[2] ?? '';
const { port } = await serveCollab({ url, db: openDb(url), pool: openPool(url) });
process.send?.({ port });
