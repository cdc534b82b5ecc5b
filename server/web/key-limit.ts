import type { IncomingMessage } from 'node:http';

/** What one key may ask: so much at once, and so much a second for as long as it likes. A check of a whole project asks some dozens. */
export const keyBurst = 300;
export const keyPerSecond = 50;
const mostKept = 10_000;

/** Says whether a request may go on: whoever comes with an API key has an allowance of its own in this process, sessions have none. */
export function createKeyLimit(): (req: Pick<IncomingMessage, 'headers'>) => boolean {
  const buckets = new Map<string, { level: number; filledAt: number }>();
  return ({ headers }) => {
    const key = headers['x-api-key'] ?? headers.authorization;
    if (typeof key !== 'string') return true;
    // Whoever makes up keys gets each of them refused; they must not fill the memory.
    if (buckets.size >= mostKept) buckets.clear();
    const at = performance.now();
    const { level, filledAt } = buckets.get(key) ?? { level: keyBurst, filledAt: at };
    const filled = Math.min(keyBurst, level + ((at - filledAt) / 1_000) * keyPerSecond);
    // What is refused costs nothing: whoever waits a second may go on.
    buckets.set(key, { level: filled >= 1 ? filled - 1 : filled, filledAt: at });
    return filled >= 1;
  };
}
