import { constants, type FileHandle, open } from 'node:fs/promises';
import { PathRefused } from './sandbox.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/**
 * A path inside an open folder, for one more step down. The kernel resolves it from the folder itself, wherever that
 * has been moved meanwhile: with `O_NOFOLLOW` on the last name there is no moment at which a link could be slipped in.
 */
export function stepInto(folder: FileHandle, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${folder.fd}/`), name]);
}

/** The names of a path relative to the workspace. Refuses what leaves it, and what belongs to git. */
export function namesOf(path: string): Buffer[] {
  if (path.startsWith('/')) throw new PathRefused(`${path} is an absolute path: give one relative to the workspace.`);
  if (path.includes('\0')) throw new PathRefused('A path cannot hold a NUL character.');
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw new PathRefused(`${path} leaves the workspace.`);
  if (names.some((name) => name.toLowerCase() === '.git')) throw new PathRefused(`${path} belongs to git: the platform keeps it.`);
  return names.map((name) => Buffer.from(name));
}

/**
 * Opens the folder that `names` lead to from `root`, following no link anywhere below `root`. Null where it does not
 * exist. `makeFolder` is asked to make a missing one. The caller closes the handle.
 */
export async function openFolder(root: string, names: Buffer[], makeFolder?: (path: Buffer) => Promise<void>): Promise<FileHandle | null> {
  let folder = await open(root, O_RDONLY | O_DIRECTORY);
  for (const name of names) {
    const below = stepInto(folder, name);
    try {
      const next = await openExisting(below, names, makeFolder);
      await folder.close();
      if (!next) return null;
      folder = next;
    } catch (error) {
      await folder.close();
      throw error;
    }
  }
  return folder;
}

async function openExisting(path: Buffer, names: Buffer[], makeFolder?: (path: Buffer) => Promise<void>): Promise<FileHandle | null> {
  const attempt = () => open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    return await attempt();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && makeFolder) {
      await makeFolder(path);
      return attempt().catch((cause) => {
        throw new PathRefused('The folder is being changed by something else.', { cause });
      });
    }
    if (codeOf(error) === 'ENOENT') return null;
    if (isLinkError(error))
      throw new PathRefused(
        `${Buffer.concat(names.flatMap((name) => [name, Buffer.from('/')])).toString()} passes through something that is not a folder (a file or a link).`,
      );
    throw error;
  }
}

/** What the kernel answers to `O_NOFOLLOW` and `O_DIRECTORY` where a link or a file is in the way. */
export function isLinkError(error: unknown): boolean {
  return ['ELOOP', 'ENOTDIR', 'EMLINK'].includes(codeOf(error) ?? '');
}

/** The `code` of a system error: `ENOENT` and the like. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
