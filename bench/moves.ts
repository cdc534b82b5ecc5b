import { besideBare, printTable, rounds } from './beside-bare.ts';
import { clickToPaintMs, openThrottled, transitionMs } from './interactions.ts';
import { median } from './measure.ts';

/**
 * Clicks and ways between pages beside bare Next: P2 and the first half of P4. Medians in ms; what counts is the ratio to bare Next's button
 * and to its way to another page in the same run.
 *
 *   node bench/moves.ts
 */
const throttle = 4;
const dialogs = [
  ['projects: open the import dialog', 'main button'],
  ['palette: open', 'nav[aria-label="Main"] > button'],
] as const;

await besideBare(async ({ bare, ours, cookies, browser }) => {
  const taken = new Map<string, number[]>();
  const note = (name: string, ms: number) => taken.set(name, [...(taken.get(name) ?? []), ms]);
  for (let round = 0; round <= rounds; round += 1) {
    const links = await openThrottled(browser, `${bare.url}/links`, [], throttle);
    note('bare Next: click to paint', await clickToPaintMs(links, 'button'));
    note('bare Next: to another page', await transitionMs(links, 'a[href="/"]', 'Bare Next'));
    await links.context().close();

    for (const [name, button] of dialogs) {
      const page = await openThrottled(browser, `${ours.url}/home`, cookies, throttle);
      note(name, await clickToPaintMs(page, button));
      await page.context().close();
    }
    const list = await openThrottled(browser, `${ours.url}/home`, cookies, throttle);
    note('to a project', await transitionMs(list, 'main a[href$="/projects/order-pricing"]', 'Order pricing'));
    note('to the runs', await transitionMs(list, 'nav a[href$="/runs"]', 'Runs'));
    await list.context().close();

    const spec = await openThrottled(browser, `${ours.url}/home/projects/order-pricing/specs/order-pricing`, cookies, throttle);
    note('spec: another document', await clickToPaintMs(spec, '[role="tab"]:not([aria-selected="true"])'));
    await spec.context().close();
    // Both servers have rendered each page once before it counts.
    if (round === 0) taken.clear();
  }
  const middle = (name: string) => median(taken.get(name) ?? []);
  const rows = [...taken.keys()].map((name): [string, Record<string, number>] => {
    const ms = middle(name);
    const yard = middle(name.includes('to a') || name.startsWith('to ') ? 'bare Next: to another page' : 'bare Next: click to paint');
    return [name, { ms: Math.round(ms), best: Math.round(Math.min(...(taken.get(name) ?? []))), 'x bare': Number((ms / yard).toFixed(2)) }];
  });
  printTable(`Clicks and ways, CPU at ${throttle}x, ${rounds} rounds, medians in ms`, rows);
});
