import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '#server/errors.ts';
import { readBlobs } from './blobs.ts';
import { checkLocal, clone, type ImportProgress, readSource, withoutSecret } from './clone.ts';
import { checkCommit, git, gitBytes, recordsOf, textOf, tryGit } from './git.ts';

export type ImportMirrorInput = {
  /** The absolute path of a repository's folder on this machine, or a URL: https, http, ssh, git, file, or `user@host:path`. */
  source: string;
  /** Where the mirror will lie, absolute; nothing may be there yet. */
  mirrorPath: string;
  onProgress?: (progress: ImportProgress) => void;
};
export type Imported = { defaultBranch: string; headCommit: string };

/**
 * Attributes in force for every file of a mirror, whatever the repository's own say: files are checked out and kept
 * byte for byte, and none can be hidden from a comparison by being declared binary.
 */
const plainAttributes = '* -text !eol -ident !filter !diff !merge !working-tree-encoding !whitespace\n';

/** What ssh and https need from the environment of whoever started the server; all else stays out. */
const passedOn = [
  'HOME',
  'SSH_AUTH_SOCK',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'GIT_SSL_CAINFO',
];

/**
 * Makes a bare clone of a repository. Refuses with a sentence what does not exist, has no commit, or cannot be read;
 * then, and after a crash, nothing is left at `mirrorPath`. Credentials in the URL are used once and kept nowhere.
 */
export async function importMirror({ source, mirrorPath, onProgress }: ImportMirrorInput): Promise<Imported> {
  const address = readSource(source);
  await mkdir(path.dirname(mirrorPath), { recursive: true });
  await sweep(mirrorPath);
  const folder = `${mirrorPath}.importing-${randomBytes(6).toString('hex')}`;
  await mkdir(folder);
  try {
    // The serving side of a local clone reads its permission to serve other people's repositories from here only.
    const config = path.join(folder, 'gitconfig');
    await writeFile(config, '[safe]\n\tdirectory = *\n');
    const env = { GIT_CONFIG_GLOBAL: config, GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20', ...fromEnvironment() };
    const from = address.kind === 'path' ? await checkLocal(address.path, { env }) : address.url;
    const mirror = path.join(folder, 'repository.git');
    await clone(from, mirror, env, onProgress);
    const imported = await settleHead(mirror, withoutSecret(source));
    // It would keep the credentials of the URL.
    await tryGit(['config', '--remove-section', 'remote.origin'], { gitDir: mirror });
    await mkdir(path.join(mirror, 'info'), { recursive: true });
    await writeFile(path.join(mirror, 'info', 'attributes'), plainAttributes);
    await rename(mirror, mirrorPath);
    return imported;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what an import of this mirror left when its process was killed. */
async function sweep(mirrorPath: string): Promise<void> {
  const parent = path.dirname(mirrorPath);
  for (const name of await readdir(parent)) {
    if (name.startsWith(`${path.basename(mirrorPath)}.importing-`)) await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

/** What reaches the outside needs of the server's own environment: its proxy, its certificates, its ssh agent. */
export function fromEnvironment(): Record<string, string> {
  return Object.fromEntries(passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])));
}

/** Makes HEAD name a branch that exists: the repository's own choice where there is one, else the likeliest. */
async function settleHead(mirror: string, name: string): Promise<Imported> {
  const at = { gitDir: mirror };
  const head = await tryGit(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], at);
  const headCommit = head.code === 0 ? head.stdout.toString().trim() : null;
  const symbolic = await tryGit(['symbolic-ref', '--quiet', '--short', 'HEAD'], at);
  if (headCommit && symbolic.code === 0) return { defaultBranch: symbolic.stdout.toString().trim(), headCommit };
  const listed = await git(['for-each-ref', '--sort=-committerdate', '--format=%(objectname) %(refname:short)', 'refs/heads'], at);
  const branches = listed
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ commit: line.slice(0, line.indexOf(' ')), branch: line.slice(line.indexOf(' ') + 1) }));
  const likeliest = [
    branches.find(({ commit }) => commit === headCommit),
    ...['main', 'master', 'trunk'].map((branch) => branches.find((each) => each.branch === branch)),
    branches[0],
    headCommit ? { commit: headCommit, branch: 'main' } : undefined,
  ].find((each) => each !== undefined);
  if (!likeliest) throw new Failure('repository_empty', `${name} has no commits yet: commit something and try again.`);
  await git(['update-ref', `refs/heads/${likeliest.branch}`, likeliest.commit], at);
  await git(['symbolic-ref', 'HEAD', `refs/heads/${likeliest.branch}`], at);
  return { defaultBranch: likeliest.branch, headCommit: likeliest.commit };
}

/** A file of a commit. `mode` is git's: `100644`, `100755` for programs, `120000` for links. */
export type MirrorFile = { path: string; bytes: number; mode: string };

type Entry = MirrorFile & { object: string; name: string };

/** Where the mirror of a project lies. */
export function mirrorPathOf(dataPath: string, projectId: string): string {
  return path.join(dataPath, 'mirrors', `${fileName(projectId)}.git`);
}

/** An id as the name of a folder. */
export function fileName(id: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(id)) throw new Error(`${JSON.stringify(id)} cannot name a folder`);
  return id;
}

/** All files of a commit, in git's order. Submodules are left out: their content lies elsewhere. */
export async function listFiles(mirrorPath: string, commit: string): Promise<MirrorFile[]> {
  const entries = await entriesOf(mirrorPath, commit);
  return entries.map(({ path, bytes, mode }) => ({ path, bytes, mode }));
}

/** The content of a file in a commit; null where there is none, where it is a link, or where it has more than `maxBytes`. */
export async function readFileAt(mirrorPath: string, commit: string, path: string, maxBytes: number): Promise<Uint8Array | null> {
  return (await readFilesAt(mirrorPath, commit, [path], maxBytes)).get(path) ?? null;
}

/** The contents of several files of a commit, by path, read by one process. Those that `readFileAt` gives null for are left out. */
export async function readFilesAt(
  mirrorPath: string,
  commit: string,
  paths: string[],
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<Map<string, Uint8Array>> {
  if (paths.length === 0) return new Map();
  // A few are looked up by name; many cost less by reading the whole list once.
  const entries = await entriesOf(mirrorPath, commit, paths.length <= 100 ? paths : []);
  const wanted = new Set(paths);
  const found = entries.filter((entry) => wanted.has(entry.path) && entry.mode !== '120000' && entry.bytes <= maxBytes);
  const blobs = await readBlobs(
    mirrorPath,
    found.map(({ object }) => object),
  );
  return new Map(found.flatMap(({ path, object }) => (blobs.has(object) ? [[path, blobs.get(object) ?? Buffer.alloc(0)] as const] : [])));
}

async function entriesOf(mirrorPath: string, commit: string, paths: string[] = []): Promise<Entry[]> {
  const args = ['ls-tree', '-r', '-l', '-z', '--full-tree', checkCommit(commit), '--', ...paths];
  const records = recordsOf(await gitBytes(args, { gitDir: mirrorPath }));
  return records.flatMap((record) => {
    // The mode, the kind, the object, the size padded with spaces, a tab, and the name as it is.
    const [, mode, kind, object, size, name] = /^(\d+) (\w+) (\w+) +(\S+)\t([\s\S]*)$/.exec(record) ?? [];
    if (kind !== 'blob' || !mode || !object || name === undefined) return [];
    return [{ path: textOf(name), name, bytes: Number(size), mode, object }];
  });
}
