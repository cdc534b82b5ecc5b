import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ctx, House } from '#server/context.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { makeTestRun } from '#server/events/test-run.ts';
import { importProject } from '#server/services/projects/import-project.ts';
import type { EngineJob } from '#server/services/runs/engine.ts';
import { git } from '#server/workspaces/git.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { connectRemote, disconnectRemote, readRemote } from './connect-remote.ts';
import { fetchForPerson, fetchProject } from './fetch-project.ts';
import { hearHook } from './hear-hook.ts';
import { publishRun, readPublication } from './publish-run.ts';
import { openTestForge, type TestForge } from './test-forge.ts';

let database: TestDatabase;
let folder: string;
let forge: TestForge;
let ctx: Ctx;
let run: { runId: string; projectId: string };
let mirror: string;
let bare: string;
const jobs: EngineJob[] = [];

const author = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b.c', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b.c' };
/** A commit without files, on top of others. */
async function commit(gitDir: string, message: string, ...parents: string[]): Promise<string> {
  const tree = await git(['hash-object', '-t', 'tree', '-w', '--stdin'], { gitDir, input: '' });
  return git(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', message], { gitDir, env: author });
}
const branchAt = (gitDir: string, branch: string) => git(['rev-parse', `refs/heads/${branch}`], { gitDir });
const setBranchAt = (gitDir: string, branch: string, to: string) => git(['update-ref', `refs/heads/${branch}`, to], { gitDir });

beforeAll(async () => {
  database = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'plumbline-remote-'));
  const made = await makeTestRun(database.db);
  run = made;
  bare = join(folder, 'forge.git');
  mirror = mirrorPathOf(folder, made.projectId);
  await git(['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  await git(['init', '--quiet', '--bare', '--initial-branch=main', mirror]);
  const base = await commit(bare, 'Base');
  await setBranchAt(bare, 'main', base);
  await git(['fetch', '--quiet', bare, 'main:main'], { gitDir: mirror });
  const work = await commit(mirror, 'Work\n\nTask: 1', base);
  await database.db.project.update({ where: { id: made.projectId }, data: { headCommit: base } });
  await database.db.run.update({ where: { id: made.runId }, data: { headCommit: work, baseCommit: base } });
  forge = await openTestForge(bare);
  const engine = { startJob: async (_tx: unknown, job: EngineJob) => void jobs.push(job) } as unknown as House['engine'];
  const { db, pool } = database;
  const house: House = { db, pool, engine, dataPath: folder, secret: Buffer.alloc(32, 7) };
  ctx = { ...house, organizationId: made.organizationId, actor: { userId: made.userId, name: 'Ada', role: 'owner' } };
});
afterAll(async () => {
  await forge.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const connect = (change: Partial<Parameters<typeof connectRemote>[1]> = {}) =>
  connectRemote(ctx, { project: 'shop', url: forge.url, forge: 'github', username: 'x-access-token', token: forge.token, ...change });

test('credentials are kept encrypted, shown to nobody, and told to no other address', async () => {
  await expect(publishRun(ctx, run)).rejects.toMatchObject({ code: 'invalid' });
  await connect();
  const row = await database.db.projectRemote.findUniqueOrThrow({ where: { projectId: run.projectId } });
  expect(JSON.stringify([row, await readRemote(ctx, { project: 'shop' }), await database.db.auditEntry.findMany()])).not.toContain(
    forge.token,
  );
  expect(await readRemote(ctx, { project: 'shop' })).toMatchObject({ url: forge.url, hasToken: true });
  await expect(connect({ url: 'https://elsewhere.example/acme/shop.git', token: '' })).rejects.toMatchObject({ code: 'invalid' });
  for (const url of [bare, `file://${bare}`, '--upload-pack=touch', forge.url.replace('//', '//me:secret@')])
    await expect(connect({ url })).rejects.toMatchObject({ code: 'invalid' });
  await expect(readRemote({ ...ctx, organizationId: 'another' }, { project: 'shop' })).resolves.toBeNull();
});

test('a repository imported by an address with credentials keeps them encrypted, and is fetched again with them', async () => {
  const { id, slug } = await importProject(ctx, { source: forge.url.replace('//', `//x-access-token:${forge.token}@`), name: 'Imported' });
  expect(await readRemote(ctx, { project: slug })).toMatchObject({ url: forge.url, forge: 'plain', hasToken: true });
  const stored = [
    await database.db.project.findUniqueOrThrow({ where: { id } }),
    await database.db.projectRemote.findUniqueOrThrow({ where: { projectId: id } }),
  ];
  expect(JSON.stringify(stored)).not.toContain(forge.token);
  expect(await fetchForPerson(ctx, { project: slug })).toMatchObject({ result: 'same', taken: { added: [], suggested: [] } });
});

test('a run’s branch is pushed and its pull request opened, once however often it is asked, and followed to its end', async () => {
  await connect();
  const [first, second] = [await publishRun(ctx, run), await publishRun(ctx, run)];
  expect(first).toEqual(second);
  expect(forge.pulls).toHaveLength(1);
  const { headCommit, branch } = await database.db.run.findUniqueOrThrow({ where: { id: run.runId } });
  expect(await branchAt(bare, branch)).toBe(headCommit);
  expect(forge.pulls[0]).toMatchObject({ head: branch, base: 'main', title: '1 Prices' });
  expect(forge.pulls[0]?.body).toContain(run.runId);
  expect(await readPublication(ctx, run)).toMatchObject({ forge: 'github', publication: { number: 1, state: 'open', commit: headCommit } });
  Object.assign(forge.pulls[0] ?? {}, { state: 'closed', merged_at: '2026-11-30T00:00:00Z' });
  await fetchForPerson(ctx, { project: 'shop' });
  expect(await readPublication(ctx, run)).toMatchObject({ publication: { state: 'merged' } });
});

test('what others have pushed to the branch is never overwritten, and a wrong token is said so', async () => {
  const { branch, headCommit } = await database.db.run.findUniqueOrThrow({ where: { id: run.runId } });
  const theirs = await commit(bare, 'Theirs', headCommit ?? '');
  await setBranchAt(bare, branch, theirs);
  await connect({ forge: 'plain' });
  await expect(publishRun(ctx, run)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('has moved') });
  expect(await branchAt(bare, branch)).toBe(theirs);
  await connect({ forge: 'plain', token: 'wrong' });
  await expect(publishRun(ctx, run)).rejects.toMatchObject({
    code: 'repository_unreadable',
    message: expect.stringContaining('does not let us in'),
  });
});

test('new commits of the remote bring the project forward, and what has gone apart moves nothing', async () => {
  await connect({ forge: 'plain' });
  const head = async () => (await database.db.project.findUniqueOrThrow({ where: { id: run.projectId } })).headCommit;
  expect(await fetchProject(ctx, run.projectId)).toBe('same');
  const base = await head();
  const next = await commit(bare, 'Next', base);
  await setBranchAt(bare, 'main', next);
  expect(await fetchProject(ctx, run.projectId)).toBe('forward');
  // What stands on the code from before is looked for at once.
  expect(jobs).toContainEqual({
    job: 'recheck',
    id: `${run.projectId}:${next}`,
    delaySeconds: 0,
    input: { projectId: run.projectId },
  });
  expect([await head(), await branchAt(mirror, 'main')]).toEqual([next, next]);
  const ours = await commit(mirror, 'Merged here', next);
  await database.db.project.update({ where: { id: run.projectId }, data: { headCommit: ours } });
  expect(await fetchProject(ctx, run.projectId)).toBe('behind');
  await setBranchAt(bare, 'main', await commit(bare, 'Beside it', next));
  expect(await fetchProject(ctx, run.projectId)).toBe('apart');
  expect(await head()).toBe(ours);
  expect((await readRemote(ctx, { project: 'shop' }))?.problem).toContain('gone apart');
});

test('a webhook counts only with the signature of the project’s own secret', async () => {
  const { hookSecret } = await connect({ forge: 'plain' });
  const body = Buffer.from('{"ref":"refs/heads/main"}');
  const sign = (secret: string, of = body) => `sha256=${createHmac('sha256', secret).update(of).digest('hex')}`;
  const hear = (change: Partial<Parameters<typeof hearHook>[1]>) =>
    hearHook(ctx, { projectId: run.projectId, signature: sign(hookSecret), delivery: randomUUID(), body, ...change });
  jobs.length = 0;
  for (const wrong of [
    { signature: sign('another') },
    { signature: '' },
    { signature: sign(hookSecret, Buffer.from('{}')) },
    { projectId: randomUUID() },
    { projectId: '../etc' },
    { delivery: 'a b' },
  ])
    expect(await hear(wrong)).toBe(false);
  expect(jobs).toEqual([]);
  expect(await hear({ delivery: 'one' })).toBe(true);
  expect(jobs).toMatchObject([{ job: 'remote', id: `${run.projectId}:one`, input: { projectId: run.projectId } }]);
  await connect({ forge: 'plain' });
  expect(await hear({})).toBe(false);
  await disconnectRemote(ctx, { project: 'shop' });
  expect(await readRemote(ctx, { project: 'shop' })).toBeNull();
});
