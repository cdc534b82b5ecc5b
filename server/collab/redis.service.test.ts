import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, eventually, openEditor, openWorld, type World } from './testing/collab-world.ts';
import { type CollabServer, serveCollab } from './testing/serve-collab.ts';

const program = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'].find(existsSync);
const isThere = program !== undefined && spawnSync(program, ['--version']).status === 0;
if (!isThere) console.log('Skipped, 1 test of two web processes: there is no redis-server here (`apt-get install redis-server`).');

let world: World;
let redis: ChildProcess;
let redisUrl: string;
const servers: CollabServer[] = [];
const open: Editor[] = [];

beforeAll(async () => {
  if (!program) return;
  world = await openWorld();
  const port = await freePort();
  redis = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  redisUrl = `redis://127.0.0.1:${port}`;
  for (let i = 0; i < 2; i += 1) servers.push(await serveCollab(world, { redisUrl }));
});
afterAll(async () => {
  for (const editor of open) editor.close();
  for (const server of servers) await server.close();
  redis?.kill();
  await world?.close();
});

test.runIf(isThere)('two web processes serve one document to different people: text, cursors and names', async () => {
  const documentId = await world.addDocument('shared\n');
  const [ann, ben] = await Promise.all(['ann', 'ben'].map(async (user, i) => openEditor(servers[i]?.url ?? '', documentId, user)));
  if (!ann || !ben) throw new Error('Two editors were to be opened.');
  open.push(ann, ben);
  ann.provider.setAwarenessField('cursor', 3);
  ben.provider.setAwarenessField('cursor', 5);
  const sees = (editor: Editor, id: string, cursor: number) =>
    [...(editor.provider.awareness?.getStates().values() ?? [])].some(
      (state) => state['cursor'] === cursor && (state['user'] as { id?: string } | undefined)?.id === id,
    );
  await eventually(() => sees(ann, 'ben', 5) && sees(ben, 'ann', 3));
  for (let i = 0; i < 50; i += 1) {
    ann.text.insert(0, `a${i} `);
    ben.text.insert(ben.text.length, `b${i} `);
    if (i % 10 === 0) await Promise.all([ann.saved(), ben.saved()]);
  }
  await Promise.all([ann.saved(), ben.saved()]);
  await eventually(() => ann.text.toString() === ben.text.toString());
  expect(await world.readText(documentId)).toBe(ann.text.toString());
  // Somebody who comes later sees who is there in the other process; who leaves is gone in both.
  const cleo = await openEditor(servers[1]?.url ?? '', documentId, 'cleo');
  open.push(cleo);
  await eventually(() => sees(cleo, 'ann', 3) && sees(cleo, 'ben', 5));
  ann.close();
  await eventually(() => !sees(cleo, 'ann', 3) && !sees(ben, 'ann', 3));
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
