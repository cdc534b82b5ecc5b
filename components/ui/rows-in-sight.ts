/** Rows beyond each edge that are drawn before somebody can see them. */
const around = 6;

export type Rows = { from: number; to: number };

/** The rows of equal height, `from` up to but not including `to`, that a scroller shows, and some around them. */
export function rowsInSight({ count, rowPx, topPx, heightPx }: { count: number; rowPx: number; topPx: number; heightPx: number }): Rows {
  const from = Math.min(count, Math.max(0, Math.floor(topPx / rowPx) - around));
  return { from, to: Math.min(count, Math.max(from, Math.ceil((topPx + heightPx) / rowPx) + around)) };
}

/** The next rows to draw on the way from those that are drawn to those that are to be: at most so many new ones, the nearest first. */
export function nextRows(drawn: Rows, wanted: Rows, most: number): Rows {
  let from = Math.max(drawn.from, wanted.from);
  let to = Math.min(drawn.to, wanted.to);
  if (from >= to) {
    from = Math.floor((wanted.from + wanted.to) / 2);
    to = from;
  }
  const [above, below] = [from - wanted.from, wanted.to - to];
  const up = Math.min(above, Math.max(most - below, Math.ceil(most / 2)));
  return { from: from - up, to: to + Math.min(below, most - up) };
}
