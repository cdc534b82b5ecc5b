/** Lets `burst` through at once and `perSecond` in the long run. */
export type TokenBucket = {
  /** True if `amount` fits now; it is taken even if it does not, so that a flood stays shut out. */
  take(amount: number): boolean;
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
  };
}
