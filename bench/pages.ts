import type { Browser } from '@playwright/test';
import { besideBare, type Cookies, printTable, rounds } from './beside-bare.ts';
import { median } from './measure.ts';

/**
 * Pages of the built product beside bare Next, opened cold in a fresh profile and once more with what the browser then has: P1, the
 * reading half of P3 and the warm half of P4. Medians; only the ratios mean something on another machine.
 *
 *   node bench/pages.ts
 */
const throttle = 4;

type Opening = { lcpMs: number; jsKb: number; requests: number; cls: number };
type PageFigures = Opening & { warmLcpMs: number };

async function openTwice(browser: Browser, url: string, cookies: Cookies): Promise<PageFigures> {
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
  const read = () => page.evaluate(() => (globalThis as unknown as { figures: { lcp: number; cls: number } }).figures);
  await page.goto(url, { waitUntil: 'networkidle' });
  const cold = await read();
  const sent = { jsKb: jsBytes / 1024, requests };
  await page.reload({ waitUntil: 'networkidle' });
  const warm = await read();
  await context.close();
  return { ...sent, lcpMs: cold.lcp, cls: Math.max(cold.cls, warm.cls), warmLcpMs: warm.lcp };
}

await besideBare(async ({ bare, ours, cookies, browser }) => {
  const project = `${ours.url}/home/projects/order-pricing`;
  const pages: [string, string, Cookies][] = [
    ['bare Next, static', `${bare.url}/`, []],
    ['bare Next, 100 links', `${bare.url}/links`, []],
    ['projects', `${ours.url}/home`, cookies],
    ['project', project, cookies],
    ['runs', `${ours.url}/home/runs`, cookies],
    ['settings, members', `${ours.url}/home/settings/members`, cookies],
    ['spec (text readable)', `${project}/specs/order-pricing`, cookies],
  ];
  // Both servers have rendered each page once before it counts: neither is measured compiling itself.
  for (const [, url, jar] of pages) await openTwice(browser, url, jar);
  const figures = new Map<string, PageFigures[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, url, jar] of pages) figures.set(name, [...(figures.get(name) ?? []), await openTwice(browser, url, jar)]);
  }
  const middle = (all: readonly PageFigures[] | undefined, figure: keyof PageFigures) => median((all ?? []).map((one) => one[figure]));
  const yard = middle(figures.get('bare Next, static'), 'lcpMs');
  const rows = [...figures].map(([name, all]): [string, Record<string, number>] => {
    const lcp = middle(all, 'lcpMs');
    const warm = middle(all, 'warmLcpMs');
    return [
      name,
      {
        'LCP ms': Math.round(lcp),
        'x bare': Number((lcp / yard).toFixed(2)),
        'warm ms': Math.round(warm),
        'warm x cold': Number((warm / lcp).toFixed(2)),
        'warm x bare cold': Number((warm / yard).toFixed(2)),
        'JS KB sent': Math.round(middle(all, 'jsKb')),
        requests: middle(all, 'requests'),
        CLS: Number(Math.max(...all.map(({ cls }) => cls)).toFixed(3)),
      },
    ];
  });
  printTable(`Pages, CPU at ${throttle}x, ${rounds} rounds, medians`, rows);
});
