import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { Failure } from '#server/errors.ts';
import { importMirror, mirrorPathOf } from './mirror.ts';
import { openWorktree, worktreePathOf } from './worktree.ts';

export type Files = Record<string, string | Buffer>;

export const author = { name: 'Ada', email: 'ada@example.org' };

/** Names that a careless caller would split, quote, expand or take for an option. */
export const oddNames = [
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

/** The paths of the running test: a folder for all, in it a source to import, its mirror and a worktree. */
export const at = { folder: '', source: '', mirrorPath: '', worktreePath: '' };

/** Gives each test of a file its paths. */
export function prepareWorkspaceTests(): void {
  beforeEach(() => {
    at.folder = mkdtempSync(path.join(tmpdir(), 'plumbline-workspaces-'));
    at.source = path.join(at.folder, 'source');
    at.mirrorPath = mirrorPathOf(path.join(at.folder, 'data'), 'project');
    at.worktreePath = worktreePathOf(path.join(at.folder, 'data'), 'run-1');
  });
  afterEach(() => rmSync(at.folder, { recursive: true, force: true }));
}

/** Runs git as a person would, in their folder. */
export function inRepository(repository: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Someone', '-c', 'user.email=someone@example.org'];
  return execFileSync('git', [...who, ...args], { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Writes files, with the folders they need. */
export function put(base: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.join(base, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(base, name), content);
  }
}

/** Makes the source a repository with one commit, and gives its id. */
export function makeSource(files: Files = { 'README.md': 'hello\n', 'src/price.ts': 'export const price = 1;\n' }): string {
  mkdirSync(at.source, { recursive: true });
  inRepository(at.source, 'init', '--quiet', '--initial-branch=main');
  put(at.source, files);
  inRepository(at.source, 'add', '--all');
  inRepository(at.source, 'commit', '--quiet', '--message=first');
  return inRepository(at.source, 'rev-parse', 'HEAD');
}

/** A source, its mirror, and a worktree on a branch of its own. */
export async function makeWorktree(files?: Files) {
  const baseCommit = makeSource(files);
  const { mirrorPath, worktreePath } = at;
  await importMirror({ source: at.source, mirrorPath });
  await openWorktree({ mirrorPath, worktreePath, branch: 'plumbline/run-1', baseCommit });
  return { baseCommit, mirrorPath, worktreePath, worktree: { mirrorPath, worktreePath } };
}

/** The Failure that something is refused with. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) return expect.unreachable(`it should have been refused with a Failure`);
  return error;
}
