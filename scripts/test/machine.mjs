import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { phase, Refusal } from '../start/report.mjs';
import { runQuietly } from '../start/run.mjs';

/** Gets the browser that the journeys drive: Playwright's own where that is installed, else Debian's, installed now if need be. */
export async function getBrowser() {
  const { chromium } = await import('@playwright/test');
  if (process.env.CHROMIUM || existsSync(chromium.executablePath()) || existsSync('/usr/bin/chromium')) return;
  await installPackage(
    'chromium',
    'the browser suite needs a browser: run "npx playwright install chromium", or install the package chromium',
  );
}

/** Gets the program that the sandbox suites put commands into. */
export async function getSandbox() {
  if (process.platform !== 'linux' || isOnPath('bwrap')) return;
  await installPackage('bubblewrap', 'the service suite runs commands in a sandbox: install the package bubblewrap');
}

/** Gets the Redis that two web processes are tried with; where it cannot be had, that test is skipped and says so. */
export async function getRedis() {
  if (process.platform !== 'linux' || isOnPath('redis-server')) return;
  try {
    await installPackage('redis-server', 'one test of live documents needs Redis: install the package redis-server');
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    console.log(`  without Redis: ${cause.message}`);
  }
}

/** As root on Debian and its kin; elsewhere `need` says what a person has to do. */
async function installPackage(name, need) {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const isDebian = /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release) && isOnPath('apt-get');
  if (!isDebian || process.getuid?.() !== 0) throw new Refusal(`${need[0].toUpperCase()}${need.slice(1)}.`);
  console.log(`  installing the package ${name} of this system: ${need.split(':')[0]}`);
  const options = {
    sentence: `The package ${name} could not be installed; see what apt-get says above.`,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  };
  // Another package manager at work holds the lock for a while: wait for it rather than fail.
  const apt = (...args) => runQuietly('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], options);
  await phase(name, async () => {
    await apt('update');
    await apt('install', '--yes', '--no-install-recommends', name);
  });
}

function isOnPath(program) {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin'].some((folder) => existsSync(join(folder, program)));
}
