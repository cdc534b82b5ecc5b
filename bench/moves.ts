import type { Browser, Page } from '@playwright/test';
import { besideBare, type Cookies, printTable, rounds } from './beside-bare.ts';
import { clickToPaintMs, openThrottled, toPaintMs, transitionMs } from './interactions.ts';
import { median } from './measure.ts';

/**
 * What people press, and ways between pages, beside bare Next: P2 and the first half of P4. Medians in ms; what counts is the ratio to bare
 * Next's button, and to its way to another page, of the same round.
 *
 *   npm run bench:moves            ROUNDS=9 for more, REUSE=1 to leave bare Next as it was built
 */
const throttle = 4;
const button = 'bare Next: click to paint';
const way = 'bare Next: to another page';

type Note = (name: string, ms: number) => void;

/** P2: tick, approve, filter, palette, and what else is pressed all day. */
async function press(browser: Browser, home: string, cookies: Cookies, note: Note): Promise<void> {
  const spec = `${home}/projects/order-pricing/specs/order-pricing`;
  const opened = async (url: string, work: (page: Page) => Promise<void>) => {
    const page = await openThrottled(browser, url, cookies, throttle);
    page.setDefaultTimeout(150_000);
    await work(page);
    await page.context().close();
  };
  await opened(home, async (page) => {
    note('dialog: open the import', await clickToPaintMs(page, 'main button'));
    await page.keyboard.press('Escape');
    note('palette: open', await clickToPaintMs(page, 'nav[aria-label="Main"] > button'));
    const field = page.getByPlaceholder('Go to a page, or do something');
    await field.waitFor();
    note('palette: a letter', await toPaintMs(page, () => field.press('o')));
    note('palette: next', await toPaintMs(page, () => field.press('ArrowDown')));
  });
  await opened(`${home}/specs`, async (page) => {
    const field = page.getByRole('searchbox', { name: 'Find' });
    await field.click();
    note('filter: a letter', await toPaintMs(page, () => field.press('o')));
  });
  await opened(`${spec}?document=tasks`, async (page) => {
    const box = page.getByRole('checkbox', { name: /^Task 3\.1 is/ });
    await box.and(page.locator(':enabled')).waitFor();
    note('tick a task', await toPaintMs(page, () => box.click()));
    note('tick a task', await toPaintMs(page, () => box.click()));
  });
  await opened(spec, async (page) => {
    note('spec: another document', await clickToPaintMs(page, '[role="tab"]:not([aria-selected="true"])'));
    await page.getByRole('tab', { name: 'Requirements' }).click();
    const gate = page.getByRole('region', { name: 'Gate' });
    const approve = gate.getByRole('button', { name: 'Approve', exact: true });
    await approve.and(page.locator(':enabled')).waitFor();
    note('approve: open', await toPaintMs(page, () => approve.click()));
    note('approve: decide', await toPaintMs(page, () => gate.getByRole('button', { name: /^Approve revision/ }).click()));
    await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).last().click();
    await approve.waitFor();
  });
}

await besideBare(async ({ bare, ours, cookies, browser }) => {
  const home = `${ours.url}/home`;
  const taken = new Map<string, { ms: number; bareMs: number }[]>();
  // Both servers have rendered each page once before it counts.
  for (let round = 0; round <= rounds; round += 1) {
    const links = await openThrottled(browser, `${bare.url}/links`, [], throttle);
    const bareMs = { press: await clickToPaintMs(links, 'button'), way: 0 };
    bareMs.way = await transitionMs(links, 'a[href="/"]', 'Bare Next');
    await links.context().close();
    const noteBeside =
      (beside: keyof typeof bareMs): Note =>
      (name, ms) => {
        if (round > 0) taken.set(name, [...(taken.get(name) ?? []), { ms, bareMs: bareMs[beside] }]);
      };
    noteBeside('press')(button, bareMs.press);
    await press(browser, home, cookies, noteBeside('press'));
    noteBeside('way')(way, bareMs.way);
    for (const [name, link, heading] of [
      ['to a project', 'main a[href$="/projects/order-pricing"]', 'Order pricing'],
      ['to the runs', 'nav a[href$="/runs"]', 'Runs'],
    ] as const) {
      const list = await openThrottled(browser, home, cookies, throttle);
      noteBeside('way')(name, await transitionMs(list, link, heading));
      await list.context().close();
    }
  }
  const rows = [...taken].map(([name, all]): [string, Record<string, number>] => [
    name,
    {
      ms: Math.round(median(all.map(({ ms }) => ms))),
      best: Math.round(Math.min(...all.map(({ ms }) => ms))),
      'x bare': Number(median(all.map(({ ms, bareMs }) => ms / bareMs)).toFixed(2)),
    },
  ]);
  printTable(`Presses and ways, CPU at ${throttle}x, ${rounds} rounds, medians in ms`, rows);
});
