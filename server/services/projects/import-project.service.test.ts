import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatOf } from '#core/formats/find-specs.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { git } from '#server/workspaces/git.ts';
import { getProject } from './get-project.ts';
import { importProject } from './import-project.ts';
import { seedSample } from './seed-sample.ts';

const corpus = join(process.cwd(), '../shared/corpus');

let team: Team;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-import-'));
  team = await openTeam({ dataPath: join(folder, 'data') });
});
afterAll(async () => {
  await team.close();
  await rm(folder, { recursive: true, force: true });
});

const identity = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };

async function makeRepository(name: string, files: Record<string, string | Uint8Array>): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  await git(['init', '--quiet', '--initial-branch=main', path]);
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), content);
  }
  const repository = { gitDir: join(path, '.git'), workTree: path, env: identity };
  await git(['add', '--all'], repository);
  if (Object.keys(files).length > 0) await git(['commit', '--quiet', '--message=all'], repository);
  return path;
}

const bring = async (source: string) => importProject(await team.as('editor'), { source });
const requirements = '# Requirements Document\n\n### Requirement 1: A\n\n#### Acceptance Criteria\n\n1. THE A SHALL be.\n';

/** The stored bytes of every document of a project, by path. */
async function storedBytes(projectId: string): Promise<Map<string, Uint8Array>> {
  const documents = await team.house.db.document.findMany({ where: { spec: { projectId } } });
  const read = await Promise.all(documents.map(({ id }) => readDocument(team.house.db, id)));
  return new Map(read.map(({ path, bytes }) => [path, bytes]));
}

test('the sample is imported like any repository, with the command that runs its tests', async () => {
  const owner = await team.as('owner');
  await seedSample(team.house, { organizationId: team.organizationId, userId: owner.actor.userId });
  const project = await getProject(owner, { project: 'order-pricing' });
  expect(project).toMatchObject({ isSample: true, importNotes: [] });
  expect(project.checkCommand).toBeTruthy();
  expect(project.specs).toMatchObject([{ slug: 'order-pricing', counts: { requirements: 8, problems: 0 } }]);
});

test.each([
  ['a path where nothing is', '/nowhere/at/all', 'repository_not_found'],
  ['a folder that is no repository', tmpdir(), 'repository_unreadable'],
  ['words', 'not a repository', 'invalid'],
  ['an option', '--upload-pack=touch /tmp/owned', 'invalid'],
])('%s is refused with a sentence, and nothing is left behind', async (_what, source, code) => {
  const before = await team.house.db.project.count();
  await expect(bring(source)).rejects.toMatchObject({ name: 'Failure', code, message: /\.$/ });
  expect(await team.house.db.project.count()).toBe(before);
});

test('an empty repository is refused with a sentence', async () => {
  const source = await makeRepository('empty', {});
  await expect(bring(source)).rejects.toMatchObject({ code: 'repository_empty' });
});

test('odd files are taken byte for byte, and what is odd about them is said', async () => {
  const files: Record<string, string | Uint8Array> = {
    '.kiro/specs/bom/requirements.md': `\uFEFF${requirements}`,
    '.kiro/specs/crlf/requirements.md': requirements.replaceAll('\n', '\r\n'),
    '.kiro/specs/mixed/requirements.md': requirements.replace('\n', '\r\n'),
    '.kiro/specs/latin/requirements.md': Buffer.concat([Buffer.from(requirements), Buffer.from([0xe9, 0x0a])]),
    '.kiro/specs/conflict/requirements.md': `${requirements}<<<<<<< ours\n2. THE A SHALL not be.\n=======\n>>>>>>> theirs\n`,
    '.kiro/specs/plain/requirements.md': 'Functional needs\n\nIt works.\n',
    '.kiro/specs/large/requirements.md': requirements + '2. THE A SHALL go on.\n'.repeat(100_000),
    '.kiro/specs/huge/requirements.md': 'x'.repeat(6 * 1024 * 1024),
    '.kiro/specs/no-end/requirements.md': requirements.trimEnd(),
  };
  const source = await makeRepository('odd', files);
  const { id, notes } = await bring(source);
  const stored = await storedBytes(id);
  for (const [path, content] of Object.entries(files)) {
    if (path.includes('huge')) expect(stored.has(path)).toBe(false);
    else expect(Buffer.from(stored.get(path) ?? []).equals(Buffer.from(content as string)), path).toBe(true);
  }
  const said = notes.join('\n');
  for (const part of [
    'huge/requirements.md has 6.0 MB',
    'latin/requirements.md is not valid UTF-8',
    'mixed/requirements.md mixes',
    'conflict/requirements.md holds',
    'plain/requirements.md has no requirement heading',
  ]) {
    expect(said).toContain(part);
  }
});

test('packages of one repository may name their specs alike', async () => {
  const source = await makeRepository('packages', {
    'a/.kiro/specs/cart/requirements.md': requirements,
    'b/.kiro/specs/cart/requirements.md': requirements,
    '.kiro/specs/deep/er/requirements.md': requirements,
  });
  await bring(source);
  const project = await getProject(await team.as('viewer'), { project: 'packages' });
  expect(project.specs.map(({ slug }) => slug).sort()).toEqual(['cart', 'cart~2', 'deep--er']);
});

test('a repository without specs becomes a project that says so', async () => {
  const { notes } = await bring(await makeRepository('no-specs', { 'README.md': 'hello' }));
  expect(notes.join()).toContain('No spec was found');
});

test('two projects of one name get two addresses', async () => {
  const source = await makeRepository('twin', { 'README.md': 'hello' });
  const [first, second] = [await bring(source), await bring(source)];
  expect([first.slug, second.slug]).toEqual(['twin', 'twin-2']);
});

test('every format is taken, side by side, with the format that each spec is in', async () => {
  const files = {
    '.kiro/specs/door/requirements.md': requirements,
    'specs/001-cart/spec.md': '# Feature Specification: Cart\n\n- **FR-001**: The cart MUST be.\n',
    'specs/001-cart/plan.md': '# Implementation Plan: Cart\n',
    'specs/001-cart/tasks.md': '# Tasks: Cart\n\n- [ ] T001 Do FR-001\n- [x] T002 Do more\n',
    'specs/001-cart/research.md': 'Nothing.\n',
    'openspec/specs/cli/spec.md':
      '# CLI\n\n## Requirements\n\n### Requirement: Help\nIt SHALL help.\n\n#### Scenario: Asked\n- **WHEN** asked\n',
    'openspec/changes/add-x/proposal.md': '## Why\n\nBecause.\n',
    'openspec/changes/add-x/tasks.md': '## 1. X\n- [ ] 1.1 Do\n',
    'openspec/changes/add-x/specs/cli/spec.md': '## ADDED Requirements\n\n### Requirement: X\nIt SHALL x.\n',
    '.taskmaster/tasks/tasks.json': '{"tasks": [{"id": 1, "title": "Do", "status": "pending", "dependencies": []}]}',
  };
  const { id, notes } = await bring(await makeRepository('formats', files));
  expect(notes).toEqual([]);
  const stored = await storedBytes(id);
  const { 'specs/001-cart/research.md': _left, ...taken } = files;
  expect(Object.fromEntries([...stored].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]))).toEqual(taken);
  const project = await getProject(await team.as('viewer'), { project: 'formats' });
  const shown = project.specs.map(({ slug, title, format, counts }) => [
    slug,
    title,
    format,
    counts.criteria,
    counts.tasks,
    counts.tasksDone,
  ]);
  expect(shown.sort(([one], [other]) => String(one).localeCompare(String(other)))).toEqual([
    ['001-cart', 'Cart', 'spec-kit', 1, 2, 1],
    ['add-x', 'Add x', 'openspec', 1, 1, 0],
    ['cli', 'CLI', 'openspec', 2, 0, 0],
    ['door', 'Door', 'kiro', 1, 0, 0],
    ['tasks', 'Tasks', 'task-master', 0, 1, 0],
  ]);
});

test.each(['kiro', 'others'] as const)(
  'real folders are imported whole, every document byte for byte: %s',
  async (which) => {
    if (!existsSync(corpus)) return console.log('0 real folders: the corpus is not here');
    const source = await makeRepository(`real-${which}`, {});
    const copy = (from: string, to: string) => cp(from, join(source, to), { recursive: true });
    for (const part of which === 'kiro' ? (['kiro'] as const) : (['speckit', 'openspec'] as const)) {
      for (const owner of await readdir(join(corpus, part))) {
        const home = join(corpus, part, owner);
        if (part === 'kiro') await copy(home, `${owner}/.kiro/specs`);
        else if (part === 'speckit') await copy(home, `${owner}/specs`);
        else
          for (const name of await readdir(home))
            await copy(join(home, name), `${owner}/openspec/${name === '_specs' ? 'specs' : `changes/${name}`}`);
      }
    }
    const repository = { gitDir: join(source, '.git'), workTree: source, env: identity };
    await git(['add', '--all'], repository);
    await git(['commit', '--quiet', '--message=real'], repository);
    const { id, specs } = await bring(source);
    const count = { kiro: 0, 'spec-kit': 0, openspec: 0, 'task-master': 0 };
    for (const [path, bytes] of await storedBytes(id)) {
      expect(Buffer.from(bytes).equals(await readFile(join(source, path))), path).toBe(true);
      count[formatOf(path)] += 1;
    }
    console.log(`${specs} specs, documents ${JSON.stringify(count)}, from ${relative(process.cwd(), corpus)}`);
    const documents = /\/(requirements|bugfix|spec|plan|design|tasks|proposal)\.md$/;
    const files = (await readdir(source, { recursive: true })).filter((path) => documents.test(path));
    expect(Object.values(count).reduce((sum, own) => sum + own)).toBe(files.length);
    expect(files.length).toBeGreaterThan(300);
  },
  120_000,
);
