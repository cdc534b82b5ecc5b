import { randomUUID } from 'node:crypto';
import type { Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { setEmail } from '#server/services/members/account.ts';
import { mailAccount, mailRecovery } from '#server/services/members/mail-account.ts';
import type { EngineJob } from '#server/services/runs/engine.ts';
import { openSmtp } from '#server/testing/smtp.ts';
import { openTeam, recordingEngine, type Team } from '#server/testing/team.ts';
import { addressHeader } from './address-header.ts';
import { type Auth, createAuth, passwordsOf } from './auth.ts';

const origin = 'http://127.0.0.1:3000';
let team: Team;
let auth: Auth;
let smtp: Server;
const mails: string[] = [];
const jobs: EngineJob[] = [];

beforeAll(async () => {
  smtp = openSmtp(mails);
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const startJob = async (_tx: unknown, job: EngineJob) => void (jobs.some(({ id }) => id === job.id) || jobs.push(job));
  team = await openTeam({ engine: { ...recordingEngine(), startJob } });
  auth = createAuth({ ...team.house, secret: 'a'.repeat(64), publicUrl: origin });
});
afterAll(async () => {
  smtp.close();
  vi.unstubAllEnvs();
  await team.close();
});
beforeEach(() => {
  const address = smtp.address();
  vi.stubEnv('SMTP_URL', `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
  vi.stubEnv('PLUMBLINE_URL', 'https://plumbline.example/');
  mails.length = 0;
  jobs.length = 0;
});

/** Somebody with a password who is signed in at two places. */
async function newPerson() {
  const { db } = team.house;
  const userId = randomUUID();
  const email = `${userId}@example.com`;
  await db.user.create({ data: { id: userId, name: 'Mira', email } });
  await db.member.create({ data: { id: randomUUID(), organizationId: team.organizationId, userId, role: 'editor' } });
  const password = await passwordsOf(auth).hash('the one before');
  await db.account.create({ data: { id: randomUUID(), accountId: userId, providerId: 'credential', userId, password } });
  for (const id of [randomUUID(), randomUUID()])
    await db.session.create({ data: { id, token: id, userId, expiresAt: new Date(Date.now() + 60_000), updatedAt: new Date() } });
  return { userId, email };
}

let asked = 0;
const post = (path: string, body: object) => {
  // Each from an address of its own: the limit by address is not what is tested here.
  asked += 1;
  return auth.handler(
    new Request(`${origin}/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, [addressHeader]: `10.0.1.${asked}` },
      body: JSON.stringify(body),
    }),
  );
};
const ask = (email: string) => post('/recovery/request', { email });
const use = (token: string, password: string) => post('/recovery/use', { token, password });

/** Does what the worker does with the jobs so far, and gives the tokens of the links that were mailed. */
async function workOff(): Promise<string[]> {
  for (const job of jobs.splice(0)) {
    if (job.job === 'mail-recovery') await mailRecovery(team.house, job.input);
    if (job.job === 'mail-account') await mailAccount(job.input);
  }
  return mails.flatMap((mail) => /https:\/\/plumbline\.example\/recover#([\w-]+)/.exec(plain(mail))?.[1] ?? []);
}

/** A mail without the line breaks and escapes of its encoding (RFC 2045, 6.7). */
const plain = (mail: string) => mail.replaceAll('=\n', '').replaceAll('=3D', '=');

test('a mailed link sets a password once, ends what was open, signs in, and the holder is told', async () => {
  const { userId, email } = await newPerson();
  expect((await ask(email.toUpperCase())).status).toBe(200);
  const [token = ''] = await workOff();
  expect(mails).toHaveLength(1);

  const guessed = await use(token, '1q2w3e4r5t');
  expect(guessed.status).toBe(400);
  const answers = await Promise.all([use(token, 'another long one'), use(token, 'another long one')]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
  expect(answers.find(({ ok }) => ok)?.headers.get('set-cookie')).toContain('plumbline.session_token');
  expect((await use(token, 'a third long one')).status).toBe(400);

  const { db } = team.house;
  expect(await db.session.count({ where: { userId } })).toBe(1);
  expect((await post('/sign-in/email', { email, password: 'the one before' })).status).toBe(401);
  expect((await post('/sign-in/email', { email, password: 'another long one' })).status).toBe(200);
  expect(await db.auditEntry.count({ where: { actorId: userId, action: 'account.password-set' } })).toBe(1);
  await workOff();
  expect(plain(mails[1] ?? '')).toContain('The password of your account was set');
  expect(mails[1]).toContain(`To: ${email}`);
});

test('nobody hears whether an address has an account, and a minute has one mail', async () => {
  const { email } = await newPerson();
  const [known, unknown] = [await ask(email), await ask('nobody@example.com')];
  expect(await known.text()).toBe(await unknown.text());
  await ask(email);
  await workOff();
  expect(mails.map((mail) => /^To: (.*)$/m.exec(mail)?.[1])).toEqual([email]);
});

test('an account without a password is given none by mail', async () => {
  const { userId, email } = await newPerson();
  await team.house.db.account.deleteMany({ where: { userId } });
  await ask(email);
  expect(await workOff()).toEqual([]);
});

test('a link that went to the address of before does not outlive it, and that address is told', async () => {
  const { userId, email } = await newPerson();
  await ask(email);
  const [token = ''] = await workOff();
  const person = { ...team.house, userId, name: 'Mira', sessionId: '', origin: 'browser 10.0.0.1' };
  await setEmail(person, { email: 'mira.new@example.com', password: 'the one before' }, passwordsOf(auth));
  expect((await use(token, 'another long one')).status).toBe(400);
  await workOff();
  expect(mails[1]).toContain(`To: ${email}`);
  expect(plain(mails[1] ?? '')).toContain('browser 10.0.0.1');
});

test('a link is too old after an hour', async () => {
  const { email } = await newPerson();
  await ask(email);
  const [token = ''] = await workOff();
  await team.house.db.recoveryLink.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
  const answer = await use(token, 'another long one');
  expect([answer.status, await answer.json()]).toMatchObject([400, { message: expect.stringContaining('too old') }]);
});

test('a house without mail says so', async () => {
  vi.stubEnv('SMTP_URL', '');
  const answer = await ask('mira@example.com');
  expect([answer.status, await answer.json()]).toMatchObject([400, { message: expect.stringContaining('sends no mail') }]);
  expect(jobs).toEqual([]);
});
