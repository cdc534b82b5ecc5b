/** For how long a change is remembered, in ms: longer than a slow browser takes from a page's first byte to its stream. */
const rememberedMs = 60_000;
const mostRemembered = 2_000;
/** How far apart the clocks of two servers may be, and a change from the news of it. What is told twice does no harm. */
const slackMs = 3_000;

/**
 * What was announced lately, so that a page which was read a moment ago need not read everything again when its stream opens.
 * `now` is a clock in ms since 1970, the one that pages are dated with.
 */
export function createRecentChanges<T>({ now }: { now: () => number }) {
  let changes: { atMs: number; change: T }[] = [];
  /** Since when nothing has been missed. */
  let wholeSinceMs = Number.POSITIVE_INFINITY;
  const forgetUntil = (index: number) => {
    const last = changes[index - 1];
    if (!last) return;
    wholeSinceMs = Math.max(wholeSinceMs, last.atMs + 1);
    changes = changes.slice(index);
  };
  return {
    /** Notes a change that was announced now. */
    add(change: T): void {
      const atMs = now();
      changes.push({ atMs, change });
      if (changes.length > mostRemembered) forgetUntil(changes.length - mostRemembered / 2);
      const kept = changes.findIndex((one) => one.atMs > atMs - rememberedMs);
      if (kept > 0) forgetUntil(kept);
    },
    /** Announcements may have been missed until now. */
    restart(): void {
      changes = [];
      wholeSinceMs = now();
    },
    /** All that was announced since `sinceMs`, and perhaps a little from before it; null where some of it may be missing. */
    since(sinceMs: number): T[] | null {
      const fromMs = sinceMs - slackMs;
      if (!(fromMs >= wholeSinceMs)) return null;
      return changes.filter(({ atMs }) => atMs >= fromMs).map(({ change }) => change);
    },
  };
}
