import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { makeDataFolder, startServer } from '../e2e/server.ts';
import { clickToPaintMs, openThrottled, transitionMs } from './interactions.ts';
import { callMany, cpuUsOf, median, startProgram } from './measure.ts';

/**
 * Pages and calls of the built product beside bare Next, in one run: P1 to P4 and A1 of the goals. Figures are
 * medians; what counts is the ratio, because machines differ and are noisy.
 */
const rounds = Number(process.env['ROUNDS'] ?? 5);
const throttle = 4;
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

type PageFigures = { lcpMs: number; jsKb: number; requests: number; cls: number };

/** Opens `url` in a fresh profile at 4x CPU throttle with a cold cache. */
async function openCold(
  browser: Browser,
  url: string,
  cookies: Parameters<Awaited<ReturnType<Browser['newContext']>>['addCookies']>[0],
): Promise<PageFigures> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  await session.send('Network.enable');
  const scripts = new Set<string>();
  let jsBytes = 0;
  let requests = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => {
    requests += 1;
    if (type === 'Script') scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) jsBytes += encodedDataLength;
  });
  await page.addInitScript(() => {
    const figures = { lcp: 0, cls: 0 };
    Object.assign(globalThis, { figures });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) figures.lcp = entry.startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) figures.cls += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  const { lcp, cls } = await page.evaluate(() => (globalThis as unknown as { figures: { lcp: number; cls: number } }).figures);
  await context.close();
  return { lcpMs: lcp, cls, jsKb: jsBytes / 1024, requests };
}

const bare = join(process.cwd(), 'bench/bare-next');
console.log('building bare Next');
const built = spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'build', bare], { stdio: ['ignore', 'ignore', 'inherit'] });
if (built.status !== 0) process.exit(1);

const yardstick = await startProgram(process.execPath, ['node_modules/next/dist/bin/next', 'start', bare, '-p', '0', '-H', '127.0.0.1'], {
  ready: /http:\/\/127\.0\.0\.1:(\d+)/,
});
const { dataPath, remove } = await makeDataFolder();
const ours = await startServer({ dataPath });
const browser = await chromium.launch({ ...browserPath, args: quiet });
try {
  const bareUrl = `http://127.0.0.1:${yardstick.match[1]}`;
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(ours.signInLink);
  const cookies = await context.cookies();
  const project = `${ours.url}/home/projects/order-pricing`;
  const pages: [string, string, typeof cookies][] = [
    ['bare Next, static', `${bareUrl}/`, []],
    ['bare Next, 100 links', `${bareUrl}/links`, []],
    ['projects', `${ours.url}/home`, cookies],
    ['project', project, cookies],
    ['runs', `${ours.url}/home/runs`, cookies],
    ['spec (text readable)', `${project}/specs/order-pricing`, cookies],
  ];
  const figures = new Map<string, PageFigures[]>();
  // Both servers have rendered each page once before it counts: neither is measured compiling itself.
  for (const [, url, jar] of pages) await openCold(browser, url, jar);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, url, jar] of pages) figures.set(name, [...(figures.get(name) ?? []), await openCold(browser, url, jar)]);
  }
  const yard = median((figures.get('bare Next, static') ?? []).map(({ lcpMs }) => lcpMs));
  const table = Object.fromEntries(
    [...figures].map(([name, all]) => {
      const lcp = median(all.map(({ lcpMs }) => lcpMs));
      const rounded = {
        'LCP ms': Math.round(lcp),
        'x bare': Number((lcp / yard).toFixed(2)),
        'JS KB sent': Math.round(median(all.map(({ jsKb }) => jsKb))),
        requests: median(all.map(({ requests }) => requests)),
      };
      return [name, { ...rounded, CLS: Number(Math.max(...all.map(({ cls }) => cls)).toFixed(3)) }];
    }),
  );
  console.log(`\nPages, cold, CPU at ${throttle}x, ${rounds} rounds, medians`);
  console.table(table);

  const moves = new Map<string, number[]>();
  const note = (name: string, ms: number) => moves.set(name, [...(moves.get(name) ?? []), ms]);
  for (let round = 0; round < rounds; round += 1) {
    const bareLinks = await openThrottled(browser, `${bareUrl}/links`, [], throttle);
    note('bare Next: click to paint', await clickToPaintMs(bareLinks, 'button'));
    note('bare Next: to another page', await transitionMs(bareLinks, 'a[href="/"]', 'Bare Next'));
    await bareLinks.context().close();
    const list = await openThrottled(browser, `${ours.url}/home`, cookies, throttle);
    note('projects: open the import dialog', await clickToPaintMs(list, 'main button'));
    await list.keyboard.press('Escape');
    note('projects: to a project', await transitionMs(list, 'main a[href$="/projects/order-pricing"]', 'Order pricing'));
    note('project: to the runs', await transitionMs(list, 'nav a[href$="/runs"]', 'Runs'));
    await list.context().close();
  }
  console.log(`\nInteractions, CPU at ${throttle}x, ${rounds} rounds, medians in ms`);
  console.table(Object.fromEntries([...moves].map(([name, all]) => [name, { ms: Math.round(median(all)) }])));

  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const input = encodeURIComponent(JSON.stringify({ json: { organization: 'home' } }));
  const calls: [string, string, number][] = [
    ['bare tRPC on Next, hello', `${bareUrl}/api/trpc/hello`, yardstick.child.pid ?? 0],
    ['ours, organizations.get', `${ours.url}/api/trpc/organizations.get?input=${input}`, ours.pid],
    ['ours, projects.list', `${ours.url}/api/trpc/projects.list?input=${input}`, ours.pid],
  ];
  const perCall = new Map<string, { cpuUs: number; perSecond: number }[]>();
  for (let round = 0; round < 3; round += 1) {
    for (const [name, url, pid] of calls) {
      await callMany(url, { calls: 500, connections: 16, headers: { cookie } });
      const before = cpuUsOf(pid);
      const perSecond = await callMany(url, { calls: 2_000, connections: 16, headers: { cookie } });
      perCall.set(name, [...(perCall.get(name) ?? []), { cpuUs: (cpuUsOf(pid) - before) / 2_000, perSecond }]);
    }
  }
  const base = median((perCall.get('bare tRPC on Next, hello') ?? []).map(({ cpuUs }) => cpuUs));
  console.log('\nCalls, 16 connections, CPU of the server process');
  console.table(
    Object.fromEntries(
      [...perCall].map(([name, all]) => {
        const cpuUs = median(all.map((one) => one.cpuUs));
        return [
          name,
          {
            'CPU us a call': Math.round(cpuUs),
            'x bare tRPC on Next': Number((cpuUs / base).toFixed(2)),
            'calls/s': Math.round(median(all.map((one) => one.perSecond))),
          },
        ];
      }),
    ),
  );
} finally {
  await browser.close();
  await ours.stop();
  await remove();
  await yardstick.stop();
}
