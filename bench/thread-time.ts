import type { Browser, CDPSession } from '@playwright/test';

type TraceEvent = { pid: number; tid: number; ph: string; name: string; tdur?: number; args: { name?: string } };

/**
 * Milliseconds of processor that each task of the page's thread took while `work` went on. Unlike the clock it does not count what else the
 * machine did meanwhile; times the throttle it is what a machine so much slower would have needed.
 */
export async function taskTimes(browser: Browser, work: () => Promise<void>): Promise<number[]> {
  const session: CDPSession = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'], excludedCategories: ['*'] },
  });
  await work();
  const isOver = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.end');
  await isOver;
  await session.detach();
  return ofBusiest(events);
}

/** The thread of the page that is looked at: of all pages' main threads the one that did most. */
function ofBusiest(events: readonly TraceEvent[]): number[] {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
  const pages = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf));
  const tasks = Map.groupBy(
    events.filter((event) => event.ph === 'X' && event.tdur !== undefined && event.name.endsWith('RunTask') && pages.has(threadOf(event))),
    threadOf,
  );
  const times = [...tasks.values()].map((own) => own.map(({ tdur = 0 }) => tdur / 1_000));
  const sum = (all: readonly number[]) => all.reduce((whole, one) => whole + one, 0);
  return times.sort((a, b) => sum(b) - sum(a))[0] ?? [];
}
