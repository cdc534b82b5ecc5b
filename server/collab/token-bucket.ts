/** Lets `burst` through at once and `perSecond` in the long run. */
export type TokenBucket = {
  /** True if `amount` fits now; it is taken even if it does not, so that a flood stays shut out. */
  take(amount: number): boolean;
  /** Milliseconds until what was taken beyond the burst is paid back; 0 if nothing was. */
  debtMs(): number;
};

export function createTokenBucket(burst: number, perSecond: number, now: () => number = performance.now.bind(performance)): TokenBucket {
  let level = burst;
  let filledAt = now();
  return {
    take: (amount) => {
      const at = now();
      level = Math.min(burst, level + ((at - filledAt) / 1_000) * perSecond) - amount;
      filledAt = at;
      return level >= 0;
    },
    debtMs: () => Math.max(0, (-level / perSecond) * 1_000 - (now() - filledAt)),
  };
}
