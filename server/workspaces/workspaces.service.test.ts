import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '#server/errors.ts';
import { commitWorktree, snapshotTree } from './commit.ts';
import { diffWorktree } from './diff.ts';
import { importMirror, listFiles, mirrorPathOf, readFileAt, readFilesAt } from './mirror.ts';
import { adminPathOf, closeWorktree, openWorktree, worktreePathOf } from './worktree.ts';

const root = mkdtempSync(path.join(tmpdir(), 'plumbline-workspaces-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const author = { name: 'Ada', email: 'ada@example.org' };
const oddNames = [
  'a b.txt',
  'new\nline.txt',
  'quo"te\'s.txt',
  'tab\there.txt',
  'ünï→😀.txt',
  '-rf',
  ':(glob)*',
  'back\\slash',
  `${'long'.repeat(60)}.txt`,
];

let folder: string;
let source: string;
let mirrorPath: string;
let worktreePath: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(root, 'case-'));
  source = path.join(folder, 'source');
  mirrorPath = mirrorPathOf(path.join(folder, 'data'), 'project');
  worktreePath = worktreePathOf(path.join(folder, 'data'), 'run-1');
});

function inRepository(repository: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Someone', '-c', 'user.email=someone@example.org'];
  return execFileSync('git', [...who, ...args], { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

function put(base: string, files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.join(base, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(base, name), content);
  }
}

function makeSource(
  files: Record<string, string | Buffer> = { 'README.md': 'hello\n', 'src/price.ts': 'export const price = 1;\n' },
): string {
  mkdirSync(source, { recursive: true });
  inRepository(source, 'init', '--quiet', '--initial-branch=main');
  put(source, files);
  inRepository(source, 'add', '--all');
  inRepository(source, 'commit', '--quiet', '--message=first');
  return inRepository(source, 'rev-parse', 'HEAD');
}

async function makeWorktree(files?: Record<string, string | Buffer>) {
  const baseCommit = makeSource(files);
  await importMirror({ source, mirrorPath });
  await openWorktree({ mirrorPath, worktreePath, branch: 'plumbline/run-1', baseCommit });
  return { baseCommit, worktree: { mirrorPath, worktreePath } };
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => expect.unreachable('it should have been refused'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure; // just asserted
}

describe('importing', () => {
  test('a repository becomes a mirror whose files can be listed and read', async () => {
    const head = makeSource({ 'README.md': 'hello\n', 'a/b.txt': 'b' });
    const seen: number[] = [];
    expect(await importMirror({ source, mirrorPath, onProgress: ({ percent }) => seen.push(percent) })).toEqual({
      defaultBranch: 'main',
      headCommit: head,
    });
    expect(seen.at(-1)).toBe(100);
    expect(await listFiles(mirrorPath, head)).toEqual([
      { path: 'README.md', bytes: 6, mode: '100644' },
      { path: 'a/b.txt', bytes: 1, mode: '100644' },
    ]);
    expect(Buffer.from((await readFileAt(mirrorPath, head, 'README.md', 100)) ?? []).toString()).toBe('hello\n');
    expect(await readFileAt(mirrorPath, head, 'README.md', 5)).toBeNull();
    expect(await readFileAt(mirrorPath, head, 'nothing', 100)).toBeNull();
    expect(await readFileAt(mirrorPath, head, 'a', 100)).toBeNull();
  });

  test.each(['file', 'bare', 'git folder'])('it is also read as %s', async (kind) => {
    const head = makeSource();
    execFileSync('git', ['clone', '--quiet', '--bare', source, path.join(folder, 'bare.git')]);
    const address = { file: `file://${source}`, bare: path.join(folder, 'bare.git'), 'git folder': path.join(source, '.git') }[kind] ?? '';
    expect(await importMirror({ source: address, mirrorPath })).toEqual({ defaultBranch: 'main', headCommit: head });
  });

  test('a detached head and a head without a branch both settle on a branch that exists', async () => {
    const head = makeSource();
    inRepository(source, 'checkout', '--quiet', '--detach');
    expect(await importMirror({ source, mirrorPath })).toEqual({ defaultBranch: 'main', headCommit: head });
    inRepository(source, 'symbolic-ref', 'HEAD', 'refs/heads/unborn');
    expect(await importMirror({ source, mirrorPath: `${mirrorPath}-2` })).toEqual({ defaultBranch: 'main', headCommit: head });
  });

  test('another owner’s repository is read, its hooks are neither kept nor run', async () => {
    makeSource();
    put(source, { '.git/hooks/post-checkout': `#!/bin/sh\ntouch ${folder}/ran\n` });
    chmodSync(path.join(source, '.git/hooks/post-checkout'), 0o755);
    execFileSync('chown', ['-R', '12345:12345', source]);
    const { headCommit } = await importMirror({ source, mirrorPath });
    await openWorktree({ mirrorPath, worktreePath, branch: 'b', baseCommit: headCommit });
    expect(existsSync(path.join(mirrorPath, 'hooks'))).toBe(false);
    expect(existsSync(path.join(folder, 'ran'))).toBe(false);
  });

  test.each([
    ['nothing there', () => source, 'repository_not_found', 'There is no folder'],
    ['a file', () => (put(folder, { source: 'x' }), source), 'repository_unreadable', 'is a file'],
    ['a plain folder', () => (mkdirSync(source), source), 'repository_unreadable', 'not a git repository'],
    ['a folder inside of a repository', () => (makeSource(), path.join(source, 'src')), 'repository_unreadable', 'give'],
    ['no commits', () => (mkdirSync(source), inRepository(source, 'init', '--quiet'), source), 'repository_empty', 'no commits'],
    [
      'a broken one',
      () => (
        makeSource(), rmSync(path.join(source, '.git/objects'), { recursive: true }), mkdirSync(path.join(source, '.git/objects')), source
      ),
      'repository_unreadable',
      'cannot be read',
    ],
    ['an option', () => '--upload-pack=touch /tmp/x', 'invalid', 'not the address'],
    ['a program', () => 'ext::sh -c "touch x"', 'invalid', 'neither'],
    ['a relative path', () => 'somewhere/else', 'invalid', 'absolute path'],
    ['another scheme', () => 'ftp://example.org/x', 'invalid', 'ftp://'],
    ['nobody listening', () => 'http://user:secret@127.0.0.1:9/x.git', 'repository_unreadable', 'cannot be reached'],
  ])('%s is refused with a sentence, and nothing is left behind', async (_, address, code, words) => {
    const failure = await failureOf(importMirror({ source: address(), mirrorPath }));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(words);
    expect(failure.message).not.toContain('secret');
    expect(existsSync(path.dirname(mirrorPath)) ? readdirSync(path.dirname(mirrorPath)) : []).toEqual([]);
  });

  test('what a killed import left is removed by the next one', async () => {
    makeSource();
    mkdirSync(`${mirrorPath}.importing-0123/repository.git`, { recursive: true });
    await importMirror({ source, mirrorPath });
    expect(readdirSync(path.dirname(mirrorPath))).toEqual(['project.git']);
  });

  test('odd names are listed and read as they are, many at once', async () => {
    const files = Object.fromEntries(oddNames.map((name) => [name, `content of ${name}`]));
    const head = makeSource(files);
    await importMirror({ source, mirrorPath });
    expect((await listFiles(mirrorPath, head)).map(({ path }) => path).sort()).toEqual([...oddNames].sort());
    const contents = await readFilesAt(mirrorPath, head, [...oddNames, 'missing']);
    expect(Object.fromEntries([...contents].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]))).toEqual(files);
  });

  test('links and submodules are no files to read', async () => {
    makeSource();
    symlinkSync('/etc/passwd', path.join(source, 'link'));
    inRepository(source, 'add', '--all');
    inRepository(source, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`);
    inRepository(source, 'commit', '--quiet', '--message=links');
    const { headCommit } = await importMirror({ source, mirrorPath });
    expect((await listFiles(mirrorPath, headCommit)).map(({ path }) => path)).toEqual(['README.md', 'link', 'src/price.ts']);
    expect(await readFileAt(mirrorPath, headCommit, 'link', 1000)).toBeNull();
  });

  test('a name instead of a commit is refused', async () => {
    makeSource();
    await importMirror({ source, mirrorPath });
    expect((await failureOf(listFiles(mirrorPath, '--help'))).code).toBe('invalid');
  });
});

describe('a worktree', () => {
  test('is made on its branch, found again with its files, and leaves its branch', async () => {
    const { baseCommit, worktree } = await makeWorktree();
    put(worktreePath, { 'new.txt': 'new' });
    expect(await openWorktree({ ...worktree, branch: 'plumbline/run-1', baseCommit })).toEqual({ headCommit: baseCommit, isNew: false });
    expect(readFileSync(path.join(worktreePath, 'new.txt'), 'utf8')).toBe('new');
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    await closeWorktree(worktree);
    await closeWorktree(worktree);
    expect(existsSync(worktreePath)).toBe(false);
    expect(inRepository(mirrorPath, 'rev-parse', 'plumbline/run-1')).toBe(commit);
    expect(await openWorktree({ ...worktree, branch: 'plumbline/run-1', baseCommit })).toEqual({ headCommit: commit, isNew: true });
    expect(readFileSync(path.join(worktreePath, 'new.txt'), 'utf8')).toBe('new');
  });

  const crashes: [string, (admin: string) => void][] = [
    [
      'before the checkout was done',
      (admin) => (rmSync(path.join(admin, 'plumbline-ready')), rmSync(path.join(worktreePath, 'src'), { recursive: true })),
    ],
    ['with the branch made and nothing else', (admin) => (rmSync(admin, { recursive: true }), rmSync(worktreePath, { recursive: true }))],
    ['with the folder gone', () => rmSync(worktreePath, { recursive: true })],
    ['with git’s side gone', (admin) => rmSync(admin, { recursive: true })],
    [
      'in the middle of being closed',
      (admin) => (rmSync(path.join(admin, 'plumbline-ready')), rmSync(path.join(worktreePath, 'README.md'))),
    ],
  ];
  test.each(crashes)('after a crash %s it is made whole', async (_, crash) => {
    const { baseCommit, worktree } = await makeWorktree();
    crash(adminPathOf(worktree));
    await openWorktree({ ...worktree, branch: 'plumbline/run-1', baseCommit });
    expect(await diffWorktree({ ...worktree, baseCommit })).toEqual([]);
    expect(readFileSync(path.join(worktreePath, 'src/price.ts'), 'utf8')).toContain('price');
  });

  test('its files are the bytes of the commit, whatever the repository’s attributes ask for', async () => {
    const files = { '.gitattributes': '* text eol=crlf\n*.txt binary\n', 'a.txt': 'one\n', 'b.md': 'one\r\ntwo\n' };
    makeSource({ 'a.txt': 'x' });
    put(source, files);
    inRepository(source, '-c', 'core.attributesFile=/dev/null', 'add', '--all');
    inRepository(source, 'commit', '--quiet', '--message=attributes');
    const { headCommit } = await importMirror({ source, mirrorPath });
    await openWorktree({ mirrorPath, worktreePath, branch: 'b', baseCommit: headCommit });
    const committed = await readFilesAt(mirrorPath, headCommit, Object.keys(files));
    for (const name of Object.keys(files))
      expect(readFileSync(path.join(worktreePath, name)).equals(committed.get(name) ?? Buffer.from('-'))).toBe(true);
    put(worktreePath, { 'a.txt': 'two\r\n' });
    expect(await diffWorktree({ mirrorPath, worktreePath, baseCommit: headCommit })).toMatchObject([
      { path: 'a.txt', before: 'one\n', after: 'two\r\n', added: 1, removed: 1, isBinary: false },
    ]);
  });
});

describe('a commit', () => {
  test('holds everything but what is left out, and repeating it changes nothing', async () => {
    const { baseCommit, worktree } = await makeWorktree({
      'README.md': 'hello\n',
      '.gitignore': 'dist\n',
      'gone.txt': 'x',
      'old/deep.txt': 'x',
    });
    put(worktreePath, {
      'new/a.ts': '1',
      'dist/out.js': '1',
      'node_modules/x/index.js': '1',
      'pkg/node_modules/y.js': '1',
      '.plumbline-check/report.json': '{}',
      'run.sh': '#!/bin/sh\n',
    });
    chmodSync(path.join(worktreePath, 'run.sh'), 0o755);
    rmSync(path.join(worktreePath, 'gone.txt'));
    rmSync(path.join(worktreePath, 'old'), { recursive: true });
    put(worktreePath, { old: 'now a file' });
    const first = await commitWorktree({ ...worktree, message: 'work', author });
    const files = await listFiles(mirrorPath, first.commit);
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
    expect(inRepository(mirrorPath, 'log', '-1', '--format=%an %ae %cn %P', first.commit)).toBe(
      `Ada ada@example.org Plumbline ${baseCommit}`,
    );
  });

  test('takes odd names, names that are not UTF-8, links and empty files', async () => {
    const { baseCommit, worktree } = await makeWorktree();
    put(worktreePath, Object.fromEntries(oddNames.map((name) => [name, name])));
    writeFileSync(Buffer.concat([Buffer.from(`${worktreePath}/latin-`), Buffer.from([0xe9])]), 'é');
    writeFileSync(path.join(worktreePath, 'empty'), '');
    symlinkSync('/etc/shadow', path.join(worktreePath, 'link'));
    const { commit, files } = await commitWorktree({ ...worktree, message: 'odd', author });
    expect(files).toBe(oddNames.length + 3);
    const changes = await diffWorktree({ mirrorPath, commit, baseCommit });
    for (const name of oddNames) expect(changes.find((change) => change.path === name)).toMatchObject({ status: 'added', after: name });
    expect(changes.find(({ path }) => path === 'link')?.after).toBe('/etc/shadow');
    expect(changes.find(({ path }) => path === 'empty')).toMatchObject({ after: '', added: 0 });
  });

  test('crashing anywhere, it is done once', async () => {
    const { baseCommit, worktree } = await makeWorktree();
    put(worktreePath, { 'new.txt': '1' });
    const admin = adminPathOf(worktree);
    const before = readFileSync(path.join(admin, 'index'));
    const done = await commitWorktree({ ...worktree, message: 'work', author });
    // The branch was moved, the index not yet written.
    writeFileSync(path.join(admin, 'index'), before);
    expect(await commitWorktree({ ...worktree, message: 'work', author })).toEqual(done);
    expect(inRepository(mirrorPath, 'rev-list', '--count', `${baseCommit}..${done.commit}`)).toBe('1');
    expect(readdirSync(admin).filter((name) => name.startsWith('index.'))).toEqual([]);
  });

  test('work in progress gets a name that depends on its content alone, and moves nothing', async () => {
    const { baseCommit, worktree } = await makeWorktree();
    expect(await snapshotTree(worktree)).toBe(baseCommit);
    put(worktreePath, { 'new.txt': '1' });
    const first = await snapshotTree(worktree);
    expect(await snapshotTree(worktree)).toBe(first);
    expect(await readFileAt(mirrorPath, first, 'new.txt', 10)).toEqual(Buffer.from('1'));
    expect(inRepository(mirrorPath, 'rev-parse', 'plumbline/run-1')).toBe(baseCommit);
    put(worktreePath, { 'new.txt': '2' });
    expect(await snapshotTree(worktree)).not.toBe(first);
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    expect(await snapshotTree(worktree)).toBe(commit);
  });
});

describe('a hostile worktree', () => {
  const trap = () => `#!/bin/sh\ntouch ${folder}/ran\n`;

  test('with a repository of its own in place of .git is committed to the right branch, and nothing of it runs', async () => {
    const { worktree } = await makeWorktree();
    rmSync(path.join(worktreePath, '.git'));
    inRepository(worktreePath, 'init', '--quiet');
    put(worktreePath, { '.git/hooks/pre-commit': trap(), '.git/hooks/reference-transaction': trap(), trap: trap(), 'new.txt': '1' });
    for (const file of ['.git/hooks/pre-commit', '.git/hooks/reference-transaction', 'trap'])
      chmodSync(path.join(worktreePath, file), 0o755);
    inRepository(worktreePath, 'config', 'core.fsmonitor', path.join(worktreePath, 'trap'));
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    expect(inRepository(mirrorPath, 'rev-parse', 'plumbline/run-1')).toBe(commit);
    expect(readFileSync(path.join(worktreePath, '.git'), 'utf8')).toBe(`gitdir: ${adminPathOf(worktree)}\n`);
    expect(existsSync(path.join(folder, 'ran'))).toBe(false);
  });

  test('with repositories inside has their files committed, and nothing of them runs', async () => {
    const { worktree } = await makeWorktree();
    for (const name of ['sub', 'deep/er/empty']) {
      put(worktreePath, { [`${name}/a.txt`]: 'a', [`${name}/b/c.txt`]: 'c', [`${name}/node_modules/x.js`]: '', [`${name}/trap`]: trap() });
      chmodSync(path.join(worktreePath, name, 'trap'), 0o755);
      inRepository(path.join(worktreePath, name), 'init', '--quiet');
    }
    inRepository(path.join(worktreePath, 'sub'), 'add', 'a.txt');
    inRepository(path.join(worktreePath, 'sub'), 'commit', '--quiet', '--message=x');
    inRepository(path.join(worktreePath, 'sub'), 'config', 'core.fsmonitor', path.join(worktreePath, 'sub/trap'));
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    const names = (await listFiles(mirrorPath, commit)).map(({ path }) => path).filter((name) => /^(sub|deep)/.test(name));
    expect(names).toEqual(['deep/er/empty/a.txt', 'deep/er/empty/b/c.txt', 'deep/er/empty/trap', 'sub/a.txt', 'sub/b/c.txt', 'sub/trap']);
    expect(existsSync(path.join(folder, 'ran'))).toBe(false);
  });

  test('with a link in place of a folder gives nothing of what the link leads to', async () => {
    const { baseCommit, worktree } = await makeWorktree({ 'src/secret.txt': 'ours', 'src/same.txt': 'same', 'README.md': 'x' });
    put(folder, { 'outside/secret.txt': 'theirs', 'outside/same.txt': 'same' });
    rmSync(path.join(worktreePath, 'src'), { recursive: true });
    symlinkSync(path.join(folder, 'outside'), path.join(worktreePath, 'src'));
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    expect((await listFiles(mirrorPath, commit)).map(({ path, mode }) => `${mode} ${path}`)).toEqual(['100644 README.md', '120000 src']);
    expect(JSON.stringify(await diffWorktree({ mirrorPath, commit, baseCommit }))).not.toContain('theirs');
  });

  test('with pipes, loops of links and deep folders is committed and removed', async () => {
    const { worktree } = await makeWorktree();
    execFileSync('mkfifo', [path.join(worktreePath, 'pipe')]);
    symlinkSync('.', path.join(worktreePath, 'loop'));
    rmSync(path.join(worktreePath, 'README.md'));
    execFileSync('mkfifo', [path.join(worktreePath, 'README.md')]);
    let at = path.join(worktreePath, 'deep');
    mkdirSync(at);
    for (let i = 0; i < 30; i += 1) {
      // Deeper than a path may be long: the folders are joined from the inside out.
      const next = path.join(folder, `d${i}`);
      mkdirSync(next);
      renameSync(at, path.join(next, 'x'.repeat(200)));
      at = next;
    }
    renameSync(at, path.join(worktreePath, 'deep'));
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    expect((await listFiles(mirrorPath, commit)).map(({ path }) => path)).toEqual(['loop', 'src/price.ts']);
    await closeWorktree(worktree);
    expect(lstatSync(worktreePath, { throwIfNoEntry: false })).toBeUndefined();
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
    put(worktreePath, {
      'a.txt': '\ufeffone\nthree\nfour\n',
      'new.txt': 'new\n',
      'pic.bin': Buffer.from([0, 1, 3]),
      'big.txt': 'x'.repeat(600 * 1024),
    });
    rmSync(path.join(worktreePath, 'gone.txt'));
    renameSync(path.join(worktreePath, 'old name.txt'), path.join(worktreePath, 'new\nname.txt'));
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
    expect(await diffWorktree({ mirrorPath, commit, baseCommit })).toEqual(live);
  });

  test('a file cannot be hidden by declaring it binary', async () => {
    const { baseCommit, worktree } = await makeWorktree();
    put(worktreePath, { '.gitattributes': '* binary\n*.ts -diff filter=x\n', 'src/price.ts': 'export const price = 2;\n' });
    const { commit } = await commitWorktree({ ...worktree, message: 'work', author });
    expect((await diffWorktree({ mirrorPath, commit, baseCommit })).find(({ path }) => path === 'src/price.ts')).toMatchObject({
      added: 1,
      removed: 1,
      isBinary: false,
    });
  });

  test('a second name of a file outside is committed as it is, and stays what it was outside', async () => {
    const { worktree } = await makeWorktree();
    put(folder, { 'outside.txt': 'theirs' });
    linkSync(path.join(folder, 'outside.txt'), path.join(worktreePath, 'inside.txt'));
    await commitWorktree({ ...worktree, message: 'work', author });
    await closeWorktree(worktree);
    expect(readFileSync(path.join(folder, 'outside.txt'), 'utf8')).toBe('theirs');
  });
});
