import type { Browser } from '@playwright/test';
import { weighPage } from '../e2e/page-weight.ts';
import { besideBare, type Cookies, printTable, rounds } from './beside-bare.ts';
import { median } from './measure.ts';

/**
 * Pages of the built product beside bare Next, opened cold in a fresh profile and once more with what the browser then has: P1, the
 * reading half of P3 and the warm half of P4. Each opening follows one of bare Next's static page and is divided by it, so that a machine
 * with other work slows down both; medians of these ratios are what counts.
 *
 *   npm run bench:pages            ROUNDS=9 for more, REUSE=1 to leave bare Next as it was built
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
  const weight = await weighPage(session);
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
  const { jsKb, requests } = weight();
  await page.reload({ waitUntil: 'networkidle' });
  const warm = await read();
  await context.close();
  return { jsKb, requests, lcpMs: cold.lcp, cls: Math.max(cold.cls, warm.cls), warmLcpMs: warm.lcp };
}

type Beside = { page: PageFigures; bare: PageFigures };

async function openMany(
  openBare: () => Promise<PageFigures>,
  pages: readonly [string, string, Cookies][],
  browser: Browser,
): Promise<Map<string, Beside[]>> {
  const figures = new Map<string, Beside[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, url, jar] of pages) {
      const beside = await openBare();
      const page = await openTwice(browser, url, jar);
      figures.set(name, [...(figures.get(name) ?? []), { page, bare: beside }]);
    }
  }
  return figures;
}

const hundredths = (value: number) => Number(value.toFixed(2));

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
  const figures = await openMany(() => openTwice(browser, `${bare.url}/`, []), pages, browser);
  printTable(
    `Pages, CPU at ${throttle}x, ${rounds} rounds, medians`,
    [...figures].map(([name, all]): [string, Record<string, number>] => {
      const middle = (figure: (one: Beside) => number) => median(all.map(figure));
      return [
        name,
        {
          'LCP ms': Math.round(middle(({ page }) => page.lcpMs)),
          'x bare': hundredths(middle(({ page, bare }) => page.lcpMs / bare.lcpMs)),
          'warm x cold': hundredths(middle(({ page }) => page.warmLcpMs / page.lcpMs)),
          'JS KB sent': Math.round(middle(({ page }) => page.jsKb)),
          requests: middle(({ page }) => page.requests),
          CLS: Number(Math.max(...all.map(({ page }) => page.cls)).toFixed(3)),
        },
      ];
    }),
  );
});
