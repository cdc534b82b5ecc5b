import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitWorktree, snapshotTree } from './commit.ts';
import { git } from './git.ts';
import { rebase, restartOnto } from './merge.ts';
import { at, author, makeWorktree, prepareWorkspaceTests, put } from './workspace-fixture.ts';
import { openWorktree } from './worktree.ts';

prepareWorkspaceTests();

/** Two branches from one commit, each with these files changed. */
async function twoBranches(ours: Record<string, string>, theirs: Record<string, string>) {
  const made = await makeWorktree();
  const { mirrorPath, worktree, baseCommit } = made;
  put(worktree.worktreePath, ours);
  const { commit } = await commitWorktree({ ...worktree, message: 'Ours\n\nRun: 1', author });
  const other = { mirrorPath, worktreePath: join(at.folder, 'data', 'worktrees', 'run-2') };
  await openWorktree({ ...other, branch: 'plumbline/run-2', baseCommit });
  put(other.worktreePath, theirs);
  const { commit: onto } = await commitWorktree({ ...other, message: 'Theirs', author });
  return { ...made, commit, onto };
}

test('what fits is one commit on top of theirs, the same each time; what was built on theirs is left as it is', async () => {
  const { mirrorPath, commit, onto } = await twoBranches({ 'src/price.ts': 'export const price = 2;\n' }, { 'new.ts': 'x\n' });
  const one = await rebase(mirrorPath, { commit, onto });
  expect(await rebase(mirrorPath, { commit, onto })).toEqual(one);
  const rebased = one.commit ?? '';
  expect(await git(['log', '--format=%P|%B|%an', '-1', rebased], { gitDir: mirrorPath })).toBe(`${onto}|Ours\n\nRun: 1\n|Ada`);
  expect(await git(['show', `${rebased}:new.ts`], { gitDir: mirrorPath })).toBe('x');
  expect(await rebase(mirrorPath, { commit: rebased, onto })).toEqual({ commit: rebased, conflicts: [] });
  expect(await rebase(mirrorPath, { commit, onto: rebased })).toEqual({ commit: rebased, conflicts: [] });
});

test('what does not fit names its files, and is given back with both sides in it', async () => {
  const { mirrorPath, worktree, commit, onto } = await twoBranches(
    { 'src/price.ts': 'export const price = 2;\n', 'ünï 😀.ts': 'a\n' },
    { 'src/price.ts': 'export const price = 3;\n', 'ünï 😀.ts': 'b\n' },
  );
  const { conflicts } = await rebase(mirrorPath, { commit, onto });
  expect(conflicts.toSorted()).toEqual(['src/price.ts', 'ünï 😀.ts']);
  const again = { branch: 'plumbline/run-1', commit, onto, keptAs: 'run-1/0' };
  await restartOnto(worktree, again);
  expect((await restartOnto(worktree, again)).toSorted()).toEqual(conflicts.toSorted());
  expect(readFileSync(join(worktree.worktreePath, 'src/price.ts'), 'utf8')).toMatch(
    /<<<<<<<[\s\S]*price = 3[\s\S]*=======[\s\S]*price = 2/,
  );
  expect(await git(['rev-parse', 'refs/plumbline/kept/run-1/0', 'refs/heads/plumbline/run-1'], { gitDir: mirrorPath })).toBe(
    `${commit}\n${onto}`,
  );
  put(worktree.worktreePath, { 'src/price.ts': 'export const price = 5;\n', 'ünï 😀.ts': 'ab\n' });
  const named = await snapshotTree(worktree);
  const { commit: resolved } = await commitWorktree({ ...worktree, message: 'Resolved', author });
  expect(await git(['rev-parse', `${resolved}^{tree}`, `${resolved}^`], { gitDir: mirrorPath })).toBe(
    `${await git(['rev-parse', `${named}^{tree}`], { gitDir: mirrorPath })}\n${onto}`,
  );
  expect((await rebase(mirrorPath, { commit: resolved, onto })).commit).toBe(resolved);
});
