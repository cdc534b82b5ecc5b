import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from '#server/workspaces/git.ts';
import { expect, test } from '../fixtures.ts';

const text =
  '\uFEFF# Requirements Document\r\n\r\n## Introduction\r\n\r\nA door.\r\n\r\n## Requirements\r\n\r\n### Requirement 1: Door\r\n\r\n#### Acceptance Criteria\r\n\r\n1. WHEN the bell rings, THE Door SHALL open.\r\n';

test('a repository is imported with its bytes as they are; what cannot be is said in a sentence', async ({ owner }) => {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-journey-'));
  try {
    const source = join(folder, 'front-door');
    await mkdir(join(source, '.kiro/specs/door'), { recursive: true });
    await writeFile(join(source, '.kiro/specs/door/requirements.md'), text);
    await git(['init', '--quiet', '--initial-branch=main', source]);
    const env = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };
    const repository = { gitDir: join(source, '.git'), workTree: source, env };
    await git(['add', '--all'], repository);
    await git(['commit', '--quiet', '--message=door'], repository);

    await owner.goto('/home');
    await owner.getByRole('button', { name: 'Import project' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Repository').fill(join(folder, 'nothing'));
    await dialog.getByRole('button', { name: /^Import/ }).click();
    await expect(dialog).toContainText(/does not exist|nothing|no repository/i);
    await dialog.getByLabel('Repository').fill(source);
    await dialog.getByRole('button', { name: /^Import/ }).click();
    await expect(owner.getByRole('heading', { name: 'front-door' })).toBeVisible();
    await owner.getByRole('link', { name: /door/i }).last().click();
    await expect(owner.getByRole('tabpanel', { name: 'Requirements' })).toContainText('THE Door SHALL open');

    const call = async (path: string, input: object) => {
      const answer = await owner.request.get(
        `/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify({ json: { organization: 'home', ...input } }))}`,
      );
      return ((await answer.json()) as { result: { data: { json: Record<string, never> } } }).result.data.json;
    };
    const spec = (await call('specs.get', { project: 'front-door', spec: 'door' })) as unknown as { documents: { id: string }[] };
    const exported = (await call('documents.export', { documentId: spec.documents[0]?.id })) as unknown as { bytes: number[] };
    expect(Buffer.from(exported.bytes).toString('utf8')).toBe(text);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
