import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setTaskState } from '#core/edits/set-task-state.ts';
import { formatOf } from '#core/formats/find-specs.ts';
import type { Ctx } from '#server/context.ts';
import { decide } from '#server/services/approvals/decide.ts';
import { startThread } from '#server/services/comments/write-comment.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { fetchForPerson } from '#server/services/remotes/fetch-project.ts';
import { readChanges } from '#server/services/repository/read-changes.ts';
import { writeChanges } from '#server/services/repository/write-changes.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { addDocument } from '#server/services/specs/create-spec.ts';
import { getSpec } from '#server/services/specs/get-spec.ts';
import { listCriteria } from '#server/services/specs/list-criteria.ts';
import { startStudy } from '#server/services/studies/start-study.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { git, gitBytes } from '#server/workspaces/git.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { importProject } from './import-project.ts';

const kit = 'specs/001-cart';
const change = 'openspec/changes/add-x';
const files: Record<string, string> = {
  [`${kit}/spec.md`]:
    '# Feature Specification: Cart\r\n\r\n### User Story 1 - Fill it (Priority: P1)\r\n\r\n1. **Given** a cart, **When** a thing is added, **Then** it holds it\r\n\r\n## Requirements\r\n\r\n- **FR-001**: The cart MUST hold things.\r\n',
  [`${kit}/plan.md`]: '# Implementation Plan: Cart\n',
  [`${kit}/tasks.md`]: '# Tasks: Cart\n\n- [ ] T001 [US1] Fill it, see FR-001\n- [X] T002 Done (depends on T001)\n',
  [`${change}/proposal.md`]: '## Why\n\nBecause.\n',
  [`${change}/tasks.md`]: '## 1. X\n- [ ] 1.1 Do\n',
  [`${change}/specs/cli/spec.md`]:
    '## ADDED Requirements\n\n### Requirement: X\nIt SHALL x.\n\n#### Scenario: Y\n- **WHEN** y\n- **THEN** x\n',
  '.taskmaster/tasks/tasks.json': '{ "tasks": [{"id": 1, "title": "Do", "subtasks": [], "status": "pending", "dependencies": []}] }',
  'package.json': '{"scripts":{"test":"true"}}',
};

let team: Team;
let folder: string;
let owner: Ctx;
let source: string;
let projectId: string;

const env = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };
async function commit(changed: Record<string, string>): Promise<void> {
  for (const [file, content] of Object.entries(changed)) {
    await mkdir(dirname(join(source, file)), { recursive: true });
    await writeFile(join(source, file), content);
  }
  const repository = { gitDir: join(source, '.git'), workTree: source, env };
  await git(['add', '--all'], repository);
  await git(['commit', '--quiet', '--message=all'], repository);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-formats-'));
  source = join(folder, 'formats');
  team = await openTeam({ dataPath: join(folder, 'data') });
  owner = await team.as('owner');
  await git(['init', '--quiet', '--initial-branch=main', source]);
  await commit(files);
  ({ id: projectId } = await importProject(owner, { source }));
});
afterAll(async () => {
  await team.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (spec: string) => getSpec(owner, { project: 'formats', spec });
const withBeside = ({ documents, proposal }: Awaited<ReturnType<typeof open>>) => (proposal ? [...documents, proposal] : documents);

/** Approves every stage that is there to be approved, in order. */
async function approve(slug: string): Promise<void> {
  const spec = await open(slug);
  for (const { stage, documentIds } of spec.stages) {
    const own = withBeside(spec).filter(({ id }) => documentIds.includes(id));
    if (own.length === 0) continue;
    const revisions = Object.fromEntries(own.map(({ id, sha256 }) => [id, sha256]));
    await decide(owner, { specId: spec.id, stage, decision: 'approved', revisions });
  }
}

test.each([
  ['001-cart', 'T001', ['approved', 'approved', 'approved'], `${kit}/tasks.md`, ['- [ ] T001', '- [x] T001']],
  ['add-x', '1.1', ['approved', 'skipped', 'approved'], `${change}/tasks.md`, ['- [ ] 1.1', '- [x] 1.1']],
  ['tasks', '1', ['skipped', 'skipped', 'approved'], '.taskmaster/tasks/tasks.json', ['"pending"', '"done"']],
] as const)(
  '%s: approved, run, ticked by its smallest edit and written back as that alone',
  async (slug, taskId, stages, path, [was, is]) => {
    const before = await open(slug);
    const start = { specId: before.id, taskId, model: 'scripted' };
    await expect(startRun(owner, start)).rejects.toMatchObject({ code: 'gate_closed' });
    await approve(slug);
    await expect(startRun(owner, { ...start, taskId: 'nowhere' })).rejects.toMatchObject({ code: 'task_not_found' });
    await startRun(owner, start);
    const tasks = before.documents.find((document) => document.path === path);
    await editDocument(team.house, tasks?.id ?? '', (text) => setTaskState(text, taskId, 'done', formatOf(path)), owner.actor.userId);
    const after = await open(slug);
    // What a run ticks undoes no approval.
    expect(after.stages.map(({ state }) => state)).toEqual(stages);
    expect(after.canStart).toBe(true);
    const seen = await readChanges(owner, { project: 'formats', spec: slug });
    expect(seen.files.map((file) => [file.path, file.state]).filter(([, state]) => state !== 'same')).toEqual([[path, 'changed']]);
    const revisions = Object.fromEntries(
      seen.files.flatMap(({ documentId, sha256 }) => (documentId && sha256 ? [[documentId, sha256]] : [])),
    );
    await writeChanges(owner, { project: 'formats', spec: slug, branch: seen.branch, onto: seen.onto, message: 'Done', revisions });
    const at = { gitDir: mirrorPathOf(team.house.dataPath, projectId) };
    for (const file of seen.files) {
      const written = (await gitBytes(['cat-file', 'blob', `${seen.branch}:${file.path}`], at)).toString();
      expect(written).toBe(file.path === path ? files[path]?.replace(was, is) : files[file.path]);
    }
  },
);

test('criteria and what serves them are those of the format', async () => {
  const { criteria, tasks } = await listCriteria(owner, { project: 'formats', spec: '001-cart' });
  expect(criteria.map(({ criterionId }) => criterionId)).toEqual(['US1/AC1', 'FR-001']);
  expect(tasks.map(({ id, criterionIds, waitsFor }) => [id, criterionIds, waitsFor])).toEqual([
    ['T001', ['US1/AC1', 'FR-001'], []],
    ['T002', [], ['T001']],
  ]);
  const { id: specId, documents } = await open('add-x');
  const [requirements] = documents;
  const place = { kind: 'item', item: { kind: 'criterion', id: 'X / Y' }, quote: '' } as const;
  const ids = { threadId: crypto.randomUUID(), commentId: crypto.randomUUID() };
  await startThread(owner, { ...ids, documentId: requirements?.id ?? '', body: 'Why?', place });
  expect(await team.house.db.commentThread.count({ where: { specId } })).toBe(1);
});

test('what a format does not have is refused with a sentence, and what is begun has its name', async () => {
  const [tasks, cart] = [await open('tasks'), await open('001-cart')];
  await expect(addDocument(owner, { specId: tasks.id, kind: 'design' })).rejects.toMatchObject({ message: /task-master keeps tasks only/ });
  await expect(
    startStudy(owner, { specId: cart.id, study: { kind: 'draft', document: 'requirements', wish: '' }, model: 'scripted' }),
  ).rejects.toMatchObject({ code: 'invalid', message: /this spec is in spec-kit's/ });
  const { id: specId } = await open('add-x');
  await addDocument(owner, { specId, kind: 'design' });
  const { documents, stages, canStart } = await open('add-x');
  expect(documents.map(({ path }) => path)).toContain(`${change}/design.md`);
  expect([stages[1]?.state, canStart]).toEqual(['draft', false]);
});

test('what the repository changes and adds in another format is taken in', async () => {
  await commit({
    [`${change}/proposal.md`]: '## Why\n\nBecause of that.\n',
    [`${change}/specs/api/spec.md`]: '## ADDED Requirements\n\n### Requirement: Z\nIt SHALL z.\n',
    'specs/002-more/spec.md': '# Feature Specification: More\n',
  });
  const { taken } = await fetchForPerson(owner, { project: 'formats' });
  expect(taken).toMatchObject({
    suggested: [`${change}/proposal.md`],
    added: [`${change}/specs/api/spec.md`, 'specs/002-more/spec.md'],
    conflicting: [],
  });
  // The delta that was the change's own stays it.
  expect((await open('add-x')).documents.map(({ path }) => path)).toContain(`${change}/specs/cli/spec.md`);
  expect((await open('add-x--api')).documents).toHaveLength(1);
  expect(await open('002-more')).toMatchObject({ title: 'More', format: 'spec-kit' });
});
