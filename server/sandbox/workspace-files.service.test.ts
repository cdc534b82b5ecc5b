import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PathRefused, type Sandbox } from './sandbox.ts';
import { workspaceFiles } from './workspace-files.ts';

let folder: string;
let workspace: string;
let files: Pick<Sandbox, 'readFile' | 'writeFile' | 'deleteFile' | 'listFolder'>;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-files-'));
  workspace = path.join(folder, 'ws');
  mkdirSync(workspace);
  writeFileSync(path.join(folder, 'secret'), 'secret');
  files = workspaceFiles(workspace, null);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inside = (name: string) => path.join(workspace, name);
const text = async (name: string) => {
  const bytes = await files.readFile(name);
  return bytes === null ? null : Buffer.from(bytes).toString();
};

test('files are written, read, listed and deleted', async () => {
  await files.writeFile('a/b/ünï\n.txt', Buffer.from('one'));
  await files.writeFile('./a//b/ünï\n.txt', Buffer.from('two'));
  expect(await text('a/b/ünï\n.txt')).toBe('two');
  expect(await text('a/none')).toBeNull();
  expect(await text('none/none')).toBeNull();
  mkdirSync(inside('.git'));
  writeFileSync(inside('z'), '');
  expect(await files.listFolder('')).toEqual(['a/', 'z']);
  expect(await files.listFolder('a/b')).toEqual(['ünï\n.txt']);
  expect(await files.listFolder('none')).toBeNull();
  expect(await files.deleteFile('z')).toBe(true);
  expect(await files.deleteFile('z')).toBe(false);
});

test('a program stays one when it is rewritten', async () => {
  writeFileSync(inside('run.sh'), 'x');
  chmodSync(inside('run.sh'), 0o755);
  await files.writeFile('run.sh', Buffer.from('longer than before'));
  await files.writeFile('run.sh', Buffer.from('y'));
  expect(readFileSync(inside('run.sh'), 'utf8')).toBe('y');
  expect(statSync(inside('run.sh')).mode & 0o777).toBe(0o755);
});

describe('refused, for reading, writing and deleting alike', () => {
  beforeEach(() => {
    symlinkSync('../secret', inside('link'));
    symlinkSync('..', inside('up'));
    symlinkSync('/nowhere', inside('dangling'));
    mkdirSync(inside('dir/.GIT/hooks'), { recursive: true });
    linkSync(path.join(folder, 'secret'), inside('hard'));
    execFileSync('mkfifo', [inside('pipe')]);
  });

  const ways = ['../secret', 'dir/../../secret', '/etc/passwd', 'up/secret', '.git/hooks/x', '.git', 'dir/.GIT/hooks/x', 'a\0b', '', '.'];
  test.each([...ways.map((way) => [way])])('%j', async (way) => {
    await expect(files.readFile(way)).rejects.toThrow(PathRefused);
    await expect(files.writeFile(way, Buffer.from('x'))).rejects.toThrow(PathRefused);
    await expect(files.deleteFile(way)).rejects.toThrow(PathRefused);
    expect(readFileSync(path.join(folder, 'secret'), 'utf8')).toBe('secret');
  });

  // These are entries of the workspace itself: to delete one is no way out.
  test.each([['link'], ['dangling'], ['hard'], ['pipe'], ['dir']])('%j, save for deleting', async (way) => {
    await expect(files.readFile(way)).rejects.toThrow(PathRefused);
    await expect(files.writeFile(way, Buffer.from('x'))).rejects.toThrow(PathRefused);
    if (way !== 'dir') expect(await files.deleteFile(way)).toBe(true);
    expect(readFileSync(path.join(folder, 'secret'), 'utf8')).toBe('secret');
  });

  test.each([['up'], ['..'], ['/'], ['.git'], ['link'], ['pipe']])('listing %j', async (way) => {
    await expect(files.listFolder(way)).rejects.toThrow(PathRefused);
  });
});

test('a folder that is swapped for a link all the time never leads out', async () => {
  mkdirSync(inside('dir'));
  mkdirSync(path.join(folder, 'outside'));
  writeFileSync(path.join(folder, 'outside', 'file'), 'secret');
  writeFileSync(inside('dir/file'), 'ours');
  const swap = `
    const { renameSync, rmSync, symlinkSync } = require('node:fs');
    const { workspace, outside } = require('node:worker_threads').workerData;
    const dir = workspace + '/dir';
    // The other side makes the folder anew while it is away.
    const attempt = (change) => { try { change(); } catch {} };
    for (;;) {
      attempt(() => renameSync(dir, workspace + '/away'));
      attempt(() => { rmSync(dir, { recursive: true, force: true }); symlinkSync(outside, dir); });
      attempt(() => { rmSync(dir, { recursive: true, force: true }); renameSync(workspace + '/away', dir); });
    }`;
  const swapper = new Worker(swap, { eval: true, workerData: { workspace, outside: path.join(folder, 'outside') } });
  const seen = new Set<string>();
  try {
    for (let i = 0; i < 1500; i += 1) {
      seen.add(await text('dir/file').then(String, (error) => (error instanceof PathRefused ? 'refused' : Promise.reject(error))));
      await files
        .writeFile('dir/file', Buffer.from('ours'))
        .catch((error) => (error instanceof PathRefused ? null : Promise.reject(error)));
    }
  } finally {
    await swapper.terminate();
  }
  expect(seen).toContain('ours');
  expect(seen).not.toContain('secret');
  expect(readFileSync(path.join(folder, 'outside', 'file'), 'utf8')).toBe('secret');
});

test('new files and folders belong to whom the commands run as', async () => {
  files = workspaceFiles(workspace, { uid: 65533, gid: 65533 });
  await files.writeFile('a/b.txt', Buffer.from('x'));
  expect([statSync(inside('a')).uid, statSync(inside('a/b.txt')).uid]).toEqual([65533, 65533]);
  unlinkSync(inside('a/b.txt'));
  renameSync(inside('a'), inside('c'));
});
