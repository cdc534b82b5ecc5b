import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { git } from '#server/workspaces/git.ts';
import { makeDataFolder, startServer } from '../e2e/server.ts';
import { median } from './measure.ts';
import { specOf } from './spec-of.ts';
import { taskTimes } from './thread-time.ts';

/**
 * A spec of 1,000 requirements (300 KB) in the browser at 4x CPU throttle: from a key to the squiggle that it causes, and the longest time that the
 * page's thread was taken, while typing in the source and scrolling the page, the matrix, the trace and the board of tasks. Each is done twice: at
 * the throttle by the clock, and without it by processor time, times the throttle, which other work on the machine does not lengthen. Needs a build.
 * With 0 keys nothing is typed; 667 requirements are 1,000 criteria.
 *
 *   node bench/long-spec.ts [keys=20] [requirements=1000] [throttle=4]
 */
const [keys = 20, requirements = 1_000, rate = 4] = process.argv.slice(2).map(Number);

const spec = specOf(requirements);
const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
const source = join(folder, 'long');
await mkdir(join(source, '.kiro/specs/parcels'), { recursive: true });
for (const [name, text] of Object.entries(spec)) await writeFile(join(source, '.kiro/specs/parcels', `${name}.md`), text);
await git(['init', '--quiet', '--initial-branch=main', source]);
const who = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };
const repository = { gitDir: join(source, '.git'), workTree: source, env: who };
await git(['add', '--all'], repository);
await git(['commit', '--quiet', '--message=parcels'], repository);

const { dataPath, remove } = await makeDataFolder();
const server = await startServer({ dataPath });
const browser = await chromium.launch({
  ...(existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {}),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const first = await context.newPage();
  await first.goto(server.signInLink);
  await first.getByRole('heading', { name: 'Projects' }).waitFor();
  await first.getByRole('button', { name: 'Import project' }).click();
  await first.getByRole('dialog').getByLabel('Repository').fill(source);
  await first
    .getByRole('dialog')
    .getByRole('button', { name: /^Import/ })
    .click();
  await first.getByRole('heading', { name: 'long' }).waitFor({ timeout: 60_000 });
  const cookies = await context.cookies();
  await context.close();
  const address = `${server.url}/home/projects/long/specs/parcels`;
  console.table({
    ...(keys > 0 ? await typing(browser, address, cookies) : {}),
    ...(await scrolling(browser, 'page', address, '.page-view', cookies)),
    ...(await scrolling(browser, 'matrix', `${address}/matrix`, 'section[aria-label="Matrix"]', cookies)),
    ...(await choosing(browser, `${address}/trace`, cookies)),
    ...(await scrolling(browser, 'trace', `${address}/trace`, 'section[aria-label^="Criteria"]', cookies)),
    ...(await scrolling(
      browser,
      'board of tasks',
      `${server.url}/home/projects/long/pipeline?show=tasks`,
      'section[aria-label^="To do"]',
      cookies,
    )),
  });
} finally {
  await browser.close();
  await server.stop();
  await remove();
  await rm(folder, { recursive: true, force: true });
}

type Cookies = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['cookies']>>;

/** A page that notes every task of its thread that took longer than 50 ms. */
async function open(from: Browser, url: string, cookies: Cookies): Promise<Page> {
  const context = await from.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies(cookies);
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.addInitScript(() => {
    const stalls: number[] = [];
    Object.assign(globalThis, { stalls });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) stalls.push(duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(url);
  return page;
}

async function slow(page: Page, by: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: by });
  await session.detach();
}

/** Does something at the throttle and again without it: how long its tasks took by the clock, where that was over 50 ms, and of processor. */
async function twice(from: Browser, page: Page, act: (isAgain: boolean) => Promise<void>) {
  await slow(page, rate);
  await page.waitForTimeout(2_000);
  await stalls(page);
  await act(false);
  const clock = await stalls(page);
  await slow(page, 1);
  await page.waitForTimeout(1_000);
  const processor = (await taskTimes(from, () => act(true))).map((ms) => ms * rate);
  return {
    median: Math.round(median(clock)),
    worst: Math.round(Math.max(0, ...clock)),
    count: clock.length,
    'worst of processor': Math.round(Math.max(0, ...processor)),
    'over 50 of processor': processor.filter((ms) => ms > 50).length,
  };
}

/** The stalls since the last call. */
async function stalls(page: Page): Promise<number[]> {
  return page.evaluate(() => (globalThis as unknown as { stalls: number[] }).stalls.splice(0));
}

async function typing(from: Browser, address: string, cookies: Cookies) {
  const page = await open(from, `${address}?view=source&at=500.1`, cookies);
  await page.locator('.monaco-editor .view-line').first().waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.press('ControlOrMeta+g');
  await page.keyboard.type('5000');
  await page.keyboard.press('Enter');
  const loading = await stalls(page);
  // The words after "SHALL maybe" become vague or not with one key.
  await page.evaluate(() => {
    const seen: number[] = [];
    let typedAt = 0;
    let before = '';
    addEventListener(
      'keydown',
      () => {
        typedAt = performance.now();
        before = signature();
      },
      true,
    );
    // Not where they are: a key moves those that stand behind it, before anything was diagnosed.
    const signature = () =>
      [...document.querySelectorAll('.cdr[class*="squiggly"]')]
        .map((one) => one.className)
        .sort()
        .join();
    new MutationObserver(() => {
      if (typedAt === 0 || signature() === before) return;
      seen.push(performance.now() - typedAt);
      typedAt = 0;
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
    Object.assign(globalThis, { seen });
  });
  await page.keyboard.press('End');
  await page.keyboard.type('\n3. THE Cart SHALL be fast', { delay: 150 });
  let seen: number[] = [];
  const during = await twice(from, page, async (isAgain) => {
    await page.evaluate(() => (globalThis as unknown as { seen: number[] }).seen.splice(0));
    for (let key = 0; key < keys; key += 1) {
      // Without its last letter the word is no vague one; with it, it is.
      await page.keyboard.press(key % 2 === 0 ? 'Backspace' : 't');
      await page.waitForTimeout(500);
    }
    if (!isAgain) seen = await page.evaluate(() => (globalThis as unknown as { seen: number[] }).seen.splice(0));
  });
  await page.context().close();
  const sorted = [...seen].sort((a, b) => a - b);
  return {
    'key to squiggle': { median: Math.round(median(seen)), worst: Math.round(sorted.at(-1) ?? Number.NaN), count: seen.length },
    'stalls while typing': during,
    'stalls while opening (1x)': { median: Math.round(median(loading)), worst: Math.round(Math.max(0, ...loading)), count: loading.length },
  };
}

/** Chooses one criterion after the other: each time all that leads to it and follows from it lights up. */
async function choosing(from: Browser, url: string, cookies: Cookies) {
  const page = await open(from, url, cookies);
  const rows = page.locator('section[aria-label^="Criteria"] button');
  await rows.first().waitFor();
  const during = await twice(from, page, async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      await rows.nth(turn).click();
      await page.waitForTimeout(150);
    }
  });
  await page.context().close();
  return { 'stalls while choosing in the trace': during };
}

async function scrolling(from: Browser, name: string, url: string, selector: string, cookies: Cookies) {
  const page = await open(from, url, cookies);
  await page.locator(selector).waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator(selector).hover();
  const during = await twice(from, page, async (isAgain) => {
    for (let turn = 0; turn < 60; turn += 1) {
      await page.mouse.wheel(0, isAgain ? -900 : 900);
      await page.waitForTimeout(60);
    }
  });
  await page.context().close();
  return { [`stalls while scrolling the ${name}`]: during };
}
