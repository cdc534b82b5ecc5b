import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { git, gitBytes } from '#server/workspaces/git.ts';
import { expect, joinAs, test } from '../fixtures.ts';

const path = '.kiro/specs/door/requirements.md';
const text =
  '\uFEFF# Requirements Document\r\n\r\n## Introduction\r\n\r\nA door.\r\n\r\n## Requirements\r\n\r\n### Requirement 1: Door\r\n\r\n#### Acceptance Criteria\r\n\r\n1. WHEN the bell rings, THE Door SHALL open.\r\n2. WHEN the door is open, THE Door SHALL close.\r\n';
/** The same repository has specs in other formats. */
const tasks = '# Tasks: Bell\n\n- [ ] T001 [US1] Hang the bell, see FR-001\n- [X] T002 Buy one\n';
const others = {
  'specs/001-bell/spec.md':
    '# Feature Specification: Bell\n\n### User Story 1 - Ring (Priority: P1)\n\n1. **Given** a door, **When** somebody rings, **Then** the bell sounds\n\n## Requirements\n\n- **FR-001**: The bell MUST sound.\n',
  'specs/001-bell/tasks.md': tasks,
  'openspec/changes/add-chime/proposal.md': '## Why\n\nOne tone is dull.\n',
  'openspec/changes/add-chime/specs/bell/spec.md':
    '## ADDED Requirements\n\n### Requirement: Chime\nThe bell SHALL chime.\n\n#### Scenario: Rung\n- **WHEN** it is rung\n- **THEN** it chimes\n',
  '.taskmaster/tasks/tasks.json': '{"tasks": [{"id": 1, "title": "Paint it", "status": "pending", "dependencies": []}]}\n',
};
const env = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-journey-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

async function commit(source: string, files: Record<string, string>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(source, file)), { recursive: true });
    await writeFile(join(source, file), content);
  }
  const repository = { gitDir: join(source, '.git'), workTree: source, env };
  await git(['add', '--all'], repository);
  await git(['commit', '--quiet', '--message=door'], repository);
}

const tick = async (page: Page, task: string) => {
  await page.getByRole('tab', { name: 'Tasks' }).click();
  await page.getByRole('checkbox', { name: `Task ${task} is open` }).click();
  await expect(page.getByRole('checkbox', { name: `Task ${task} is done` })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
};

const typeAtEnd = async (page: Page, words: string) => {
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(words);
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
};

test('a repository is imported as it is, written back as a commit, and what changes in it comes as suggestions', async ({
  browser,
  server,
  owner,
}) => {
  const source = join(folder, 'front-door');
  await git(['init', '--quiet', '--initial-branch=main', source]);
  await commit(source, { [path]: text, '.kiro/steering/tech.md': '# Tech\n\nPlain words.\n', ...others });

  await owner.goto('/home');
  await owner.getByRole('button', { name: 'Import project' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByLabel('Repository').fill(join(folder, 'nothing'));
  await dialog.getByRole('button', { name: /^Import/ }).click();
  await expect(dialog).toContainText(/does not exist|nothing|no repository/i);
  await dialog.getByLabel('Repository').fill(source);
  await dialog.getByRole('button', { name: /^Import/ }).click();
  await expect(owner.getByRole('heading', { name: 'front-door' })).toBeVisible();

  await test.step('specs of other formats are there in theirs, and a box writes back its one character, or its one word', async () => {
    const specs = owner.getByRole('table', { name: 'Specs' });
    for (const [name, format] of [
      ['Bell', 'spec-kit'],
      ['Add chime', 'OpenSpec'],
      ['Tasks', 'task-master'],
    ] as const)
      await expect(specs.getByRole('row').filter({ has: owner.getByRole('link', { name, exact: true }) })).toContainText(format);
    await owner.goto('/home/projects/front-door/specs/add-chime?document=proposal');
    await expect(owner.getByRole('article', { name: 'Proposal document' })).toContainText('One tone is dull.');
    await owner.getByRole('tab', { name: 'Requirements' }).click();
    await expect(owner.getByRole('button', { name: /^Verdict of Chime \/ Rung/ })).toBeVisible();
    await owner.goto('/home/projects/front-door/specs/tasks');
    await expect(owner.getByText(/task-master keeps tasks only/)).toBeVisible();
    await tick(owner, '1');
    await owner.goto('/home/projects/front-door/specs/001-bell');
    await expect(owner.getByRole('article', { name: 'Requirements document' })).toContainText('FR-001');
    await tick(owner, 'T001');
    await owner.getByRole('link', { name: 'Repository' }).click();
    await owner.getByRole('button', { name: 'Commit 1 file' }).click();
    await expect(owner.getByRole('button', { name: 'Nothing to commit' })).toBeVisible();
    const { id } = await project(owner);
    const at = { gitDir: join(server.dataPath, 'mirrors', `${id}.git`) };
    const written = await gitBytes(['cat-file', 'blob', 'specs/001-bell:specs/001-bell/tasks.md'], at);
    expect(written.toString()).toBe(tasks.replace('[ ] T001', '[x] T001'));
    await owner.goto('/home/projects/front-door');
  });

  await test.step('steering is listed with when agents get it, made, and written by two at once', async () => {
    await owner.getByRole('link', { name: 'Steering' }).click();
    const list = owner.getByRole('navigation', { name: 'Steering documents' });
    await expect(list.getByRole('button', { name: /tech\.md/ })).toContainText('Always');
    await owner.getByRole('button', { name: 'New document' }).click();
    await dialog.getByLabel('Name').fill('Code style');
    await dialog.getByLabel('Agents get it').selectOption('fileMatch');
    await dialog.getByLabel('Files').fill('src/**/*.ts');
    await dialog.getByRole('button', { name: 'Make the document' }).click();
    await expect(list.getByRole('button', { name: /code-style\.md/ })).toContainText(/With files ?src/);
    const editor = await joinAs(browser, server, owner, { name: 'Edda', role: 'editor' });
    await editor.goto('/home/projects/front-door/steering?document=code-style.md');
    await typeAtEnd(editor, 'Names are whole words.');
    await expect(owner.locator('.monaco-editor').first()).toContainText('Names are whole words.');
    await typeAtEnd(owner, ' No tabs.');
    await expect(editor.locator('.monaco-editor').first()).toContainText('whole words. No tabs.');
    await owner.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Page' }).click();
    await expect(owner.getByRole('article', { name: /as it reads/ })).toContainText('Names are whole words. No tabs.');
    await owner.getByRole('link', { name: 'Repository' }).click();
    await expect(owner.getByRole('navigation', { name: 'Files' }).getByRole('button', { name: /code-style/ })).toContainText('New');
    await expect(owner.getByText('Co-authors: Edda')).toBeVisible();
    await editor.context().close();
  });

  await test.step('nothing is different until somebody writes; then the difference is shown and committed to a branch', async () => {
    await owner.goto('/home/projects/front-door/repository?spec=door');
    await expect(owner.getByText('The branch has everything as it is here.')).toBeVisible();
    await owner.goto('/home/projects/front-door/specs/door?view=source');
    await expect(owner.getByRole('tabpanel', { name: 'Requirements' })).toContainText('THE Door SHALL open');
    await typeAtEnd(owner, '3. THE Door SHALL be blue.');
    await owner.getByRole('link', { name: 'Repository' }).click();
    await expect(owner.getByRole('navigation', { name: 'Files' }).getByRole('button', { name: /requirements/ })).toContainText(
      'Changed here',
    );
    await expect(owner.getByRole('region', { name: `Change of ${path}` })).toContainText('THE Door SHALL be blue.');
    await owner.getByRole('button', { name: 'Commit 1 file' }).click();
    await expect(owner.getByRole('status').filter({ hasText: 'specs/door' })).toBeVisible();
    await expect(owner.getByRole('button', { name: 'Nothing to commit' })).toBeVisible();
    const { id } = await project(owner);
    const written = await gitBytes(['cat-file', 'blob', `specs/door:${path}`], { gitDir: join(server.dataPath, 'mirrors', `${id}.git`) });
    expect(written.toString()).toBe(`${text}3. THE Door SHALL be blue.`);
  });

  await test.step('what changes in the repository comes as suggestions, and waits for a decision', async () => {
    await commit(source, { [path]: text.replace('SHALL close', 'SHALL close softly') });
    await owner.getByRole('button', { name: 'Look for changes there' }).click();
    await expect(owner.getByRole('navigation', { name: 'Files' }).getByRole('button', { name: /requirements/ })).toContainText(
      'Suggestions wait',
    );
    await owner.getByRole('link', { name: 'requirements.md' }).click();
    const card = owner.getByRole('article', { name: /Suggestion of Repository, main/ });
    await expect(card).toContainText('softly');
    await card.getByRole('button', { name: /Accept/ }).click();
    await expect(owner.getByRole('tabpanel', { name: 'Requirements' })).toContainText('SHALL close softly');
    await owner.getByRole('link', { name: 'Repository' }).click();
    await owner.getByLabel('Branch').fill('main');
    await owner.keyboard.press('Enter');
    await expect(owner.getByText('The default branch: runs begin from it.')).toBeVisible();
    await owner.getByRole('button', { name: 'Commit 1 file' }).click();
    await expect(owner.getByRole('button', { name: 'Nothing to commit' })).toBeVisible();
    const { id } = await project(owner);
    const written = await gitBytes(['cat-file', 'blob', `main:${path}`], { gitDir: join(server.dataPath, 'mirrors', `${id}.git`) });
    expect(written.toString()).toBe(`${text.replace('SHALL close', 'SHALL close softly')}3. THE Door SHALL be blue.`);
  });
});

async function project(page: Page): Promise<{ id: string }> {
  const input = encodeURIComponent(JSON.stringify({ json: { organization: 'home', project: 'front-door' } }));
  const answer = await page.request.get(`/api/trpc/projects.get?input=${input}`);
  return ((await answer.json()) as { result: { data: { json: { id: string } } } }).result.data.json;
}
