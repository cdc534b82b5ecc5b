import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitWorktree, snapshotTree } from './commit.ts';
import { diffWorktree } from './diff.ts';
import { listFiles } from './mirror.ts';
import { at, author, inRepository, makeWorktree, prepareWorkspaceTests, put } from './workspace-fixture.ts';
import { adminPathOf, closeWorktree, openWorktree } from './worktree.ts';

prepareWorkspaceTests();

describe('a hostile worktree', () => {
  const trap = () => `#!/bin/sh\ntouch ${at.folder}/ran\n`;

  test('with a repository of its own in place of .git is committed to the right branch, and nothing of it runs', async () => {
    const { worktree } = await makeWorktree();
    rmSync(path.join(at.worktreePath, '.git'));
    inRepository(at.worktreePath, 'init', '--quiet');
    put(at.worktreePath, { '.git/hooks/pre-commit': trap(), '.git/hooks/reference-transaction': trap(), trap: trap(), 'new.txt': '1' });
    for (const file of ['.git/hooks/pre-commit', '.git/hooks/reference-transaction', 'trap'])
      chmodSync(path.join(at.worktreePath, file), 0o755);
    inRepository(at.worktreePath, 'config', 'core.fsmonitor', path.join(at.worktreePath, 'trap'));
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    expect(inRepository(at.mirrorPath, 'rev-parse', 'plumbline/run-1')).toBe(commit);
    expect(readFileSync(path.join(at.worktreePath, '.git'), 'utf8')).toBe(`gitdir: ${adminPathOf(worktree)}\n`);
    expect(existsSync(path.join(at.folder, 'ran'))).toBe(false);
  });

  test('with repositories inside has their files committed, and nothing of them runs', async () => {
    const { worktree } = await makeWorktree();
    for (const name of ['sub', 'deep/er/empty']) {
      put(at.worktreePath, {
        [`${name}/a.txt`]: 'a',
        [`${name}/b/c.txt`]: 'c',
        [`${name}/node_modules/x.js`]: '',
        [`${name}/trap`]: trap(),
      });
      chmodSync(path.join(at.worktreePath, name, 'trap'), 0o755);
      inRepository(path.join(at.worktreePath, name), 'init', '--quiet');
    }
    inRepository(path.join(at.worktreePath, 'sub'), 'add', 'a.txt');
    inRepository(path.join(at.worktreePath, 'sub'), 'commit', '--quiet', '--message=x');
    inRepository(path.join(at.worktreePath, 'sub'), 'config', 'core.fsmonitor', path.join(at.worktreePath, 'sub/trap'));
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    const names = (await listFiles(at.mirrorPath, commit)).map(({ path }) => path).filter((name) => /^(sub|deep)/.test(name));
    expect(names).toEqual(['deep/er/empty/a.txt', 'deep/er/empty/b/c.txt', 'deep/er/empty/trap', 'sub/a.txt', 'sub/b/c.txt', 'sub/trap']);
    expect(existsSync(path.join(at.folder, 'ran'))).toBe(false);
  });

  test('with a link in place of a folder gives nothing of what the link leads to', async () => {
    const { baseCommit, worktree } = await makeWorktree({ 'src/secret.txt': 'ours', 'src/same.txt': 'same', 'README.md': 'x' });
    put(at.folder, { 'outside/secret.txt': 'theirs', 'outside/same.txt': 'same' });
    rmSync(path.join(at.worktreePath, 'src'), { recursive: true });
    symlinkSync(path.join(at.folder, 'outside'), path.join(at.worktreePath, 'src'));
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    expect((await listFiles(at.mirrorPath, commit)).map(({ path, mode }) => `${mode} ${path}`)).toEqual(['100644 README.md', '120000 src']);
    expect(JSON.stringify(await diffWorktree({ mirrorPath: at.mirrorPath, commit, baseCommit }))).not.toContain('theirs');
  });

  test('with pipes, loops of links and deep folders is committed and removed', async () => {
    const { worktree } = await makeWorktree();
    execFileSync('mkfifo', [path.join(at.worktreePath, 'pipe')]);
    symlinkSync('.', path.join(at.worktreePath, 'loop'));
    rmSync(path.join(at.worktreePath, 'README.md'));
    execFileSync('mkfifo', [path.join(at.worktreePath, 'README.md')]);
    let inner = path.join(at.worktreePath, 'deep');
    mkdirSync(inner);
    for (let i = 0; i < 30; i += 1) {
      // Deeper than a path may be long: the folders are joined from the inside out.
      const next = path.join(at.folder, `d${i}`);
      mkdirSync(next);
      renameSync(inner, path.join(next, 'x'.repeat(200)));
      inner = next;
    }
    renameSync(inner, path.join(at.worktreePath, 'deep'));
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    expect((await listFiles(at.mirrorPath, commit)).map(({ path }) => path)).toEqual(['loop', 'src/price.ts']);
    await closeWorktree(worktree);
    expect(lstatSync(at.worktreePath, { throwIfNoEntry: false })).toBeUndefined();
  });

  // Git compares times in whole seconds: an edit in the second of the checkout shows only where it reads the content.
  test('with an edit of the same length in the same second is seen as edited, at whatever moment of the second', async () => {
    const { baseCommit } = await makeWorktree({ 'a.txt': '1' });
    for (let i = 0; i < 25; i += 1) {
      const worktree = { mirrorPath: at.mirrorPath, worktreePath: `${at.worktreePath}-${i}` };
      await openWorktree({ ...worktree, branch: `b-${i}`, baseCommit });
      put(worktree.worktreePath, { 'a.txt': '2' });
      expect(await snapshotTree(worktree)).not.toBe(baseCommit);
    }
  });
});
