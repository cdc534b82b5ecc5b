import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitWorktree } from './commit.ts';
import { commitFiles } from './commit-files.ts';
import { at, author, failureOf, inRepository, makeWorktree, prepareWorkspaceTests } from './workspace-fixture.ts';

prepareWorkspaceTests();

test('edits of a person are committed in their name with what the agent had begun, and stand in the worktree', async () => {
  const { worktree, mirrorPath } = await makeWorktree();
  const file = (name: string) => join(at.worktreePath, name);
  await writeFile(file('src/price.ts'), 'export const price = 2;\n');
  await writeFile(file('new.ts'), 'of the agent\n');
  const price = { path: 'src/price.ts', before: 'export const price = 2;\n', after: 'export const price = 3;\n' };
  const notes = { path: 'docs/notes.md', before: null, after: 'Mine.\n' };
  const { commit } = await commitFiles({ ...worktree, edits: [price, notes], message: 'By hand', author });
  expect(inRepository(mirrorPath, 'log', '-1', '--format=%an %s', commit)).toBe('Ada By hand');
  expect(inRepository(mirrorPath, 'ls-tree', '-r', '--name-only', commit).split('\n')).toEqual([
    'README.md',
    'docs/notes.md',
    'new.ts',
    'src/price.ts',
  ]);
  for (const [name, text] of [
    ['src/price.ts', price.after],
    ['docs/notes.md', notes.after],
    ['new.ts', 'of the agent\n'],
  ] as const)
    expect(await readFile(file(name), 'utf8')).toBe(text);
  // What comes after builds upon it.
  const later = await commitWorktree({ ...worktree, message: 'Agent', author });
  expect(later).toEqual({ commit, files: 0 });
  const gone = { path: 'new.ts', before: 'of the agent\n', after: null };
  await commitFiles({ ...worktree, edits: [gone], message: 'Removed', author });
  await expect(readFile(file('new.ts'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a file that has changed since it was read, and a path that leads out, are refused and change nothing', async () => {
  const { worktree, mirrorPath, baseCommit } = await makeWorktree();
  await symlink('/etc', join(at.worktreePath, 'link'));
  for (const edit of [
    { path: 'src/price.ts', before: 'something else', after: 'mine' },
    { path: 'README.md', before: null, after: 'mine' },
    ...['../out.ts', '/etc/motd', '.git/config', 'src/../../x', 'a/.GIT/hooks/pre-commit', 'link/motd', ''].map((path) => ({
      path,
      before: null,
      after: 'mine',
    })),
  ])
    expect((await failureOf(commitFiles({ ...worktree, edits: [edit], message: 'By hand', author }))).code).toBe('invalid');
  expect(inRepository(mirrorPath, 'rev-parse', 'plumbline/run-1')).toBe(baseCommit);
  expect(await readFile(join(at.worktreePath, 'src/price.ts'), 'utf8')).toBe('export const price = 1;\n');
});
