import { spawn } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Whether the sandbox's program is there; if not, a sentence that says what to install. */
export type Installed = { ok: true } | { ok: false; why: string };

/**
 * Makes sure that `bwrap` is on the machine. As root on Debian and its kin it installs the package `bubblewrap`,
 * telling `log` what it does; anywhere else it changes nothing and says what to install. Never throws.
 */
export async function ensureBubblewrap(log: (line: string) => void): Promise<Installed> {
  if (await findOnPath('bwrap')) return { ok: true };
  if (process.platform !== 'linux') {
    return { ok: false, why: 'Agents run in a Linux sandbox (bubblewrap), which this system does not have: run Plumbline on Linux.' };
  }
  const isDebian = await isDebianLike();
  if (!isDebian || !(await findOnPath('apt-get'))) {
    return { ok: false, why: 'The sandbox needs bubblewrap: install the package `bubblewrap` with your package manager.' };
  }
  if (process.getuid?.() !== 0) {
    return { ok: false, why: 'The sandbox needs bubblewrap: run `sudo apt-get install bubblewrap`.' };
  }
  log('installing the package bubblewrap (the sandbox that agents run in)');
  let last = await aptGet(['install', '--yes', '--no-install-recommends', 'bubblewrap']);
  if (last.code !== 0) {
    log('refreshing the package lists first');
    await aptGet(['update']);
    last = await aptGet(['install', '--yes', '--no-install-recommends', 'bubblewrap']);
  }
  if (await findOnPath('bwrap')) return { ok: true };
  return {
    ok: false,
    why: `The package bubblewrap could not be installed (${last.words}). Run \`apt-get install bubblewrap\` and start again.`,
  };
}

async function isDebianLike(): Promise<boolean> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
}

/** The first program of this name that PATH leads to, absolute; undefined where there is none. */
export async function findOnPath(program: string): Promise<string | undefined> {
  // Daemons are often started with a PATH that lacks the system's own folders.
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  for (const folder of folders.filter(path.isAbsolute)) {
    const candidate = path.join(folder, program);
    const isThere = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return candidate;
  }
  return undefined;
}

function aptGet(args: string[]): Promise<{ code: number | null; words: string }> {
  return new Promise((resolve) => {
    // Another package manager at work holds the lock for a while: wait for it rather than fail.
    const child = spawn('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-q', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-2000);
    });
    child.on('error', (error) => resolve({ code: null, words: error.message }));
    child.on('close', (code) => resolve({ code, words: words.trim().split('\n').at(-1) ?? `exit code ${code}` }));
  });
}
