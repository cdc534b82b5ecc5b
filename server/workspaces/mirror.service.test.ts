import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FailureCode } from '#server/errors.ts';
import { importMirror, listFiles, readFileAt, readFilesAt } from './mirror.ts';
import { at, failureOf, inRepository, makeSource, oddNames, prepareWorkspaceTests, put } from './workspace-fixture.ts';
import { openWorktree } from './worktree.ts';

prepareWorkspaceTests();

function made(make: () => unknown): string {
  make();
  return at.source;
}

function makeEmpty(): void {
  mkdirSync(at.source);
  inRepository(at.source, 'init', '--quiet');
}

function makeBroken(): void {
  makeSource();
  rmSync(path.join(at.source, '.git/objects'), { recursive: true });
  mkdirSync(path.join(at.source, '.git/objects'));
}

describe('importing', () => {
  test('a repository becomes a mirror whose files can be listed and read', async () => {
    const head = makeSource({ 'README.md': 'hello\n', 'a/b.txt': 'b' });
    const seen: number[] = [];
    expect(await importMirror({ source: at.source, mirrorPath: at.mirrorPath, onProgress: ({ percent }) => seen.push(percent) })).toEqual({
      defaultBranch: 'main',
      headCommit: head,
    });
    expect(seen.at(-1)).toBe(100);
    expect(await listFiles(at.mirrorPath, head)).toEqual([
      { path: 'README.md', bytes: 6, mode: '100644' },
      { path: 'a/b.txt', bytes: 1, mode: '100644' },
    ]);
    expect(Buffer.from((await readFileAt(at.mirrorPath, head, 'README.md', 100)) ?? []).toString()).toBe('hello\n');
    expect(await readFileAt(at.mirrorPath, head, 'README.md', 5)).toBeNull();
    expect(await readFileAt(at.mirrorPath, head, 'nothing', 100)).toBeNull();
    expect(await readFileAt(at.mirrorPath, head, 'a', 100)).toBeNull();
  });

  test.each(['file', 'bare', 'git folder'])('it is also read as %s', async (kind) => {
    const head = makeSource();
    execFileSync('git', ['clone', '--quiet', '--bare', at.source, path.join(at.folder, 'bare.git')]);
    const address =
      { file: `file://${at.source}`, bare: path.join(at.folder, 'bare.git'), 'git folder': path.join(at.source, '.git') }[kind] ?? '';
    expect(await importMirror({ source: address, mirrorPath: at.mirrorPath })).toEqual({ defaultBranch: 'main', headCommit: head });
  });

  test('a detached head and a head without a branch both settle on a branch that exists', async () => {
    const head = makeSource();
    inRepository(at.source, 'checkout', '--quiet', '--detach');
    expect(await importMirror({ source: at.source, mirrorPath: at.mirrorPath })).toEqual({ defaultBranch: 'main', headCommit: head });
    inRepository(at.source, 'symbolic-ref', 'HEAD', 'refs/heads/unborn');
    expect(await importMirror({ source: at.source, mirrorPath: `${at.mirrorPath}-2` })).toEqual({
      defaultBranch: 'main',
      headCommit: head,
    });
  });

  test('another owner’s repository is read, its hooks are neither kept nor run', async () => {
    makeSource();
    put(at.source, { '.git/hooks/post-checkout': `#!/bin/sh\ntouch ${at.folder}/ran\n` });
    chmodSync(path.join(at.source, '.git/hooks/post-checkout'), 0o755);
    execFileSync('chown', ['-R', '12345:12345', at.source]);
    const { headCommit } = await importMirror({ source: at.source, mirrorPath: at.mirrorPath });
    await openWorktree({ mirrorPath: at.mirrorPath, worktreePath: at.worktreePath, branch: 'b', baseCommit: headCommit });
    expect(existsSync(path.join(at.mirrorPath, 'hooks'))).toBe(false);
    expect(existsSync(path.join(at.folder, 'ran'))).toBe(false);
  });

  const refused: [string, () => string, FailureCode, string][] = [
    ['nothing there', () => at.source, 'repository_not_found', 'There is no folder'],
    ['a file', () => made(() => writeFileSync(at.source, 'x')), 'repository_unreadable', 'is a file'],
    ['a plain folder', () => made(() => mkdirSync(at.source)), 'repository_unreadable', 'not a git repository'],
    ['a folder inside of a repository', () => path.join(made(makeSource), 'src'), 'repository_unreadable', 'give'],
    ['no commits', () => made(makeEmpty), 'repository_empty', 'no commits'],
    ['a broken one', () => made(makeBroken), 'repository_unreadable', 'cannot be read'],
    ['an option', () => '--upload-pack=touch /tmp/x', 'invalid', 'not the address'],
    ['a program', () => 'ext::sh -c "touch x"', 'invalid', 'neither'],
    ['a relative path', () => 'somewhere/else', 'invalid', 'absolute path'],
    ['another scheme', () => 'ftp://example.org/x', 'invalid', 'ftp://'],
    ['nobody listening', () => 'http://user:secret@127.0.0.1:9/x.git', 'repository_unreadable', 'cannot be reached'],
  ];
  test.each(refused)('%s is refused with a sentence, and nothing is left behind', async (_, address, code, words) => {
    const failure = await failureOf(importMirror({ source: address(), mirrorPath: at.mirrorPath }));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(words);
    expect(failure.message).not.toContain('secret');
    expect(existsSync(path.dirname(at.mirrorPath)) ? readdirSync(path.dirname(at.mirrorPath)) : []).toEqual([]);
  });

  test('what a killed import left is removed by the next one', async () => {
    makeSource();
    mkdirSync(`${at.mirrorPath}.importing-0123/repository.git`, { recursive: true });
    await importMirror({ source: at.source, mirrorPath: at.mirrorPath });
    expect(readdirSync(path.dirname(at.mirrorPath))).toEqual(['project.git']);
  });

  test('odd names are listed and read as they are, many at once', async () => {
    const files = Object.fromEntries(oddNames.map((name) => [name, `content of ${name}`]));
    const head = makeSource(files);
    await importMirror({ source: at.source, mirrorPath: at.mirrorPath });
    expect((await listFiles(at.mirrorPath, head)).map(({ path }) => path).sort()).toEqual([...oddNames].sort());
    const contents = await readFilesAt(at.mirrorPath, head, [...oddNames, 'missing']);
    expect(Object.fromEntries([...contents].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]))).toEqual(files);
  });

  test('links and submodules are no files to read', async () => {
    makeSource();
    symlinkSync('/etc/passwd', path.join(at.source, 'link'));
    inRepository(at.source, 'add', '--all');
    inRepository(at.source, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`);
    inRepository(at.source, 'commit', '--quiet', '--message=links');
    const { headCommit } = await importMirror({ source: at.source, mirrorPath: at.mirrorPath });
    expect((await listFiles(at.mirrorPath, headCommit)).map(({ path }) => path)).toEqual(['README.md', 'link', 'src/price.ts']);
    expect(await readFileAt(at.mirrorPath, headCommit, 'link', 1000)).toBeNull();
  });

  test('a name instead of a commit is refused', async () => {
    makeSource();
    await importMirror({ source: at.source, mirrorPath: at.mirrorPath });
    expect((await failureOf(listFiles(at.mirrorPath, '--help'))).code).toBe('invalid');
  });
});
