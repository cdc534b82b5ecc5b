import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getIdentityProvider, setIdentityProvider } from '#server/services/members/identity-provider.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { addressHeader } from './address-header.ts';
import { type Auth, createAuth } from './auth.ts';

/** An identity provider of the test's own: whoever is sent to it is whom `person` says. */
let person = { sub: '1', email: 'ada@example.com', email_verified: true, name: 'Ada' };
let asked: URLSearchParams | null = null;
let provider: Server;
let issuer: string;
let addresses = 0;
let team: Team;
let auth: Auth;
const origin = 'http://127.0.0.1:3000';

beforeAll(async () => {
  provider = createServer((req, res) => {
    const path = new URL(req.url ?? '/', issuer).pathname;
    const answer = (body: unknown) => res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (path === '/.well-known/openid-configuration')
      return answer({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        userinfo_endpoint: `${issuer}/userinfo`,
      });
    if (path === '/userinfo') return answer(person);
    let body = '';
    req.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    return req.on('end', () => {
      asked = new URLSearchParams(body);
      const basic = Buffer.from(req.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString();
      if (asked.get('client_secret') === null) asked.set('client_secret', decodeURIComponent(basic.split(':')[1] ?? ''));
      answer({ access_token: 'token', token_type: 'Bearer' });
    });
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  team = await openTeam({ secret: Buffer.alloc(32, 7) });
  auth = createAuth({ ...team.house, secret: Buffer.alloc(32, 7).toString('hex'), publicUrl: origin });
  await setIdentityProvider(await team.as('owner'), { issuer, domain: 'example.com', clientId: 'plumbline', clientSecret: 'a-secret' });
});
afterAll(async () => {
  provider.close();
  await team.close();
});

const cookiesOf = (answer: Response) => answer.headers.getSetCookie().map((line) => line.split(';')[0]);

/** Goes to the provider and comes back: where one is sent then, and whether one is signed in. */
async function comeBy(): Promise<{ to: string; isSignedIn: boolean }> {
  // Sign-ins from one address are limited; these are people at several.
  addresses += 1;
  const address = `10.0.0.${addresses}`;
  const { providerId } = (await team.house.db.ssoProvider.findFirstOrThrow()) satisfies { providerId: string };
  const begun = await auth.handler(
    new Request(`${origin}/api/auth/sign-in/sso`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, host: '127.0.0.1:3000', [addressHeader]: address },
      body: JSON.stringify({ providerId, callbackURL: '/', errorCallbackURL: '/sign-in' }),
    }),
  );
  const { url } = (await begun.json()) as { url: string };
  const state = new URL(url).searchParams.get('state') ?? '';
  const back = await auth.handler(
    new Request(`${origin}/api/auth/sso/callback/${providerId}?code=code&state=${state}`, {
      headers: { cookie: cookiesOf(begun).join('; '), host: '127.0.0.1:3000', [addressHeader]: address },
    }),
  );
  const isSignedIn = cookiesOf(back).some((cookie) => /session_token=.+/.test(cookie ?? ''));
  return { to: back.headers.get('location') ?? '', isSignedIn };
}

test('somebody new of the domain becomes a viewer, and comes back as the same person', async () => {
  person = { sub: '1', email: 'ada@example.com', email_verified: true, name: 'Ada' };
  expect(await comeBy()).toMatchObject({ isSignedIn: true });
  expect(await comeBy()).toMatchObject({ isSignedIn: true });
  expect(asked?.get('client_secret')).toBe('a-secret');
  const users = await team.house.db.user.findMany({ where: { email: 'ada@example.com' }, include: { members: true } });
  expect(users.map(({ members }) => members.map(({ role }) => role))).toEqual([['viewer']]);
});

test('a member keeps their role and their account', async () => {
  const { actor } = await team.as('admin');
  await team.house.db.user.update({ where: { id: actor.userId }, data: { email: 'admin@example.com' } });
  person = { sub: '2', email: 'admin@example.com', email_verified: true, name: 'Somebody' };
  expect(await comeBy()).toMatchObject({ isSignedIn: true });
  expect(await team.house.db.member.count({ where: { userId: actor.userId, role: 'admin' } })).toBe(1);
});

test.each([
  ['an address that is not verified', { sub: '3', email: 'eve@example.com', email_verified: false, name: 'Eve' }],
  ['an address of another domain', { sub: '4', email: 'eve@evil.example', email_verified: true, name: 'Eve' }],
])('%s does not come in, and leaves nothing', async (_, who) => {
  person = who;
  expect(await comeBy()).toMatchObject({ isSignedIn: false, to: expect.stringContaining('not_admitted') });
  expect(await team.house.db.user.count({ where: { email: who.email } })).toBe(0);
});

test('nobody signs in as a person of another organization', async () => {
  const { db } = team.house;
  await db.organization.create({ data: { id: 'other', slug: 'other', name: 'Other' } });
  await db.user.create({ data: { id: 'oda', name: 'Oda', email: 'oda@example.com', emailVerified: true } });
  await db.member.create({ data: { id: 'oda', organizationId: 'other', userId: 'oda', role: 'owner' } });
  person = { sub: '5', email: 'oda@example.com', email_verified: true, name: 'Oda' };
  expect(await comeBy()).toMatchObject({ isSignedIn: false, to: expect.stringContaining('not_admitted') });
  expect(await db.account.count({ where: { userId: 'oda' } })).toBe(0);
});

test('the secret is neither shown nor readable where it is kept', async () => {
  const shown = await getIdentityProvider(await team.as('owner'));
  expect(shown).toMatchObject({ issuer, domain: 'example.com', clientId: 'plumbline' });
  expect(JSON.stringify([shown, await team.house.db.ssoProvider.findMany()])).not.toContain('a-secret');
});

test('whoever guesses passwords from one address is told to wait', async () => {
  const guess = () =>
    auth.handler(
      new Request(`${origin}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, host: '127.0.0.1:3000', [addressHeader]: '10.0.1.1' },
        body: JSON.stringify({ email: 'ada@example.com', password: 'a wrong guess' }),
      }),
    );
  const statuses = [];
  for (let attempt = 0; attempt < 11; attempt += 1) statuses.push((await guess()).status);
  expect(new Set(statuses.slice(0, 10))).toEqual(new Set([401]));
  expect(statuses.at(-1)).toBe(429);
});

test('signing in is in the audit of the organization, and so is a wrong password, once however often it is tried', async () => {
  const { db } = team.house;
  const { id } = await db.user.findUniqueOrThrow({ where: { email: 'ada@example.com' } });
  const found = await db.auditEntry.groupBy({ by: ['action'], where: { actorId: id, action: { startsWith: 'session.' } }, _count: true });
  const counts = new Map(found.map(({ action, _count }) => [action, _count]));
  expect(counts.get('session.refused')).toBe(1);
  // The first time she was nobody's member yet: that she joined is an entry of its own.
  expect(counts.get('session.begun')).toBe((await db.session.count({ where: { userId: id } })) - 1);
});
