import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { at, pinnedNode } from './project.mjs';
import { phase } from './report.mjs';
import { runQuietly } from './run.mjs';

const stamp = at('node_modules/.plumbline-installed');

/** Why the packages are not those of the lockfile, in a few words; undefined where they are. */
export async function whyInstall() {
  if (!existsSync(at('node_modules'))) return 'there are none yet';
  const lock = await readFile(at('package-lock.json'), 'utf8');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hashOf(lock) && existsSync(pinnedNode)) return undefined;
  const difference = findDifference(JSON.parse(lock), await installed());
  if (!difference) await writeFile(stamp, hashOf(lock));
  return difference;
}

/** Installs exactly the lockfile, without running scripts of packages. Returns whether that was needed. */
export async function install() {
  const why = await whyInstall();
  if (!why) return false;
  console.log(`  installing the packages of the lockfile: ${why}`);
  await phase('packages', async () => {
    await runQuietly('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      sentence: 'The packages could not be installed; see what npm says above.',
    });
    await writeFile(stamp, hashOf(await readFile(at('package-lock.json'), 'utf8')));
  });
  return true;
}

function hashOf(lock) {
  return createHash('sha256').update(`${process.platform} ${process.arch} ${lock}`).digest('hex');
}

/** What npm wrote down when it last finished; nothing where it was interrupted. */
async function installed() {
  const text = await readFile(at('node_modules/.package-lock.json'), 'utf8').catch(() => '{}');
  return JSON.parse(text).packages ?? {};
}

function findDifference(lock, present) {
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const name = path.replace(/^.*node_modules\//, '');
    if (!present[path]) {
      // Packages for other machines are in the lockfile, and not here.
      if (!wanted.optional && !wanted.devOptional && !wanted.peer) return `${name} is missing`;
    } else if (present[path].version !== wanted.version) return `${name} is ${present[path].version} instead of ${wanted.version}`;
  }
  return existsSync(pinnedNode) ? undefined : 'the Node that belongs to the project is missing';
}
