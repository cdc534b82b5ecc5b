import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAction, mayDo, roles } from '#core/access/access.ts';
import type { Credential } from '#server/auth/identify.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { authorizeRunStream } from './authorize-stream.ts';

/**
 * The door of the event stream, asked over real HTTP as every role, as a stranger and signed out. What it answers must
 * be what the table says of `run.read`. Who asks is named by a header here: how people are recognized is not its affair.
 */
let team: Team;
let server: Server;
let url: string;
let ours: string;
let theirs: string;
let stranger: string;

beforeAll(async () => {
  team = await openTeam();
  const { db, pool } = team.house;
  ours = await addRun(team.organizationId);
  const other = randomUUID();
  await db.organization.create({ data: { id: other, slug: 'others', name: 'Others' } });
  theirs = await addRun(other);
  stranger = randomUUID();
  await db.user.create({ data: { id: stranger, name: 'A stranger', email: 'stranger@example.com' } });
  await db.member.create({ data: { id: randomUUID(), organizationId: other, userId: stranger, role: 'owner' } });

  const authorize = authorizeRunStream({
    pool,
    identify: async (headers) => {
      const userId = headers.get('x-user');
      const only = headers.get('x-scopes');
      const credential: Credential =
        only === null ? { kind: 'session', id: 's' } : { kind: 'key', id: 'k', scopes: only.split(' ').filter(isAction) };
      return userId === null ? null : { userId, name: userId, email: `${userId}@example.com`, credential };
    },
  });
  server = createServer((req, res) => {
    const query = new URL(req.url ?? '/', 'http://localhost').searchParams;
    void authorize(req, { organization: query.get('organization') ?? '', runId: query.get('runId') ?? '' })
      .catch((cause: unknown) => ({ status: 500, message: String(cause) }))
      .then((answer) => res.end(JSON.stringify(answer)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(async () => {
  server.close();
  await team.close();
});

async function addRun(organizationId: string): Promise<string> {
  const { db } = team.house;
  const slug = `project-${randomUUID()}`;
  const project = await db.project.create({
    data: { organizationId, slug, name: slug, source: '/somewhere', defaultBranch: 'main', headCommit: '0'.repeat(40) },
  });
  const spec = await db.spec.create({
    data: { projectId: project.id, slug: 'spec', title: 'Spec', kind: 'feature', folder: '.kiro/specs/spec' },
  });
  const { actor } = await team.as('owner');
  const run = await db.run.create({
    data: {
      organizationId,
      projectId: project.id,
      specId: spec.id,
      taskId: '1',
      taskTitle: 'A task',
      model: 'scripted',
      modelLabel: 'Scripted',
      branch: 'a-branch',
      baseCommit: '0'.repeat(40),
      revisions: {},
      startedById: actor.userId,
    },
  });
  return run.id;
}

/** What the door says: the run's id, or the status of its refusal. */
async function ask(userId: string | null, organization: string, runId: string, scopes?: string): Promise<string | number> {
  const query = new URLSearchParams({ organization, runId });
  const answer = await fetch(`${url}/?${query}`, {
    headers: { ...(userId === null ? {} : { 'x-user': userId }), ...(scopes === undefined ? {} : { 'x-scopes': scopes }) },
  });
  const body = (await answer.json()) as { runId: string } | { status: number };
  return 'status' in body ? body.status : body.runId;
}

test('each role may follow a run as the table says', async () => {
  for (const role of roles) {
    const { actor } = await team.as(role);
    expect(await ask(actor.userId, 'team', ours), `as ${role}`).toBe(mayDo(role, 'run.read') ? ours : 403);
  }
});

test('a key follows a run only if it was made for that', async () => {
  const { actor } = await team.as('owner');
  expect(await ask(actor.userId, 'team', ours, 'run.read')).toBe(ours);
  expect(await ask(actor.userId, 'team', ours, 'spec.read')).toBe(403);
});

test('a role that the table does not know may follow nothing', async () => {
  const userId = randomUUID();
  await team.house.db.user.create({ data: { id: userId, name: 'Somebody', email: `${userId}@example.com` } });
  await team.house.db.member.create({ data: { id: randomUUID(), organizationId: team.organizationId, userId, role: 'intern' } });
  expect(await ask(userId, 'team', ours)).toBe(404);
});

test('whoever is signed out is asked to sign in, whatever there is', async () => {
  expect(await ask(null, 'team', ours)).toBe(401);
  expect(await ask(null, 'nowhere', randomUUID())).toBe(401);
});

test('a stranger learns nothing: not of the organization, and not of the run', async () => {
  expect(await ask(stranger, 'team', ours)).toBe(404);
  expect(await ask(stranger, 'team', randomUUID())).toBe(404);
  expect(await ask(stranger, 'nowhere', ours)).toBe(404);
});

test('a run of another organization is none of this one, for every role and both ways', async () => {
  for (const role of roles) {
    const { actor } = await team.as(role);
    const refused = mayDo(role, 'run.read') ? 404 : 403;
    expect(await ask(actor.userId, 'team', theirs), `as ${role}`).toBe(refused);
    expect(await ask(actor.userId, 'others', theirs), `as ${role}`).toBe(404);
  }
  expect(await ask(stranger, 'others', ours)).toBe(404);
  expect(await ask(stranger, 'others', theirs)).toBe(theirs);
});
