import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitWorktree } from './commit.ts';
import { diffWorktree } from './diff.ts';
import { importMirror, readFilesAt } from './mirror.ts';
import { at, author, inRepository, makeSource, makeWorktree, prepareWorkspaceTests, put } from './workspace-fixture.ts';
import { adminPathOf, closeWorktree, openWorktree } from './worktree.ts';

prepareWorkspaceTests();

describe('a worktree', () => {
  test('is made on its branch, found again with its files, and leaves its branch', async () => {
    const { baseCommit, worktree } = await makeWorktree();
    put(at.worktreePath, { 'new.txt': 'new' });
    expect(await openWorktree({ ...worktree, branch: 'plumbline/run-1', baseCommit })).toEqual({ headCommit: baseCommit, isNew: false });
    expect(readFileSync(path.join(at.worktreePath, 'new.txt'), 'utf8')).toBe('new');
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    await closeWorktree(worktree);
    await closeWorktree(worktree);
    expect(existsSync(at.worktreePath)).toBe(false);
    expect(inRepository(at.mirrorPath, 'rev-parse', 'plumbline/run-1')).toBe(commit);
    expect(await openWorktree({ ...worktree, branch: 'plumbline/run-1', baseCommit })).toEqual({ headCommit: commit, isNew: true });
    expect(readFileSync(path.join(at.worktreePath, 'new.txt'), 'utf8')).toBe('new');
  });

  const unready = (admin: string) => rmSync(path.join(admin, 'plumbline-ready'));
  const remove = (folder: string) => rmSync(folder, { recursive: true });
  const crashes: [string, (admin: string) => unknown[]][] = [
    ['before the checkout was done', (admin) => [unready(admin), remove(path.join(at.worktreePath, 'src'))]],
    ['with the branch made and nothing else', (admin) => [remove(admin), remove(at.worktreePath)]],
    ['with the folder gone', () => [remove(at.worktreePath)]],
    ['with git’s side gone', (admin) => [remove(admin)]],
    ['in the middle of being closed', (admin) => [unready(admin), remove(path.join(at.worktreePath, 'README.md'))]],
  ];
  test.each(crashes)('after a crash %s it is made whole', async (_, crash) => {
    const { baseCommit, worktree } = await makeWorktree();
    crash(adminPathOf(worktree));
    await openWorktree({ ...worktree, branch: 'plumbline/run-1', baseCommit });
    expect(await diffWorktree({ ...worktree, baseCommit })).toEqual([]);
    expect(readFileSync(path.join(at.worktreePath, 'src/price.ts'), 'utf8')).toContain('price');
  });

  test('its files are the bytes of the commit, whatever the repository’s attributes ask for', async () => {
    const files = { '.gitattributes': '* text eol=crlf\n*.txt binary\n', 'a.txt': 'one\n', 'b.md': 'one\r\ntwo\n' };
    makeSource({ 'a.txt': 'x' });
    put(at.source, files);
    inRepository(at.source, '-c', 'core.attributesFile=/dev/null', 'add', '--all');
    inRepository(at.source, 'commit', '--quiet', '--message=attributes');
    const { headCommit } = await importMirror({ source: at.source, mirrorPath: at.mirrorPath });
    await openWorktree({ mirrorPath: at.mirrorPath, worktreePath: at.worktreePath, branch: 'b', baseCommit: headCommit });
    const committed = await readFilesAt(at.mirrorPath, headCommit, Object.keys(files));
    for (const name of Object.keys(files))
      expect(readFileSync(path.join(at.worktreePath, name)).equals(committed.get(name) ?? Buffer.from('-'))).toBe(true);
    put(at.worktreePath, { 'a.txt': 'two\r\n' });
    expect(await diffWorktree({ mirrorPath: at.mirrorPath, worktreePath: at.worktreePath, baseCommit: headCommit })).toMatchObject([
      { path: 'a.txt', before: 'one\n', after: 'two\r\n', added: 1, removed: 1, isBinary: false },
    ]);
  });
});
