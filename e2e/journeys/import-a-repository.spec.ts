import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { git, gitBytes } from '#server/workspaces/git.ts';
import { expect, joinAs, test } from '../fixtures.ts';

const path = '.kiro/specs/door/requirements.md';
const text =
  '\uFEFF# Requirements Document\r\n\r\n## Introduction\r\n\r\nA door.\r\n\r\n## Requirements\r\n\r\n### Requirement 1: Door\r\n\r\n#### Acceptance Criteria\r\n\r\n1. WHEN the bell rings, THE Door SHALL open.\r\n2. WHEN the door is open, THE Door SHALL close.\r\n';
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
  await commit(source, { [path]: text, '.kiro/steering/tech.md': '# Tech\n\nPlain words.\n' });

  await owner.goto('/home');
  await owner.getByRole('button', { name: 'Import project' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByLabel('Repository').fill(join(folder, 'nothing'));
  await dialog.getByRole('button', { name: /^Import/ }).click();
  await expect(dialog).toContainText(/does not exist|nothing|no repository/i);
  await dialog.getByLabel('Repository').fill(source);
  await dialog.getByRole('button', { name: /^Import/ }).click();
  await expect(owner.getByRole('heading', { name: 'front-door' })).toBeVisible();

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
