import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { mayDo, roles } from '#core/access/access.ts';
import type { HeaderReader } from '#server/auth/identify.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { authorizeChanges } from '#server/web/authorize-changes.ts';
import { type ChangeStream, createChangeStream } from './change-stream.ts';
import { tellChanges } from './changes.ts';

/** Who asks is named by a header here: how people are recognized is not this stream's affair. */
let team: Team;
let server: Server;
let stream: ChangeStream;
let url: string;
let aheadMs = 0;
const now = () => Date.now() + aheadMs;

beforeAll(async () => {
  team = await openTeam();
  const identify = (headers: HeaderReader) => {
    const userId = headers.get('x-user');
    const credential = { kind: 'session' as const, id: 'session' };
    return Promise.resolve(userId === null ? null : { userId, name: userId, email: `${userId}@example.com`, credential });
  };
  stream = createChangeStream({ url: team.database.url, authorize: authorizeChanges({ pool: team.house.pool, identify }), now });
  server = createServer((req, res) => stream.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/api/events/changes`;
});
afterAll(async () => {
  await stream.close();
  server.close();
  await team.close();
});

async function ask(userId: string | null, organization = 'team'): Promise<number> {
  const over = new AbortController();
  const answer = await fetch(`${url}?organization=${organization}`, { headers: userId ? { 'x-user': userId } : {}, signal: over.signal });
  over.abort();
  return answer.status;
}

/** Reads the stream as somebody, and has read what it says of the time before; `heard` grows with all that it says. */
async function follow(userId: string, sinceMs?: number) {
  const over = new AbortController();
  const since = sinceMs === undefined ? '' : `&since=${sinceMs}`;
  const answer = await fetch(`${url}?organization=team${since}`, { headers: { 'x-user': userId }, signal: over.signal });
  const heard: string[] = [];
  let isCaughtUp = false;
  const reading = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      const said = decoder.decode(chunk).split('\n\n').filter(Boolean);
      isCaughtUp ||= said.some((one) => one.startsWith('event: so-far'));
      heard.push(...said.filter((one) => !one.startsWith('event: so-far')));
    }
  };
  reading().catch(() => {});
  await vi.waitFor(() => expect(isCaughtUp).toBe(true));
  return { heard, end: () => over.abort() };
}

const tell = (topic: 'inbox' | 'comments', id: string) =>
  team.house.db.$transaction((tx) => tellChanges(tx, team.organizationId, [{ topic, id }]));

test('the door answers each role as the table says, and tells strangers nothing', async () => {
  for (const role of roles) {
    const { actor } = await team.as(role);
    expect(await ask(actor.userId), role).toBe(mayDo(role, 'organization.read') ? 200 : 403);
  }
  expect(await ask(null)).toBe(401);
  expect(await ask(randomUUID())).toBe(404);
  expect(await ask((await team.as('owner')).actor.userId, 'another')).toBe(404);
  expect(await ask((await team.as('owner')).actor.userId, '')).toBe(400);
});

test('everybody hears of comments, and only oneself of one’s inbox; what is rolled back is not told', async () => {
  const [ann, ben] = [(await team.as('owner')).actor.userId, (await team.as('viewer')).actor.userId];
  const [first, second] = [await follow(ann), await follow(ben)];
  const rolledBack = team.house.db.$transaction(async (tx) => {
    await tellChanges(tx, team.organizationId, [{ topic: 'comments', id: 'never' }]);
    throw new Error('no');
  });
  await expect(rolledBack).rejects.toThrow('no');
  await tell('inbox', ann);
  await tell('comments', 'a-spec');
  const comments = 'data: {"topic":"comments","id":"a-spec"}';
  await vi.waitFor(() => expect(first.heard).toContain(comments));
  await vi.waitFor(() => expect(second.heard).toContain(comments));
  expect(first.heard.slice(1)).toEqual([`data: {"topic":"inbox","id":"${ann}"}`, comments]);
  expect(second.heard.slice(1)).toEqual([comments]);
  first.end();
  second.end();
});

test('who names the moment of their page hears what they missed since, and is not told to read everything', async () => {
  const [ann, ben] = [(await team.as('owner')).actor.userId, (await team.as('viewer')).actor.userId];
  const witness = await follow(ann);
  aheadMs = 30_000;
  await tell('inbox', ben);
  await tell('comments', 'missed');
  const missed = 'data: {"topic":"comments","id":"missed"}';
  await vi.waitFor(() => expect(witness.heard).toContain(missed));
  const late = await follow(ann, now());
  await vi.waitFor(() => expect(late.heard).toContain(missed));
  const upToDate = await follow(ann, now() + 10_000);
  expect([...late.heard, ...upToDate.heard].filter((said) => said.startsWith('event: again'))).toEqual([]);
  expect(late.heard.some((said) => said.includes(ben))).toBe(false);
  expect(upToDate.heard).toEqual([]);
  const ofLongAgo = await follow(ann, 1);
  expect(ofLongAgo.heard[0]).toMatch(/^event: again/);
  for (const reader of [witness, late, upToDate, ofLongAgo]) reader.end();
});

test('after a break of the database’s connection everybody reads again', async () => {
  const reader = await follow((await team.as('owner')).actor.userId);
  await team.house.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'plumbline listens to changes'`,
  );
  await vi.waitFor(() => expect(reader.heard.filter((said) => said.startsWith('event: again')).length).toBeGreaterThan(1), {
    timeout: 5_000,
  });
  reader.end();
});
