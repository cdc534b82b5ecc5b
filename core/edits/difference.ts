/** One replaced stretch of a text, in UTF-16 units. */
export type Difference = { start: number; removed: number; inserted: string };

/**
 * The smallest single stretch to replace so that `before` becomes `after`. It never cuts between the two halves of a
 * surrogate pair: half an emoji stored is a broken character for everyone who reads it. Linear.
 */
export function difference(before: string, after: string): Difference {
  const shorter = Math.min(before.length, after.length);
  let start = commonHead(before, after, shorter);
  if (cutsPair(before, start) || cutsPair(after, start)) start -= 1;
  let tail = commonTail(before, after, shorter - start);
  if (tail > 0 && (cutsPair(before, before.length - tail) || cutsPair(after, after.length - tail))) tail -= 1;
  return { start, removed: before.length - tail - start, inserted: after.slice(start, after.length - tail) };
}

/** Texts are compared by blocks first, which the engine does without looking at single characters. */
const BLOCK = 2048;

function commonHead(before: string, after: string, limit: number): number {
  let at = 0;
  while (at + BLOCK <= limit && before.slice(at, at + BLOCK) === after.slice(at, at + BLOCK)) at += BLOCK;
  while (at < limit && before.charCodeAt(at) === after.charCodeAt(at)) at += 1;
  return at;
}

function commonTail(before: string, after: string, limit: number): number {
  const { length: a } = before;
  const { length: b } = after;
  let tail = 0;
  while (tail + BLOCK <= limit && before.slice(a - tail - BLOCK, a - tail) === after.slice(b - tail - BLOCK, b - tail)) tail += BLOCK;
  while (tail < limit && before.charCodeAt(a - 1 - tail) === after.charCodeAt(b - 1 - tail)) tail += 1;
  return tail;
}

/** Carries out a difference; the inverse of `difference` for the same `before`. */
export function applyDifference(before: string, { start, removed, inserted }: Difference): string {
  return before.slice(0, start) + inserted + before.slice(start + removed);
}

function cutsPair(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  const left = text.charCodeAt(at - 1);
  const right = text.charCodeAt(at);
  return left >= 0xd800 && left <= 0xdbff && right >= 0xdc00 && right <= 0xdfff;
}
