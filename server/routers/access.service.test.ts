import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Action, actions, isProjectAction, mayAct, mayDo, type Role, roleInProject, roles } from '#core/access/access.ts';
import { type Credential, findMembership } from '#server/auth/identify.ts';
import { namingKeys, projectsNamed } from '#server/auth/projects-named.ts';
import type { House } from '#server/context.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { Failure } from '#server/errors.ts';
import { appRouter, createCaller } from './app-router.ts';
import { layOutProject } from './testing/project-of-everything.ts';
import type { ProcedureMeta } from './trpc.ts';

/**
 * Every procedure is called as every role of its organization, with keys of every scope, as a member who was deactivated or belongs to another
 * organization, and signed out. What the
 * access check answers must be what the table says. Inputs are left out on purpose: an allowed call is refused for
 * its input, which proves that it came past the check.
 */
let database: TestDatabase;
let house: House;
/** Two projects with one thing of each kind in them, by the key that inputs call it. */
let here: Record<string, string>;
let elsewhere: Record<string, string>;
type Who = Role | 'stranger' | 'deactivated' | `${Role} and ${Role} here`;
/** What people are in the organization and, in the project `here`, besides. */
const both: [Role, Role][] = [
  ['editor', 'viewer'],
  ['reviewer', 'admin'],
  ['viewer', 'editor'],
  ['viewer', 'reviewer'],
  ['admin', 'viewer'],
  ['agent', 'admin'],
];
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
  here = await layOutProject(db, { organizationId: 'ours', slug: 'here', userId: people.get('owner')?.userId ?? '' });
  for (const [role, inHere] of both) {
    const person = { userId: randomUUID(), name: `${role} and ${inHere} here`, email: `${role}.${inHere}@example.com` };
    await db.user.create({ data: { id: person.userId, name: person.name, email: person.email } });
    const projectRoles = { create: { projectId: here['id'] ?? '', role: inHere } };
    await db.member.create({ data: { id: randomUUID(), organizationId: 'ours', userId: person.userId, role, projectRoles } });
    people.set(`${role} and ${inHere} here`, person);
  }
  elsewhere = await layOutProject(db, { organizationId: 'ours', slug: 'elsewhere', userId: people.get('owner')?.userId ?? '' });
});
afterAll(() => database.close());

const noEngine: House['engine'] = {
  startSegment: () => Promise.reject(new Error('no engine in this test')),
  startStudy: () => Promise.resolve(),
  startCheck: () => Promise.reject(new Error('no engine in this test')),
  startJob: () => Promise.reject(new Error('no engine in this test')),
  cancelRun: () => Promise.reject(new Error('no engine in this test')),
};

/** A database that refuses whatever is asked of it. */
const noDatabase = new Proxy({} as House['db'], {
  get: () => {
    throw new Failure('invalid', 'This test ends here.');
  },
});

/** Looked up once: here they never change, and every call asks. */
const memberships = new Map<string, ReturnType<typeof findMembership>>();
function membershipOf(userId: string, slug: string): ReturnType<typeof findMembership> {
  const key = `${userId} ${slug}`;
  const known = memberships.get(key) ?? findMembership(house.pool, userId, slug);
  memberships.set(key, known);
  return known;
}

type Answer = 'passed' | 'UNAUTHORIZED' | 'FORBIDDEN' | 'NOT_FOUND';

/** What the access check says to `who`; anything that comes after it counts as passed. */
async function ask(
  path: string,
  who: Who | 'signed-out',
  credential: Credential = { kind: 'session', id: 'session' },
  input: Record<string, unknown> = {},
): Promise<Answer> {
  const person = who === 'signed-out' ? undefined : people.get(who);
  const identity = person ? { ...person, credential } : null;
  const caller = createCaller({
    // Things that are named are there: what comes after the check must not touch them.
    house: Object.keys(input).length === 0 ? house : { ...house, db: noDatabase },
    identify: () => Promise.resolve(identity),
    standing: async (slug) => identity && { identity, membership: await membershipOf(identity.userId, slug) },
    doors: {
      testConnection: () => Promise.reject(new Error('no models')),
      createApiKey: () => Promise.reject(new Error('no keys')),
      passwords: { hash: () => Promise.reject(new Error('no passwords')), verify: () => Promise.resolve(false) },
    },
  });
  let target: unknown = caller;
  for (const part of path.split('.')) target = (target as Record<string, unknown>)[part];
  try {
    await (target as (input: unknown) => Promise<unknown>)({ organization: 'ours', ...input });
    return 'passed';
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    if (error.code === 'UNAUTHORIZED') return error.code;
    if (error.code === 'FORBIDDEN') return /may not do this|was not made for|A key does not/.test(error.message) ? error.code : 'passed';
    return error.code === 'NOT_FOUND' && error.message.startsWith('There is no such organization') ? 'NOT_FOUND' : 'passed';
  }
}

/** Those that have no organization, and so no row of the table. */
const isOutside = (action: ProcedureMeta['action']) => action === 'anyone' || action === 'signed-in' || action === 'in-person';
const isRow = (action: ProcedureMeta['action']): action is Action => !isOutside(action);

type Schema = { shape?: Record<string, Schema>; element?: Schema; safeParse: (value: unknown) => { success: boolean; data?: unknown } };
type Procedure = { _def: { meta?: ProcedureMeta; inputs: Schema[] } };
const procedures = Object.entries<Procedure>(appRouter._def.procedures as never);

/** The keys of a procedure's input, and of the objects in its lists as `items.specId`. */
function keysOf({ _def: { inputs } }: Procedure): string[] {
  return inputs.flatMap(({ shape = {} }) =>
    Object.entries(shape).flatMap(([key, { element }]) => [key, ...Object.keys(element?.shape ?? {}).map((inner) => `${key}.${inner}`)]),
  );
}
const namesOf = (procedure: Procedure) => keysOf(procedure).filter((key) => namingKeys.includes(key.split('.').at(-1) ?? ''));

/** An input that names things of `things` in every way that the procedure has. */
function naming(procedure: Procedure, things: Record<string, string>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const key of namesOf(procedure)) {
    const [outer = '', inner] = key.split('.');
    const thing = things[(inner ?? outer).replace(/s$/, '')] ?? '';
    if (inner !== undefined) input[outer] = [{ [inner]: thing }];
    else input[outer] = outer.endsWith('s') ? [thing] : thing;
  }
  return input;
}

test('there are procedures, and each stands under a row of the table', () => {
  expect(procedures.length).toBeGreaterThan(20);
  for (const [path, procedure] of procedures) {
    const action = procedure._def.meta?.action;
    expect(action !== undefined && (!isRow(action) || actions.includes(action)), `${path} names no action`).toBe(true);
  }
});

/** Of a project each, and yet in no project: lists over all of them, which each member of the organization may read. */
const overAll = ['projects.list', 'runs.list', 'pipeline.board', 'pipeline.views', 'pipeline.saveView'];

test('whatever happens in a project says in which one, by a key that the check knows', () => {
  for (const [path, procedure] of procedures) {
    const { action, isAnywhere } = procedure._def.meta ?? {};
    if (action === undefined || !isRow(action) || !isProjectAction(action) || isAnywhere) continue;
    expect(namesOf(procedure).length > 0 || overAll.includes(path), `${path} names no project`).toBe(true);
    // The check reads what was sent: a schema that changed a name would open another project than the one looked up.
    const { project } = Object.assign({}, ...procedure._def.inputs.map(({ shape }) => shape)) as { project?: Schema };
    if (project) expect(project.safeParse(' Here '), path).toMatchObject({ data: ' Here ' });
  }
});

test('what the command line asks of a server is one of these', async () => {
  const asked: string[] = [];
  for (const file of (await readdir('cli')).filter((name) => name.endsWith('.ts')))
    for (const [, path] of (await readFile(`cli/${file}`, 'utf8')).matchAll(/\/api\/trpc\/([\w.]+)/g)) asked.push(path ?? '');
  expect(asked.length).toBeGreaterThan(0);
  expect(procedures.map(([path]) => path)).toEqual(expect.arrayContaining(asked));
});

test('each kind of thing leads to the project that it lies in, and to none of another organization', async () => {
  for (const [key, id] of Object.entries(here).filter(([known]) => known !== 'id')) {
    expect(await projectsNamed(house.pool, 'ours', { [key]: key === 'project' ? id : id.toUpperCase() }), key).toEqual([here['id']]);
    expect(await projectsNamed(house.pool, 'theirs', { [key]: id }), key).toEqual([]);
  }
  const named = await projectsNamed(house.pool, 'ours', {
    project: 'here',
    items: [{ specId: elsewhere['specId'] }, { specId: 'nonsense' }, 1],
  });
  expect(new Set(named)).toEqual(new Set([here['id'], elsewhere['id']]));
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

  test('answers in a project by the role there, in another by that of the organization, in both by the weaker', async () => {
    if (!isRow(action) || !isProjectAction(action) || namesOf(procedure).length === 0) return;
    const { isAnywhere = false } = procedure._def.meta ?? {};
    const answer = (...held: Role[]) => {
      const may = held.map((role) => mayDo(role, action));
      return (isAnywhere ? may.some(Boolean) : may.every(Boolean)) ? 'passed' : 'FORBIDDEN';
    };
    const [one, two] = [naming(procedure, here), naming(procedure, elsewhere)];
    const inBoth = Object.fromEntries(
      Object.entries(one).map(([key, value]) => [key, Array.isArray(value) ? [...value, ...(two[key] as unknown[])] : value]),
    );
    for (const [role, inHere] of both) {
      const who: Who = `${role} and ${inHere} here`;
      const there = roleInProject(role, inHere);
      expect(await ask(path, who, undefined, one), `${who}: here`).toBe(isAnywhere ? answer(there, role) : answer(there));
      expect(await ask(path, who, undefined, two), `${who}: elsewhere`).toBe(isAnywhere ? answer(there, role) : answer(role));
      if (Object.values(inBoth).some(Array.isArray)) expect(await ask(path, who, undefined, inBoth), who).toBe(answer(there, role));
    }
  });

  test('asks whoever is signed out to sign in', async () => {
    expect(await ask(path, 'signed-out')).toBe(action === 'anyone' ? 'passed' : 'UNAUTHORIZED');
  });
});

test('what is refused is in the audit, once an hour for the same person and the same act', async () => {
  const asked = await house.db.auditEntry.findMany({ where: { organizationId: 'ours', action: 'access.refused' } });
  const acts = asked.map(({ actorId, subjectId }) => `${actorId} ${subjectId}`);
  expect(new Set(acts).size).toBe(acts.length);
  expect(acts).toContain(`${people.get('viewer')?.userId} approval.decide`);
  expect(acts.some((act) => act.startsWith(`${people.get('owner')?.userId} `) && act.endsWith('spec.read'))).toBe(true);
});
