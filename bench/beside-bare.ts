import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { makeDataFolder, type RunningServer, startServer } from '../e2e/server.ts';
import { startProgram } from './measure.ts';

export type Cookies = Parameters<BrowserContext['addCookies']>[0];

/** The built product and bare Next, both running, with a browser: what counts is the ratio of the two in one run. */
export type Pair = {
  bare: { url: string; pid: number };
  ours: RunningServer;
  /** Of the owner, signed in. */
  cookies: Cookies;
  browser: Browser;
};

const browserPath = existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {};
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/** How many times each figure is taken (`ROUNDS`). */
export const rounds = Number(process.env['ROUNDS'] ?? 5);

/** Starts the pair, hands it to `measure` and ends it. Bare Next is built first, unless `REUSE=1` and it has been. */
export async function besideBare(measure: (pair: Pair) => Promise<void>): Promise<void> {
  const next = 'node_modules/next/dist/bin/next';
  const bareFolder = join(process.cwd(), 'bench/bare-next');
  if (!process.env['REUSE'] || !existsSync(join(bareFolder, '.next/BUILD_ID'))) {
    console.log('building bare Next');
    const built = spawnSync(process.execPath, [next, 'build', bareFolder], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (built.status !== 0) process.exit(1);
  }
  const yardstick = await startProgram(process.execPath, [next, 'start', bareFolder, '-p', '0', '-H', '127.0.0.1'], {
    ready: /http:\/\/127\.0\.0\.1:(\d+)/,
  });
  const { dataPath, remove } = await makeDataFolder();
  const ours = await startServer({ dataPath });
  const browser = await chromium.launch({ ...browserPath, args: quiet });
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(ours.signInLink);
    const cookies = await context.cookies();
    await context.close();
    await measure({ bare: { url: `http://127.0.0.1:${yardstick.match[1]}`, pid: yardstick.child.pid ?? 0 }, ours, cookies, browser });
  } finally {
    await browser.close();
    await ours.stop();
    await remove();
    await yardstick.stop();
  }
}

/** Prints rows by name. */
export function printTable(title: string, rows: Iterable<[string, Record<string, number>]>): void {
  console.log(`\n${title}`);
  console.table(Object.fromEntries(rows));
}
