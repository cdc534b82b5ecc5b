import { difference } from '#core/edits/difference.ts';

/** Leads from a line of a text to where it is now, both counted from 1. A line within what changed leads to the nearest that is there. */
export function moveLines(before: string, now: string): (line: number) => number {
  if (before === now) return (line) => line;
  const { start, removed, inserted } = difference(before, now);
  /** How many lines begin before the change, and how many before what follows it. */
  const ahead = start === 0 ? 0 : 1 + breaksIn(before, 0, start - 1);
  const followed = start + removed === 0 ? 0 : 1 + breaksIn(before, 0, start + removed - 1);
  const by = breaksIn(inserted, 0, inserted.length) - breaksIn(before, start, start + removed);
  return (line) => (line <= ahead ? line : line > followed ? line + by : Math.max(ahead, 1, Math.min(line, followed + by)));
}

function breaksIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
