import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { serializeSignedCookie } from 'better-call';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Auth, createAuth, makeKey } from '#server/auth/auth.ts';
import { createIdentify, createStanding, scopesOfCredential } from '#server/auth/identify.ts';
import { type Collab, createCollab } from '#server/collab/collab.ts';
import { documentName } from '#server/collab/document-access.ts';
import type { Ctx } from '#server/context.ts';
import { type ChangeStream, createChangeStream } from '#server/events/change-stream.ts';
import { deactivateMember, reactivateMember } from '#server/services/members/deactivate.ts';
import { createKey, revokeKey } from '#server/services/members/keys.ts';
import { setProjectRole } from '#server/services/members/project-roles.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { authorizeChanges } from './authorize-changes.ts';
import { guardStreams } from './guard-streams.ts';
import { type KeptStandings, keepStandings } from './kept-standings.ts';

/**
 * Sockets and streams that somebody has open when their right to them ends, over the real doors: sessions by signed cookies, keys by
 * better-auth, notices by the database. `withinMs` is the promise.
 */
const withinMs = 1_000;
const secret = 'a'.repeat(64);
let team: Team;
let auth: Auth;
let server: Server;
let port: number;
let collab: Collab;
let changes: ChangeStream;
let standings: KeptStandings;
let guard: ReturnType<typeof guardStreams>;
let documentId: string;
let owner: Ctx;

beforeAll(async () => {
  team = await openTeam();
  const { db, pool } = team.house;
  const { url } = team.database;
  auth = createAuth({ ...team.house, secret, publicUrl: null });
  const identify = createIdentify({ pool, secret });
  standings = keepStandings({ url, find: createStanding({ identify, pool, secret }) });
  guard = guardStreams({ watch: standings.watch });
  changes = createChangeStream({ url, authorize: guard.guard(authorizeChanges({ pool, identify })) });
  const authenticate = async (headers: Pick<Headers, 'get' | 'has'>, token: string | null) => {
    const found = await identify(headers, token);
    return found && { userId: found.userId, name: found.name, scopes: scopesOfCredential(found.credential) };
  };
  collab = createCollab({ db, pool, url, authenticate, watchAccess: standings.watch });
  server = createServer((req, res) => {
    guard.expect(req, res);
    changes.handle(req, res);
  });
  server.on('upgrade', collab.handleUpgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  const { documentIds } = await team.addSpec({ requirements: '# Requirements\n' });
  documentId = documentIds['requirements'] ?? '';
  owner = await team.as('owner');
});
afterAll(async () => {
  guard.close();
  await collab.close();
  await changes.close();
  await standings.close();
  server.close();
  await team.close();
});

type Someone = { ctx: Ctx; memberId: string; cookie: string; sessionId: string };
let mira: Someone;

beforeEach(async () => {
  const { db } = team.house;
  const userId = randomUUID();
  await db.user.create({ data: { id: userId, name: 'Mira', email: `${userId}@example.com` } });
  const { id: memberId } = await db.member.create({
    data: { id: randomUUID(), organizationId: team.organizationId, userId, role: 'editor' },
  });
  const { id: sessionId, token } = await db.session.create({
    data: { id: randomUUID(), token: randomUUID(), userId, expiresAt: new Date(Date.now() + 3_600_000), updatedAt: new Date() },
  });
  const cookie = await serializeSignedCookie('plumbline.session_token', token, secret);
  mira = { ctx: { ...owner, actor: { userId, name: 'Mira', role: 'editor' } }, memberId, cookie: cookie.split(';')[0] ?? '', sessionId };
});

/** Opens the stream of changes, and gives the status and, once it ends, the moment of that. */
async function openStream(headers: Record<string, string>): Promise<{ status: number; ended: Promise<number> }> {
  const asking = request({ port, host: '127.0.0.1', path: '/api/events/changes?organization=team', headers });
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  answer.on('error', () => {});
  answer.resume();
  return { status: answer.statusCode ?? 0, ended: new Promise((resolve) => answer.once('close', () => resolve(performance.now()))) };
}

/** Opens the document on a raw socket with `headers` or a key, and gives its scope and, once it closes, the moment and the code. */
async function openSocket(
  headers: Record<string, string>,
  token = '',
  opened: string | undefined = documentId,
): Promise<{ scope: string | undefined; closed: Promise<[number, number]> }> {
  class Peer extends WebSocket {
    constructor(address: string) {
      super(address, { headers });
    }
  }
  const socket = new HocuspocusProviderWebsocket({ url: `ws://127.0.0.1:${port}/collab`, WebSocketPolyfill: Peer, maxAttempts: 1 });
  const closed = new Promise<[number, number]>((resolve) =>
    socket.on('close', ({ event }: { event: { code: number } }) => {
      resolve([performance.now(), event.code]);
      provider.destroy();
      socket.destroy();
    }),
  );
  const provider = new HocuspocusProvider({ websocketProvider: socket, name: documentName(opened ?? documentId), token });
  provider.attach();
  await new Promise<void>((resolve) => provider.on('synced', () => resolve()));
  return { scope: provider.authorizedScope, closed };
}

test('a session that nobody used for a fortnight has ended; one that is used goes on, and its use is noted', async () => {
  const { db } = team.house;
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  const lastUse = async (at: Date) => db.session.update({ where: { id: mira.sessionId }, data: { updatedAt: at } });
  await lastUse(daysAgo(13));
  expect((await openStream({ cookie: mira.cookie })).status).toBe(200);
  const { updatedAt } = await db.session.findUniqueOrThrow({ where: { id: mira.sessionId } });
  expect(updatedAt.getTime()).toBeGreaterThan(daysAgo(1).getTime());
  await lastUse(daysAgo(15));
  expect((await openStream({ cookie: mira.cookie })).status).toBe(401);
  const find = createStanding({ identify: createIdentify({ pool: team.house.pool, secret }), pool: team.house.pool, secret });
  expect(await find(new Headers({ cookie: mira.cookie }), 'team')).toBeNull();
});

test('deactivation ends sessions, keys, sockets and streams at once; reactivation lets them in anew', async () => {
  const { key } = await createKey(mira.ctx, { name: 'a program', expiresInDays: 1, scopes: null }, makeKey(auth));
  const streams = [await openStream({ cookie: mira.cookie }), await openStream({ 'x-api-key': key })];
  const sockets = [await openSocket({ cookie: mira.cookie }), await openSocket({}, key)];
  expect(streams.map(({ status }) => status)).toEqual([200, 200]);
  const before = await openStream({ cookie: mira.cookie });
  const from = performance.now();
  await deactivateMember(owner, { memberId: mira.memberId });
  const ends = await Promise.all([...streams, before].map(({ ended }) => ended));
  const closes = await Promise.all(sockets.map(({ closed }) => closed));
  for (const at of [...ends, ...closes.map(([moment]) => moment)]) expect(at - from).toBeLessThan(withinMs);
  for (const [, code] of closes) expect([4401, 4403]).toContain(code);
  expect((await openStream({ cookie: mira.cookie })).status).toBe(401);
  expect((await openStream({ 'x-api-key': key })).status).toBe(401);

  await reactivateMember(owner, { memberId: mira.memberId });
  expect(await team.house.db.member.findUnique({ where: { id: mira.memberId }, select: { role: true, formerRole: true } })).toEqual({
    role: 'editor',
    formerRole: null,
  });
  expect((await openStream({ cookie: mira.cookie })).status).toBe(401);
});

test('whoever works elsewhere keeps the session there, and loses the streams and sockets here', async () => {
  const { db } = team.house;
  const elsewhere = randomUUID();
  await db.organization.create({ data: { id: elsewhere, slug: elsewhere, name: 'Elsewhere' } });
  await db.member.create({ data: { id: randomUUID(), organizationId: elsewhere, userId: mira.ctx.actor.userId, role: 'viewer' } });
  const stream = await openStream({ cookie: mira.cookie });
  const socket = await openSocket({ cookie: mira.cookie });
  const from = performance.now();
  await deactivateMember(owner, { memberId: mira.memberId });
  const [[closedAt, code], endedAt] = await Promise.all([socket.closed, stream.ended]);
  expect(Math.max(closedAt, endedAt) - from).toBeLessThan(withinMs);
  expect(code).toBe(4403);
  expect(await db.session.count({ where: { id: mira.sessionId } })).toBe(1);
  expect((await openStream({ cookie: mira.cookie })).status).toBe(404);
});

test('a session that is ended and a key that is revoked close what they had opened', async () => {
  const { id: keyId, key } = await createKey(mira.ctx, { name: 'a program', expiresInDays: 1, scopes: ['edit'] }, makeKey(auth));
  const bySession = { stream: await openStream({ cookie: mira.cookie }), socket: await openSocket({ cookie: mira.cookie }) };
  const byKey = { stream: await openStream({ 'x-api-key': key }), socket: await openSocket({}, key) };
  const fromSession = performance.now();
  await team.house.db.session.delete({ where: { id: mira.sessionId } });
  expect((await bySession.stream.ended) - fromSession).toBeLessThan(withinMs);
  expect((await bySession.socket.closed)[0] - fromSession).toBeLessThan(withinMs);
  const fromKey = performance.now();
  await revokeKey(mira.ctx, { keyId });
  expect((await byKey.stream.ended) - fromKey).toBeLessThan(withinMs);
  expect((await byKey.socket.closed)[0] - fromKey).toBeLessThan(withinMs);
});

test('a key opens a document no further than its scopes', async () => {
  const make = (scopes: ('read' | 'edit')[] | null) => createKey(mira.ctx, { name: 'a program', expiresInDays: 1, scopes }, makeKey(auth));
  const [reading, editing] = [await make(['read']), await make(['edit'])];
  expect((await openSocket({}, reading.key)).scope).toBe('readonly');
  expect((await openSocket({}, editing.key)).scope).toBe('read-write');
});

test('another role in the project counts for what is open within the second, and for no other project', async () => {
  const other = await team.addSpec({ requirements: '# Requirements\n' });
  const open = { cookie: mira.cookie };
  const socket = await openSocket(open);
  const elsewhere = await openSocket(open, '', other.documentIds['requirements']);
  expect([socket.scope, elsewhere.scope]).toEqual(['read-write', 'read-write']);
  const { project } = await team.house.db.spec.findFirstOrThrow({
    where: { documents: { some: { id: documentId } } },
    include: { project: true },
  });
  const from = performance.now();
  await setProjectRole(owner, { memberId: mira.memberId, project: project.slug, role: 'viewer' });
  const [closedAt] = await socket.closed;
  expect(closedAt - from).toBeLessThan(withinMs);
  expect((await openSocket(open)).scope).toBe('readonly');
  expect((await openSocket(open, '', other.documentIds['requirements'])).scope).toBe('read-write');
});
