import { randomUUID } from 'node:crypto';
import { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Action, actions, mayAct, mayDo, type Role, roles } from '#core/access/access.ts';
import { type Credential, findMembership } from '#server/auth/identify.ts';
import type { House } from '#server/context.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { appRouter, createCaller } from './app-router.ts';
import type { ProcedureMeta } from './trpc.ts';

/**
 * Every procedure is called as every role of its organization, with keys of every scope, as a member who was deactivated or belongs to another
 * organization, and signed out. What the
 * access check answers must be what the table says. Inputs are left out on purpose: an allowed call is refused for
 * its input, which proves that it came past the check.
 */
let database: TestDatabase;
let house: House;
type Who = Role | 'stranger' | 'deactivated';
const people = new Map<Who, { userId: string; name: string; email: string }>();

beforeAll(async () => {
  database = await openTestDatabase();
  const { db, pool } = database;
  house = { db, pool, engine: noEngine, dataPath: '/nonexistent', secret: new Uint8Array(32) };
  for (const slug of ['ours', 'theirs']) await db.organization.create({ data: { id: slug, slug, name: slug } });
  for (const who of [...roles, 'stranger' as const, 'deactivated' as const]) {
    const person = { userId: randomUUID(), name: who, email: `${who}@example.com` };
    await db.user.create({ data: { id: person.userId, name: who, email: person.email } });
    const [organizationId, role] = who === 'stranger' ? ['theirs', 'owner'] : ['ours', who];
    await db.member.create({ data: { id: randomUUID(), organizationId: organizationId ?? '', userId: person.userId, role: role ?? '' } });
    people.set(who, person);
  }
});
afterAll(() => database.close());

const noEngine: House['engine'] = {
  startSegment: () => Promise.reject(new Error('no engine in this test')),
  startCheck: () => Promise.reject(new Error('no engine in this test')),
  startJob: () => Promise.reject(new Error('no engine in this test')),
  cancelRun: () => Promise.reject(new Error('no engine in this test')),
};

type Answer = 'passed' | 'UNAUTHORIZED' | 'FORBIDDEN' | 'NOT_FOUND';

/** What the access check says to `who`; anything that comes after it counts as passed. */
async function ask(path: string, who: Who | 'signed-out', credential: Credential = { kind: 'session', id: 'session' }): Promise<Answer> {
  const person = who === 'signed-out' ? undefined : people.get(who);
  const identity = person ? { ...person, credential } : null;
  const caller = createCaller({
    house,
    identify: () => Promise.resolve(identity),
    standing: async (slug) => identity && { identity, membership: await findMembership(house.pool, identity.userId, slug) },
    doors: {
      testConnection: () => Promise.reject(new Error('no models')),
      createApiKey: () => Promise.reject(new Error('no keys')),
      passwords: { hash: () => Promise.reject(new Error('no passwords')), verify: () => Promise.resolve(false) },
    },
  });
  let target: unknown = caller;
  for (const part of path.split('.')) target = (target as Record<string, unknown>)[part];
  try {
    await (target as (input: unknown) => Promise<unknown>)({ organization: 'ours' });
    return 'passed';
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    if (error.code === 'UNAUTHORIZED' || error.code === 'FORBIDDEN') return error.code;
    return error.code === 'NOT_FOUND' && error.message.startsWith('There is no such organization') ? 'NOT_FOUND' : 'passed';
  }
}

/** Those that have no organization, and so no row of the table. */
const isOutside = (action: ProcedureMeta['action']) => action === 'anyone' || action === 'signed-in' || action === 'in-person';
const isRow = (action: ProcedureMeta['action']): action is Action => !isOutside(action);

const procedures = Object.entries<{ _def: { meta?: ProcedureMeta } }>(appRouter._def.procedures as never);

test('there are procedures, and each stands under a row of the table', () => {
  expect(procedures.length).toBeGreaterThan(20);
  for (const [path, procedure] of procedures) {
    const action = procedure._def.meta?.action;
    expect(action !== undefined && (!isRow(action) || actions.includes(action)), `${path} names no action`).toBe(true);
  }
});

describe.each(procedures)('%s', (path, procedure) => {
  const action = procedure._def.meta?.action ?? 'anyone';

  test('answers each role as the table says', async () => {
    for (const role of roles) {
      const expected = !isRow(action) || mayDo(role, action) ? 'passed' : 'FORBIDDEN';
      expect(await ask(path, role), `as ${role}`).toBe(expected);
    }
  });

  test('tells a member of another organization nothing', async () => {
    expect(await ask(path, 'stranger')).toBe(isRow(action) ? 'NOT_FOUND' : 'passed');
  });

  test('tells a deactivated member as little', async () => {
    expect(await ask(path, 'deactivated')).toBe(isRow(action) ? 'NOT_FOUND' : 'passed');
  });

  test('gives a key what both its owner and its scopes may, and no account', async () => {
    const keyFor = (scopes: readonly Action[] | null): Credential => ({ kind: 'key', id: 'key', scopes });
    const expected = (role: Role, scopes: readonly Action[] | null) => {
      if (action === 'in-person') return 'FORBIDDEN';
      return !isRow(action) || mayAct({ role, scopes }, action) ? 'passed' : 'FORBIDDEN';
    };
    for (const role of roles)
      for (const scopes of [null, [], ...(isRow(action) ? [[action], actions.filter((one) => one !== action)] : [])])
        expect(await ask(path, role, keyFor(scopes)), `as ${role} for ${scopes?.join(' ') ?? 'all'}`).toBe(expected(role, scopes));
  });

  test('asks whoever is signed out to sign in', async () => {
    expect(await ask(path, 'signed-out')).toBe(action === 'anyone' ? 'passed' : 'UNAUTHORIZED');
  });
});
