/** Rows beyond each edge that are drawn before somebody can see them. */
const around = 6;

export type Rows = { from: number; to: number };

/** The rows of equal height, `from` up to but not including `to`, that a scroller shows, and some around them. */
export function rowsInSight({ count, rowPx, topPx, heightPx }: { count: number; rowPx: number; topPx: number; heightPx: number }): Rows {
  const from = Math.min(count, Math.max(0, Math.floor(topPx / rowPx) - around));
  return { from, to: Math.min(count, Math.max(from, Math.ceil((topPx + heightPx) / rowPx) + around)) };
}
