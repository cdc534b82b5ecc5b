import { randomUUID } from 'node:crypto';
import { TRPCError } from '@trpc/server';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createAuth, makeKey, passwordsOf } from '#server/auth/auth.ts';
import { findMembership } from '#server/auth/identify.ts';
import type { House } from '#server/context.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { recordingEngine } from '#server/testing/team.ts';
import { appRouter, createCaller } from './app-router.ts';
import { inputsOf } from './testing/inputs-of.ts';
import { layOutProject } from './testing/project-of-everything.ts';

/**
 * Every procedure with inputs made from its own schema, right ones and ones with a hostile place, by an owner: an answer or a refusal with a
 * reason, never an error of ours. `INPUTS` is how many for each.
 */
const inputs = Number(process.env['INPUTS'] ?? 3);
let database: TestDatabase;
let house: House;
let caller: ReturnType<typeof createCaller>;
let ids: string[];
let slug: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const { db, pool } = database;
  house = { db, pool, engine: recordingEngine(), dataPath: '/nonexistent', secret: new Uint8Array(32) };
  await db.organization.create({ data: { id: 'ours', slug: 'ours', name: 'Ours' } });
  const owner = { userId: randomUUID(), name: 'Owner', email: 'owner@example.com' };
  await db.user.create({ data: { id: owner.userId, name: owner.name, email: owner.email } });
  await db.member.create({ data: { id: randomUUID(), organizationId: 'ours', userId: owner.userId, role: 'owner' } });
  const things = await layOutProject(db, { organizationId: 'ours', slug: 'here', userId: owner.userId });
  slug = 'here';
  ids = Object.entries(things).flatMap(([key, id]) => (key === 'project' ? [] : [id]));
  const identity = { ...owner, credential: { kind: 'session' as const, id: 'session' } };
  const auth = createAuth({ ...house, secret: 'a'.repeat(64), publicUrl: null });
  caller = createCaller({
    house,
    identify: () => Promise.resolve(identity),
    standing: async (named) => ({ identity, membership: await findMembership(pool, owner.userId, named) }),
    doors: {
      testConnection: () => Promise.resolve({ ok: false, sentence: 'No model answers here.' }),
      createApiKey: makeKey(auth),
      passwords: passwordsOf(auth),
    },
  });
});
afterAll(() => database.close());

type Procedure = { _def: { inputs: unknown[] } };
const procedures = Object.entries<Procedure>(appRouter._def.procedures as never)
  // It clones whatever an address names, over the network too.
  .filter(([path]) => path !== 'projects.import');

test.each(procedures)(
  '%s answers or refuses whatever it is given',
  async (path, { _def }) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const made = fc.tuple(...[..._def.inputs].map((schema) => inputsOf(schema, ids)));
    let target: unknown = caller;
    for (const part of path.split('.')) target = (target as Record<string, unknown>)[part];
    await fc.assert(
      fc.asyncProperty(made, fc.boolean(), async (parts, isHere) => {
        const input = Object.assign({}, ...parts, { organization: 'ours' }, isHere ? { project: slug } : {}) as unknown;
        log.mockClear();
        const status = await (target as (given: unknown) => Promise<unknown>)(input).then(
          () => 'answered',
          (cause: unknown) => (cause instanceof TRPCError ? cause.code : String(cause)),
        );
        expect(status, String(log.mock.calls[0]?.[1] ?? '').slice(0, 600)).not.toBe('INTERNAL_SERVER_ERROR');
      }),
      { numRuns: inputs, endOnFailure: true },
    );
    log.mockRestore();
  },
  60_000,
);
