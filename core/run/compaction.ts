/** Sizes in characters: a conversation that grows over `high` is cut back to `low`. */
export type Room = { high: number; low: number };

/**
 * How many of a conversation's first turns are told in short. It is walked from its beginning, and only where it grows over `high` are turns folded,
 * then down to `low` at once: between two such moments the conversation only grows at its end, so a provider's cache of it holds. The last turn always
 * stays whole.
 */
export function foldedTurns(sizes: readonly number[], { high, low }: Room): number {
  let folded = 0;
  let total = 0;
  for (const [i, size] of sizes.entries()) {
    total += size;
    if (total <= high) continue;
    for (; folded < i && total > low; folded += 1) total -= sizes[folded] ?? 0;
  }
  return folded;
}
