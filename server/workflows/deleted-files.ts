import { snapshotTree } from '#server/workspaces/commit.ts';
import { diffWorktree } from '#server/workspaces/diff.ts';
import type { Room } from './room.ts';

/** Tells which files of a run's worktree are gone since it was last asked. */
export type DeletedFiles = {
  /** Remembers what is there, where nothing is remembered yet. */
  look(): Promise<void>;
  /** The paths that are gone since the last look, by whatever deleted or moved them, commands in the background included; and looks anew. */
  since(): Promise<string[]>;
};

/** Files that `.gitignore` names are nobody's work, and never told of. What a process deleted that died before it could tell is not known to the next one. */
export function deletedFiles({ worktree }: Pick<Room, 'worktree'>): DeletedFiles {
  let seen: string | null = null;
  return {
    look: async () => {
      seen ??= await snapshotTree(worktree);
    },
    since: async () => {
      const [before, now] = [seen, await snapshotTree(worktree)];
      seen = now;
      if (before === null || before === now) return [];
      const files = await diffWorktree({ mirrorPath: worktree.mirrorPath, baseCommit: before, commit: now });
      return files.flatMap(({ path, previousPath, status }) => (status === 'deleted' ? [path] : (previousPath ?? [])));
    },
  };
}
