import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, absolute. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The Node that the project pins, as a package: the same one whatever the machine has. */
export const pinnedNode = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** A path inside the project, absolute. */
export const at = (path) => join(root, path);

/** Where Node keeps what it compiled of the server and its packages: a quarter of what a later start takes. */
export const compiledCache = at('node_modules/.cache/compiled');

/**
 * Does `work` unless it was done before on the same inputs and `output` is still there. Returns false where there was nothing to do.
 *
 * @param {{ name: string, inputs: string[], output: string, salt?: string }} step inputs are files and folders of the project
 * @param {() => Promise<void>} work
 */
export async function onceFor({ name, inputs, output, salt = '' }, work) {
  const stamp = at(`dist/stamps/${name}`);
  const hash = await hashOf(inputs, salt);
  if (existsSync(at(output)) && (await readFile(stamp, 'utf8').catch(() => '')) === hash) return false;
  await work();
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, hash);
}

/** One hash over the names and contents of files, tests left out: they are in nothing that is built. */
export async function hashOf(inputs, salt = '') {
  const files = (await Promise.all(inputs.map(listFiles))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(at(file))));
  const hash = createHash('sha256').update(salt);
  for (const [i, file] of files.entries()) hash.update(`\0${file}\0${contents[i].length}\0`).update(contents[i]);
  return hash.digest('hex');
}

async function listFiles(path) {
  const entries = await readdir(at(path), { withFileTypes: true }).catch((error) => error.code);
  if (entries === 'ENOENT') return [];
  if (entries === 'ENOTDIR') return [path];
  const nested = await Promise.all(
    entries.map((entry) => (entry.isDirectory() ? listFiles(`${path}/${entry.name}`) : [`${path}/${entry.name}`])),
  );
  return nested.flat().filter((file) => !/\.test\.tsx?$/.test(file));
}
