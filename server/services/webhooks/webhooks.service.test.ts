import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { notify } from '#server/services/notices/notify.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { deliverWebhook } from './deliver-webhook.ts';
import { isPrivateAddress } from './private-address.ts';
import { addWebhook, changeWebhook, listDeliveries, listWebhooks, removeWebhook, replayDelivery } from './webhooks.ts';

type Seen = { headers: IncomingMessage['headers']; body: string };
let team: Team;
let server: Server;
let url: string;
let seen: Seen[] = [];
let answers: number[] = [];

beforeAll(async () => {
  team = await openTeam();
  server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      seen.push({ headers: req.headers, body: Buffer.concat(parts).toString() });
      res.writeHead(answers.shift() ?? 200, { location: 'http://127.0.0.1:1/' }).end('thank you');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`;
});
afterAll(async () => {
  server.close();
  await team.close();
});
beforeEach(async () => {
  seen = [];
  answers = [];
  await team.house.db.webhook.deleteMany();
  vi.stubEnv('WEBHOOKS_ALLOW_PRIVATE', 'yes');
});
afterEach(() => vi.unstubAllEnvs());

const admin = () => team.as('admin');

async function tell(key: string, kind: 'mention' | 'run_failed' = 'mention') {
  const { actor } = await team.as('editor');
  const { organizationId, house } = team;
  await house.db.$transaction((tx) =>
    notify(house, tx, { organizationId, kind, to: [actor.userId], by: null, key, cause: key, title: 'Ada mentions you', path: '/runs/1' }),
  );
}

/** Makes the attempt that is due, as the engine would. */
async function attempt(webhookId: string) {
  const [delivery] = await listDeliveries(await admin(), { webhookId, limit: 1 });
  if (!delivery) throw new Error('There is no delivery.');
  await deliverWebhook(team.house, { deliveryId: delivery.id, dueAt: delivery.nextAt?.toISOString() ?? 'never' });
  const [after] = await listDeliveries(await admin(), { webhookId, limit: 1 });
  return after ?? delivery;
}

test('a message carries the headers of Standard Webhooks, and its signature can be verified', async () => {
  const { id, secret } = await addWebhook(await admin(), { url, kinds: [] });
  await tell('comment:1');
  expect(await attempt(id)).toMatchObject({ status: 'delivered', attempts: 1, answerCode: 200 });
  const [message] = seen;
  const { 'webhook-id': messageId, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = message?.headers ?? {};
  expect(messageId).toBe('comment:1');
  expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(5);
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key)
    .update(`comment:1.${String(timestamp)}.${message?.body}`)
    .digest('base64');
  expect(signature).toBe(`v1,${expected}`);
  expect(JSON.parse(message?.body ?? '')).toMatchObject({ type: 'mention', data: { title: 'Ada mentions you', path: '/team/runs/1' } });
});

test('only the kinds that were asked for, each told once however often it is said', async () => {
  const { id } = await addWebhook(await admin(), { url, kinds: ['run_failed'] });
  await tell('comment:2');
  await tell('run:2', 'run_failed');
  await tell('run:2', 'run_failed');
  expect((await listDeliveries(await admin(), { webhookId: id, limit: 10 })).map(({ kind }) => kind)).toEqual(['run_failed']);
});

test('a failed attempt is followed by another after longer pauses, a repeated one by none; 410 switches the address off', async () => {
  const { id } = await addWebhook(await admin(), { url, kinds: [] });
  answers = [500, 302, 410];
  await tell('comment:3');
  const first = await attempt(id);
  expect(first).toMatchObject({ status: 'waiting', attempts: 1, problem: 'The address answered 500.' });
  expect((first.nextAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_000);
  await deliverWebhook(team.house, { deliveryId: first.id, dueAt: first.createdAt.toISOString() });
  expect(seen).toHaveLength(1);
  const second = await attempt(id);
  expect(second).toMatchObject({ status: 'waiting', attempts: 2, answerCode: 302 });
  expect((second.nextAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(50_000);
  expect(await attempt(id)).toMatchObject({ status: 'failed', attempts: 3 });
  expect(await listWebhooks(await admin())).toMatchObject([{ isActive: false }]);
});

test('a delivery is sent again from the log: the same message, a new signature', async () => {
  const { id } = await addWebhook(await admin(), { url, kinds: [] });
  await tell('comment:4');
  const delivered = await attempt(id);
  await replayDelivery(await admin(), { deliveryId: delivered.id });
  expect(await attempt(id)).toMatchObject({ status: 'delivered', attempts: 1 });
  expect(seen.map(({ body, headers }) => [body, headers['webhook-id']])).toEqual([0, 1].map(() => [seen[0]?.body, 'comment:4']));
  await changeWebhook(await admin(), { webhookId: id, isActive: false });
  await expect(replayDelivery(await admin(), { deliveryId: delivered.id })).rejects.toMatchObject({ code: 'not_found' });
  await removeWebhook(await admin(), { webhookId: id });
  expect(await listWebhooks(await admin())).toEqual([]);
});

test('addresses of private networks are not reached, by number or by name, unless the installation allows it', async () => {
  vi.stubEnv('WEBHOOKS_ALLOW_PRIVATE', '');
  for (const address of [
    url,
    url.replace('127.0.0.1', 'localhost'),
    url.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
    url.replace('127.0.0.1', '2130706433'),
  ]) {
    const { id } = await addWebhook(await admin(), { url: address, kinds: [] });
    await tell(`comment:${address}`);
    expect(await attempt(id), address).toMatchObject({ status: 'failed', problem: expect.stringContaining('private address') as string });
    await removeWebhook(await admin(), { webhookId: id });
  }
  expect(seen).toEqual([]);
});

test('what is private', () => {
  const closed = [
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'ff02::1',
  ];
  expect(closed.filter((address) => !isPrivateAddress(address))).toEqual([]);
  expect(['93.184.216.34', '8.8.8.8', '2606:4700::1111', '172.32.0.1'].filter(isPrivateAddress)).toEqual([]);
});

test('another organization reaches nothing', async () => {
  const { id } = await addWebhook(await admin(), { url, kinds: [] });
  const stranger = { ...(await admin()), organizationId: 'another' };
  await expect(changeWebhook(stranger, { webhookId: id, isActive: false })).rejects.toMatchObject({ code: 'not_found' });
  await expect(removeWebhook(stranger, { webhookId: id })).rejects.toMatchObject({ code: 'not_found' });
  expect(await listDeliveries(stranger, { webhookId: id, limit: 1 })).toEqual([]);
});
