import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addExternalAgent, addExternalAgentInput } from '#server/services/external-agents/external-agents.ts';
import { listModels } from '#server/services/models/list-models.ts';
import { cancelRun } from '#server/services/runs/cancel-run.ts';
import { getRun } from '#server/services/runs/get-run.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { openTestHouse, type TestHouse } from './test-house.ts';
import { startWorker, type Worker } from './worker.ts';

let house: TestHouse;
let worker: Worker;

beforeAll(async () => {
  house = await openTestHouse();
  worker = await startWorker({ house: house.ctx, url: house.database.url });
});
afterAll(async () => {
  await worker.stop();
  await house.close();
});

/** Commits hooks to the project's repository, in place of those before. */
async function commitHooks(hooks: object[]): Promise<void> {
  const work = mkdtempSync('/var/tmp/plumbline-hooks-');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', work, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { encoding: 'utf8' });
  git('clone', '--quiet', mirrorPathOf(house.ctx.dataPath, house.projectId), '.');
  mkdirSync(join(work, '.kiro/hooks'), { recursive: true });
  writeFileSync(join(work, '.kiro/hooks/guards.json'), JSON.stringify({ version: 'v1', hooks }));
  git('add', '--all');
  git('commit', '--quiet', '-m', 'Hooks');
  git('push', '--quiet', 'origin', 'HEAD');
  await house.ctx.db.project.update({ where: { id: house.projectId }, data: { headCommit: git('rev-parse', 'HEAD').trim() } });
  rmSync(work, { recursive: true, force: true });
}

const hook = (name: string, trigger: string, command: string, matcher?: string) => ({
  ...{ name, trigger, enabled: true, timeout: 10, action: { type: 'command', command } },
  ...(matcher === undefined ? {} : { matcher }),
});
const blocked = async (runId: string) =>
  (await house.eventsOf(runId)).flatMap(({ event }) =>
    event.kind === 'hook_ran' && event.isBlocking ? [`${event.hook}: ${event.output.trim()}`] : [],
  );
const statusOf = async (runId: string) => (await getRun(house.ctx, { runId })).status;

const guard = hook(
  'no-money',
  'PreToolUse',
  `node -e "let t='';process.stdin.on('data',d=>t+=d).on('end',()=>{if(/quantity-discount/.test(t)){console.error('not that file');process.exit(2)}})"`,
  'write',
);

test('a guard blocks a write of our agent and of an external one, and what comes after goes on', { timeout: 120_000 }, async () => {
  await commitHooks([
    guard,
    hook('after', 'PostToolUse', 'echo seen', 'read_file'),
    hook('asks', 'fileEdited', 'exit 0', '*.md'),
    hook('drops', 'PostToolUse', 'mv README.md NOTES.md', 'list_files'),
    hook('misses', 'fileDeleted', 'cat', '*.md'),
    hook('misses code', 'fileDeleted', 'cat', '*.ts'),
  ]);
  const ours = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model: 'scripted' });
  await vi.waitFor(async () => expect(await blocked(ours.runId)).toContain('no-money: not that file'), { timeout: 60_000, interval: 50 });
  const events = await house.eventsOf(ours.runId);
  expect(events.some(({ event }) => event.kind === 'file_changed' && event.path === 'src/quantity-discount.ts')).toBe(false);
  expect(events.some(({ event }) => event.kind === 'hook_ran' && event.hook === 'after' && event.output.includes('seen'))).toBe(true);
  // By whatever it is gone, a command or a hook, and once: only the hooks whose pattern means it are told.
  const missed = events.flatMap(({ event }) => (event.kind === 'hook_ran' && event.hook.startsWith('misses') ? [event] : []));
  expect(missed).toMatchObject([
    { hook: 'misses', trigger: 'fileDeleted', isBlocking: false, output: expect.stringContaining('"README.md"') },
  ]);
  await cancelRun(house.ctx, ours);

  const command = `node ${join(process.cwd(), 'server/agents/testing/acp-agent.mjs')}`;
  await addExternalAgent(house.ctx, addExternalAgentInput.parse({ name: 'other', command, folder: process.cwd(), env: 'PART=task 3.1' }));
  const model = (await listModels(house.ctx)).find(({ label }) => label.startsWith('other'))?.id ?? '';
  await vi.waitFor(async () => expect(await statusOf(ours.runId)).toBe('cancelled'), { timeout: 20_000 });
  const theirs = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model });
  await vi.waitFor(async () => expect(await blocked(theirs.runId)).toContain('no-money: not that file'), { timeout: 60_000, interval: 50 });
  const isWritten = (await house.eventsOf(theirs.runId)).some(
    ({ event }) => event.kind === 'file_changed' && event.path === 'src/quantity-discount.ts',
  );
  expect(isWritten).toBe(false);
  await cancelRun(house.ctx, theirs);
  await vi.waitFor(async () => expect(await statusOf(theirs.runId)).toBe('cancelled'), { timeout: 20_000 });
});

test('one before the task keeps it from beginning, whoever would work on it', { timeout: 60_000 }, async () => {
  await commitHooks([hook('not-today', 'PreTaskExec', 'echo "not today" >&2; exit 2')]);
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model: 'scripted' });
  await vi.waitFor(async () => expect(await statusOf(runId)).toBe('stuck'), { timeout: 40_000, interval: 50 });
  expect((await house.eventsOf(runId)).at(-1)?.event).toMatchObject({
    reason: 'The hook "not-today" of the project does not let this happen: not today',
  });
});
