import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openGroup } from './cgroup.ts';

// A folder in place of the kernel's: it shows where groups would be made and what would be written. That limits hold
// is for the service tests, on the real thing.
let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-cgroup-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const limits = { memoryMb: 100, processes: 10 };

function place(folder: string, files: Record<string, string>): void {
  mkdirSync(path.join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, folder, name), text);
}

function self(text: string): string {
  place('.', { self: text });
  return path.join(root, 'self');
}

test('where nothing is a group, none is made', async () => {
  expect(await openGroup(limits, root, self('0::/a/b\n'))).toBeNull();
  expect(await openGroup(limits, path.join(root, 'absent'), self(''))).toBeNull();
  expect(readdirSync(root)).toEqual(['self']);
});

test('a group whose limits cannot be set is not used, and is removed', async () => {
  place('own', { 'cgroup.procs': '', 'cgroup.subtree_control': 'memory pids' });
  expect(await openGroup(limits, root, self('0::/own\n'))).toBeNull();
  expect(readdirSync(path.join(root, 'own')).sort()).toEqual(['cgroup.procs', 'cgroup.subtree_control']);
});

test('a path that would leave the root stays in it', async () => {
  const up = self('0::/../../..\n4:memory:/../..\n');
  expect(await openGroup(limits, path.join(root, 'inner'), up)).toBeNull();
});

test('what a killed process left behind is removed', async () => {
  place('own', { 'cgroup.procs': '', 'cgroup.subtree_control': 'memory pids' });
  // Ids are at most 4194304: nobody has this one.
  mkdirSync(path.join(root, 'own', 'plumbline-9999999-abc'));
  mkdirSync(path.join(root, 'own', `plumbline-${process.pid}-abc`));
  await openGroup(limits, root, self('0::/own\n'));
  expect(readdirSync(path.join(root, 'own')).filter((name) => name.startsWith('plumbline'))).toEqual([`plumbline-${process.pid}-abc`]);
  expect(readFileSync(path.join(root, 'own', 'cgroup.subtree_control'), 'utf8')).toBe('memory pids');
});
