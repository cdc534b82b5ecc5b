import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { House } from '#server/context.ts';
import { instrumentsMount } from '#server/sandbox/checks/instruments.ts';
import { sandboxOfProcess } from '#server/sandbox/choose-sandbox.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { openWorktree, type Worktree, worktreePathOf } from '#server/workspaces/worktree.ts';

/** Where a run works: its worktree, and the sandbox around it. */
export type Room = {
  worktree: Worktree;
  /** Makes both, or finds them as they were left, whatever process left them. */
  open(): Promise<Sandbox>;
  /** The same place for a program that needs more time than a command, or a folder of its own to be seen. */
  openFor(program: { wallMs: number; folder: string | null }): Promise<Sandbox>;
};

type Place = { id: string; projectId: string; branch: string; baseCommit: string; toolchainPath: string | null };

/** The room of a run, or of a check (`id`), opened when a step first needs it. */
export function roomOf({ dataPath }: Pick<House, 'dataPath'>, { id, projectId, branch, baseCommit, toolchainPath }: Place): Room {
  const worktree = { mirrorPath: mirrorPathOf(dataPath, projectId), worktreePath: worktreePathOf(dataPath, id) };
  let sandbox: Promise<Sandbox> | undefined;

  const openBoth = async ({ wallMs, folder }: { wallMs?: number; folder: string | null } = { folder: null }) => {
    await openWorktree({ ...worktree, branch, baseCommit });
    const packages = toolchainPath === null ? null : join(toolchainPath, 'node_modules');
    const hasPackages =
      packages !== null &&
      (await stat(packages).then(
        (found) => found.isDirectory(),
        () => false,
      ));
    const mounts = hasPackages ? [{ from: packages, to: join(worktree.worktreePath, 'node_modules') }] : [];
    if (folder !== null) mounts.push({ from: folder, to: folder });
    const limits = wallMs === undefined ? {} : { wallMs };
    const { provider } = await sandboxOfProcess();
    return provider.open({ workspace: worktree.worktreePath, readOnly: [instrumentsMount(), ...mounts], limits });
  };

  return {
    worktree,
    openFor: openBoth,
    open: () => {
      sandbox ??= openBoth().catch((cause: unknown) => {
        sandbox = undefined;
        throw cause;
      });
      return sandbox;
    },
  };
}
