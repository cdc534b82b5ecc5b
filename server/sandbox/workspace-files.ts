import { constants, type FileHandle, lstat, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { codeOf, isLinkError, namesOf, openFolder, stepInto } from './beneath.ts';
import { PathRefused, type Sandbox } from './sandbox.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;

/** The largest file that is read whole into the server's memory. */
const largestRead = 64 * 1024 * 1024;

/** Real ids that new files belong to, so that commands inside may write them; null leaves them with this process. */
export type Owner = { uid: number; gid: number } | null;

/** The file methods of a sandbox: on the host's side, following no link, safe while commands run in the workspace. */
export function workspaceFiles(workspace: string, owner: Owner): Pick<Sandbox, 'readFile' | 'writeFile' | 'deleteFile' | 'listFolder'> {
  /** Opens what `path` names inside its folder and hands it to `use`; `missing` where the folder does not exist. */
  async function inFolderOf<T>(
    path: string,
    use: (file: Buffer) => Promise<T>,
    missing: T,
    makeFolder?: (path: Buffer) => Promise<void>,
  ): Promise<T> {
    const names = namesOf(path);
    const last = names.pop();
    if (!last) throw new PathRefused('Give the path of a file: this is the workspace itself.');
    const folder = await openFolder(workspace, names, makeFolder);
    if (!folder) return missing;
    try {
      return await use(stepInto(folder, last));
    } catch (error) {
      if (isLinkError(error)) throw new PathRefused(`${path} is a link: links are not followed.`, { cause: error });
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EEXIST') {
        throw new PathRefused(`${path} is being changed by something else: try again.`, { cause: error });
      }
      if (codeOf(error) === 'EISDIR') throw new PathRefused(`${path} is a folder.`, { cause: error });
      if (codeOf(error) === 'ENXIO') throw new PathRefused(`${path} is not a plain file.`, { cause: error });
      throw error;
    } finally {
      await folder.close();
    }
  }

  async function makeFolder(path: Buffer): Promise<void> {
    await mkdir(path, 0o755).catch((error) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    if (!owner) return;
    const folder = await open(path, O_RDONLY | constants.O_DIRECTORY | O_NOFOLLOW);
    await folder.chown(owner.uid, owner.gid).finally(() => folder.close());
  }

  return {
    readFile: (path) =>
      inFolderOf(
        path,
        async (file) => {
          const handle = await openIfThere(file, O_RDONLY);
          if (!handle) return null;
          try {
            const { size } = await plainFile(handle, path);
            if (size > largestRead) throw new PathRefused(`${path} has ${size} bytes: at most ${largestRead} are read.`);
            return await handle.readFile();
          } finally {
            await handle.close();
          }
        },
        null,
      ),

    writeFile: (path, bytes) =>
      inFolderOf<void>(
        path,
        async (file) => {
          const { handle, isNew } = await openForWriting(file);
          try {
            await plainFile(handle, path);
            if (isNew && owner) await handle.chown(owner.uid, owner.gid);
            await handle.truncate(0);
            await handle.writeFile(bytes);
          } finally {
            await handle.close();
          }
        },
        undefined,
        makeFolder,
      ),

    deleteFile: (path) =>
      inFolderOf(
        path,
        async (file) => {
          const found = await lstat(file).catch(() => null);
          if (!found) return false;
          if (found.isDirectory()) throw new PathRefused(`${path} is a folder: only files are deleted.`);
          await unlink(file);
          return true;
        },
        false,
      ),

    async listFolder(path) {
      const folder = await openFolder(workspace, namesOf(path));
      if (!folder) return null;
      try {
        const entries = await readdir(`/proc/self/fd/${folder.fd}`, { withFileTypes: true });
        const names = entries
          .filter((entry) => entry.name !== '.git')
          .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
        return names.sort();
      } finally {
        await folder.close();
      }
    },
  };
}

/** Refuses folders, devices and pipes, and a file with a second name, which may lie outside of the workspace. */
async function plainFile(handle: FileHandle, path: string) {
  const found = await handle.stat();
  if (!found.isFile()) throw new PathRefused(`${path} is not a plain file.`);
  if (found.nlink > 1) throw new PathRefused(`${path} has a second name (a hard link), which may lie outside of the workspace.`);
  return found;
}

async function openIfThere(file: Buffer, flags: number): Promise<FileHandle | null> {
  try {
    // Not blocking: to open a pipe would otherwise wait for its other end.
    return await open(file, flags | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function openForWriting(file: Buffer): Promise<{ handle: FileHandle; isNew: boolean }> {
  const existing = await openIfThere(file, O_WRONLY);
  if (existing) return { handle: existing, isNew: false };
  return { handle: await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644), isNew: true };
}
