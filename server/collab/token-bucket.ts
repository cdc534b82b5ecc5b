/**
 * Lets `burst` through at once and `perSecond` in the long run. Plain numbers: each connection has a handful of them.
 */
export type TokenBucket = { readonly burst: number; readonly perSecond: number; level: number; filledAt: number };

/** A bucket that is full. */
export function createTokenBucket(burst: number, perSecond: number): TokenBucket {
  return { burst, perSecond, level: burst, filledAt: performance.now() };
}

/** True if `amount` fits now; it is taken even if it does not, so that a flood stays shut out. */
export function take(bucket: TokenBucket, amount: number): boolean {
  const now = performance.now();
  bucket.level = Math.min(bucket.burst, bucket.level + ((now - bucket.filledAt) / 1_000) * bucket.perSecond) - amount;
  bucket.filledAt = now;
  return bucket.level >= 0;
}

/** Milliseconds until what was taken beyond the burst is paid back; 0 if nothing was. */
export function debtMs({ level, perSecond, filledAt }: TokenBucket): number {
  return level >= 0 ? 0 : Math.max(0, (-level / perSecond) * 1_000 - (performance.now() - filledAt));
}
