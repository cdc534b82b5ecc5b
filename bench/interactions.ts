import type { Browser, Page } from '@playwright/test';

type Cookies = Parameters<Awaited<ReturnType<Browser['newContext']>>['addCookies']>[0];

/** A page at rest, with the CPU slowed down. */
export async function openThrottled(browser: Browser, url: string, cookies: Cookies, rate: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'networkidle' });
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
  return page;
}

/** From the click on a link until the next page's heading is painted, in ms. The pointer rests on the link for 150 ms first, as a person's does. */
export async function transitionMs(page: Page, selector: string, heading: string): Promise<number> {
  await page.locator(selector).first().hover();
  return page.evaluate(
    ([link, title]) =>
      new Promise<number>((resolve) => {
        setTimeout(() => {
          const startedAt = performance.now();
          document.querySelector<HTMLElement>(link)?.click();
          const look = () => {
            if (document.querySelector('h1')?.textContent === title) requestAnimationFrame(() => resolve(performance.now() - startedAt));
            else requestAnimationFrame(look);
          };
          look();
        }, 150);
      }),
    [selector, heading] as const,
  );
}

/** The longest time from what `act` presses to the paint that follows it, in ms, as the browser's event timing tells it; 16 where it is less. */
export async function toPaintMs(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const durations: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) durations.push(entry.duration);
    });
    observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    Object.assign(globalThis, { durations, observer });
  });
  await act();
  // Event timing is told a frame or two later; below 16 ms nothing is told.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  return page.evaluate(() => {
    const { durations, observer } = globalThis as unknown as { durations: number[]; observer: PerformanceObserver };
    observer.disconnect();
    return Math.max(16, ...durations);
  });
}

/** The longest time from one click on `selector` to the paint that follows it, in ms. */
export const clickToPaintMs = (page: Page, selector: string): Promise<number> =>
  toPaintMs(page, () => page.locator(selector).first().click());
