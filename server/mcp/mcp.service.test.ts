import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Action, actions, isProjectAction, mayAct, type Role, roles } from '#core/access/access.ts';
import { createAuth, makeKey } from '#server/auth/auth.ts';
import { type Credential, createIdentify, findMembership, type Standing } from '#server/auth/identify.ts';
import { namingKeys } from '#server/auth/projects-named.ts';
import { createKey } from '#server/services/members/keys.ts';
import { setProjectRole } from '#server/services/members/project-roles.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { headerReader, readJson } from '#server/web/http.ts';
import { callTool, createMcpDoor, mcpTools } from './mcp-door.ts';

/** The door for programs: what the access table lets through, and, over real HTTP with the protocol's own client, what it says. */
const secret = 'a'.repeat(64);
let team: Team;
let server: Server;
let url: string;
let spec: AddedSpec;
let project: string;

beforeAll(async () => {
  team = await openTeam();
  spec = await team.addSpec({
    requirements: '# Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n',
    tasks: '- [ ] 1. Build the door\n  - _Requirements: 1.1_\n',
  });
  project = (await team.house.db.project.findUniqueOrThrow({ where: { id: spec.projectId } })).slug;
  const answer = createMcpDoor({
    house: team.house,
    identify: createIdentify({ pool: team.house.pool, secret }),
    addressOf: () => '127.0.0.1',
  });
  server = createServer((req, res) => {
    readJson(req, 100_000)
      .then((body) => answer(req, res, { headers: headerReader(req), body }))
      // A client that has gone may still have asked for a stream, of a database that is closed.
      .catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
});
afterAll(async () => {
  server.close();
  await team.close();
});

async function standingOf(role: Role, credential: Credential): Promise<Standing> {
  const { actor } = await team.as(role);
  return { identity: { ...actor, email: '', credential }, membership: await findMembership(team.house.pool, actor.userId, 'team') };
}

/** Whether the check lets a call come as far as its input. */
async function isLetIn(
  name: string,
  standing: Standing | null,
  input: object = { specId: 'none', documentId: 'none', runId: 'none', limit: 0 },
) {
  const tool = mcpTools.find((known) => known.name === name);
  if (!tool) throw new Error(`There is no tool ${name}.`);
  return callTool(team.house, standing, { tool, input, origin: 'mcp test' }).then(
    () => true,
    (cause: unknown) =>
      !(cause instanceof Error && /may not do this|was not made for|Sign in first|no such organization/.test(cause.message)),
  );
}

const deciding: readonly Action[] = actions.filter((action) =>
  /\.(?:decide|propose|attest|submit|configure|answer|assign|own|set|invite)$|^audit/.test(action),
);

test('no tool decides, and what happens in a project says in which', () => {
  for (const { name, action, input } of mcpTools) {
    expect(deciding, name).not.toContain(action);
    const isNamed = Object.keys(input.shape).some((key) => namingKeys.includes(key));
    expect(isNamed || !isProjectAction(action) || name === 'list_projects', name).toBe(true);
  }
  expect(new Set(mcpTools.map(({ name }) => name)).size).toBe(mcpTools.length);
});

test.each(mcpTools.map(({ name, action }) => [name, action] as const))(
  '%s answers each role and each key as the table says',
  async (name, action) => {
    for (const role of roles)
      for (const scopes of [null, [], [action], actions.filter((one) => one !== action)]) {
        const standing = await standingOf(role, { kind: 'key', id: 'k', scopes });
        expect(await isLetIn(name, standing), `as ${role} for ${scopes?.join(' ') ?? 'all'}`).toBe(mayAct({ role, scopes }, action));
      }
    expect(await isLetIn(name, null)).toBe(false);
    const { identity } = await standingOf('owner', { kind: 'key', id: 'k', scopes: null });
    expect(await isLetIn(name, { identity, membership: null })).toBe(false);
  },
);

/** Asks over HTTP with a key of somebody. */
async function withClient<T>(
  role: Role,
  scopes: Parameters<typeof createKey>[1]['scopes'],
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const auth = createAuth({ ...team.house, secret, publicUrl: null });
  const { key } = await createKey(
    await team.as(role),
    { name: 'a program whose name is as long as a name of a key may be 60', expiresInDays: 1, scopes },
    makeKey(auth),
  );
  const client = new Client({ name: 'a test', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization: `Bearer ${key}` } } });
  await client.connect(transport);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

type Said = { isError?: boolean; content: { text: string }[] };
const textOf = (answer: unknown) => (answer as Said).content[0]?.text ?? '';

test('a program reads criteria with their verdicts, comments, proposes, and is told why a run does not start', async () => {
  await withClient('editor', null, async (client) => {
    const trace = JSON.parse(textOf(await client.callTool({ name: 'read_trace', arguments: { project, spec: 'spec' } })));
    expect(trace).toMatchObject({ criteria: [{ criterionId: '1.1', taskIds: ['1'], verdict: { state: 'unverified' } }] });
    const documentId = spec.documentIds['requirements'];
    const item = { kind: 'criterion', id: '1.1' };
    await client.callTool({ name: 'comment', arguments: { documentId, item, body: 'How long does it stay open?' } });
    const change = { documentId, quote: 'SHALL open', replacement: 'SHALL open for 5 s', reason: 'It must shut again.' };
    await client.callTool({ name: 'propose_suggestion', arguments: change });
    const started = await client.callTool({ name: 'start_run', arguments: { specId: spec.specId, taskId: '1' } });
    expect(started).toMatchObject({ isError: true });
    expect(textOf(started)).toMatch(/cannot start: Requirements wait for an approval/);
  });
  const { db } = team.house;
  expect(await db.commentThread.count({ where: { specId: spec.specId, itemId: '1.1' } })).toBe(1);
  expect(await db.suggestion.findMany({ select: { status: true, source: true } })).toEqual([
    { status: 'open', source: { kind: 'agent', name: 'MCP client' } },
  ]);
  expect(await db.run.count()).toBe(0);
});

test('a key sees the tools of its scopes, in whichever project, and none to approve with', async () => {
  const namesFor = (role: Role, scopes: Parameters<typeof createKey>[1]['scopes']) =>
    withClient(role, scopes, async (client) => (await client.listTools()).tools.map(({ name }) => name));
  expect(await namesFor('owner', ['read', 'decide'])).toEqual(mcpTools.filter(({ isReading }) => isReading).map(({ name }) => name));
  expect(await namesFor('owner', null)).toEqual(mcpTools.map(({ name }) => name));
  expect(await namesFor('viewer', null)).not.toContain('comment');
  const { actor } = await team.as('viewer');
  const { id: memberId } = await team.house.db.member.findFirstOrThrow({ where: { userId: actor.userId } });
  await setProjectRole(await team.as('owner'), { memberId, project, role: 'reviewer' });
  expect(await namesFor('viewer', null)).toContain('comment');
});

test('whoever has no key is told so, and a page of another site cannot use a cookie', async () => {
  const ask = (headers: Record<string, string>, method = 'POST') =>
    fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, ...(method === 'POST' ? { body: '{}' } : {}) });
  const answers = [await ask({}), await ask({ cookie: 'plumbline.session_token=x' }), await ask({ authorization: 'Bearer wrong' })];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer');
});
