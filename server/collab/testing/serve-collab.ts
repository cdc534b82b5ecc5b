import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type pg from 'pg';
import { type Collab, createCollab } from '#server/collab/collab.ts';
import type { Db } from '#server/db/client.ts';

/** A collab server on a port of its own. */
export type CollabServer = { collab: Collab; port: number; url: string; close(): Promise<void> };

/** Serves `/collab` over real HTTP. The token names the user: who somebody is, is not this folder's affair. */
export async function serveCollab(
  database: { db: Db; pool: pg.Pool; url: string },
  {
    at = 0,
    turnAfter,
    redisUrl,
    onRest,
  }: { at?: number; turnAfter?: number; redisUrl?: string; onRest?: (documentId: string) => Promise<void> } = {},
): Promise<CollabServer> {
  const { db, pool, url } = database;
  const collab = createCollab({
    db,
    pool,
    url,
    turnAfter,
    redisUrl,
    onRest,
    authenticate: async (_headers, token) => {
      const user = token ? await db.user.findUnique({ where: { id: token } }) : null;
      return user && { userId: user.id, name: user.name, scopes: null };
    },
  });
  const http = createServer();
  http.on('upgrade', collab.handleUpgrade);
  await new Promise<void>((resolve) => http.listen(at, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    collab,
    port,
    url: `ws://127.0.0.1:${port}/collab`,
    close: async () => {
      http.close();
      await collab.close();
    },
  };
}
