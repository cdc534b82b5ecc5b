import { chmodSync, linkSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitWorktree, snapshotTree } from './commit.ts';
import { diffWorktree } from './diff.ts';
import { listFiles, readFileAt } from './mirror.ts';
import { at, author, inRepository, makeWorktree, oddNames, prepareWorkspaceTests, put } from './workspace-fixture.ts';
import { adminPathOf, closeWorktree } from './worktree.ts';

prepareWorkspaceTests();

describe('a commit', () => {
  test('holds everything but what is left out, and repeating it changes nothing', async () => {
    const { baseCommit, worktree } = await makeWorktree({
      'README.md': 'hello\n',
      '.gitignore': 'dist\n',
      'gone.txt': 'x',
      'old/deep.txt': 'x',
    });
    put(at.worktreePath, {
      'new/a.ts': '1',
      'dist/out.js': '1',
      'node_modules/x/index.js': '1',
      'pkg/node_modules/y.js': '1',
      '.plumbline-check/report.json': '{}',
      'run.sh': '#!/bin/sh\n',
    });
    chmodSync(path.join(at.worktreePath, 'run.sh'), 0o755);
    rmSync(path.join(at.worktreePath, 'gone.txt'));
    rmSync(path.join(at.worktreePath, 'old'), { recursive: true });
    put(at.worktreePath, { old: 'now a file' });
    const first = await commitWorktree({ ...worktree, message: 'work', author });
    const files = await listFiles(at.mirrorPath, first.commit);
    expect(files.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
      '100644 .gitignore',
      '100644 README.md',
      '100644 new/a.ts',
      '100644 old',
      '100755 run.sh',
    ]);
    expect(first.files).toBe(5);
    expect(await commitWorktree({ ...worktree, message: 'work', author })).toEqual(first);
    expect(await commitWorktree({ ...worktree, message: 'other', author })).toEqual({ commit: first.commit, files: 0 });
    expect(inRepository(at.mirrorPath, 'log', '-1', '--format=%an %ae %cn %P', first.commit)).toBe(
      `Ada ada@example.org Plumbline ${baseCommit}`,
    );
  });

  test('takes odd names, names that are not UTF-8, links and empty files', async () => {
    const { baseCommit, worktree } = await makeWorktree();
    put(at.worktreePath, Object.fromEntries(oddNames.map((name) => [name, name])));
    writeFileSync(Buffer.concat([Buffer.from(`${at.worktreePath}/latin-`), Buffer.from([0xe9])]), 'é');
    writeFileSync(path.join(at.worktreePath, 'empty'), '');
    symlinkSync('/etc/shadow', path.join(at.worktreePath, 'link'));
    const { commit, files } = await commitWorktree({ ...worktree, message: 'odd', author });
    expect(files).toBe(oddNames.length + 3);
    const changes = await diffWorktree({ mirrorPath: at.mirrorPath, commit, baseCommit });
    for (const name of oddNames) expect(changes.find((change) => change.path === name)).toMatchObject({ status: 'added', after: name });
    expect(changes.find(({ path }) => path === 'link')?.after).toBe('/etc/shadow');
    expect(changes.find(({ path }) => path === 'empty')).toMatchObject({ after: '', added: 0 });
  });

  test('crashing anywhere, it is done once', async () => {
    const { baseCommit, worktree } = await makeWorktree();
    put(at.worktreePath, { 'new.txt': '1' });
    const admin = adminPathOf(worktree);
    const before = readFileSync(path.join(admin, 'index'));
    const done = await commitWorktree({ ...worktree, message: 'work', author });
    // The branch was moved, the index not yet written.
    writeFileSync(path.join(admin, 'index'), before);
    expect(await commitWorktree({ ...worktree, message: 'work', author })).toEqual(done);
    expect(inRepository(at.mirrorPath, 'rev-list', '--count', `${baseCommit}..${done.commit}`)).toBe('1');
    expect(readdirSync(admin).filter((name) => name.startsWith('index.'))).toEqual([]);
  });

  test('work in progress gets a name that depends on its content alone, and moves nothing', async () => {
    const { baseCommit, worktree } = await makeWorktree();
    expect(await snapshotTree(worktree)).toBe(baseCommit);
    put(at.worktreePath, { 'new.txt': '1' });
    const first = await snapshotTree(worktree);
    expect(await snapshotTree(worktree)).toBe(first);
    expect(await readFileAt(at.mirrorPath, first, 'new.txt', 10)).toEqual(Buffer.from('1'));
    expect(inRepository(at.mirrorPath, 'rev-parse', 'plumbline/run-1')).toBe(baseCommit);
    put(at.worktreePath, { 'new.txt': '2' });
    expect(await snapshotTree(worktree)).not.toBe(first);
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    expect(await snapshotTree(worktree)).toBe(commit);
  });
});

describe('a diff', () => {
  test('tells added, modified, deleted and renamed, text and binary, now and when the worktree is gone', async () => {
    const long = Array.from({ length: 40 }, (_, i) => `line ${i}\n`).join('');
    const { baseCommit, worktree } = await makeWorktree({
      'a.txt': 'one\ntwo\n',
      'gone.txt': 'x\n',
      'old name.txt': long,
      'pic.bin': Buffer.from([0, 1, 2]),
    });
    put(at.worktreePath, {
      'a.txt': '\ufeffone\nthree\nfour\n',
      'new.txt': 'new\n',
      'pic.bin': Buffer.from([0, 1, 3]),
      'big.txt': 'x'.repeat(600 * 1024),
    });
    rmSync(path.join(at.worktreePath, 'gone.txt'));
    renameSync(path.join(at.worktreePath, 'old name.txt'), path.join(at.worktreePath, 'new\nname.txt'));
    const live = await diffWorktree({ ...worktree, baseCommit });
    const same = { previousPath: null, isBinary: false, isTruncated: false };
    expect(live).toEqual([
      { ...same, path: 'a.txt', status: 'modified', added: 3, removed: 2, before: 'one\ntwo\n', after: '\ufeffone\nthree\nfour\n' },
      { ...same, path: 'big.txt', status: 'added', added: 1, removed: 0, before: null, after: null, isTruncated: true },
      { ...same, path: 'gone.txt', status: 'deleted', added: 0, removed: 1, before: 'x\n', after: null },
      { ...same, path: 'new\nname.txt', previousPath: 'old name.txt', status: 'renamed', added: 0, removed: 0, before: long, after: long },
      { ...same, path: 'new.txt', status: 'added', added: 1, removed: 0, before: null, after: 'new\n' },
      { ...same, path: 'pic.bin', status: 'modified', added: 0, removed: 0, before: null, after: null, isBinary: true },
    ]);
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    await closeWorktree(worktree);
    expect(await diffWorktree({ mirrorPath: at.mirrorPath, commit, baseCommit })).toEqual(live);
  });

  test('a file cannot be hidden by declaring it binary', async () => {
    const { baseCommit, worktree } = await makeWorktree();
    put(at.worktreePath, { '.gitattributes': '* binary\n*.ts -diff filter=x\n', 'src/price.ts': 'export const price = 2;\n' });
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    expect(
      (await diffWorktree({ mirrorPath: at.mirrorPath, commit, baseCommit })).find(({ path }) => path === 'src/price.ts'),
    ).toMatchObject({
      added: 1,
      removed: 1,
      isBinary: false,
    });
  });

  test('a second name of a file outside is committed as it is, and stays what it was outside', async () => {
    const { worktree } = await makeWorktree();
    put(at.folder, { 'outside.txt': 'theirs' });
    linkSync(path.join(at.folder, 'outside.txt'), path.join(at.worktreePath, 'inside.txt'));
    await commitWorktree({ ...worktree, message: 'work', author });
    await closeWorktree(worktree);
    expect(readFileSync(path.join(at.folder, 'outside.txt'), 'utf8')).toBe('theirs');
  });
});
