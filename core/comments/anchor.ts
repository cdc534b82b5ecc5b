import type * as Y from 'yjs';
import type { Span } from '#core/language/span.ts';

/** Beyond any stretch that a person comments on; a stretch that was typed letter by letter by many has many spans. */
export const mostSpans = 4_000;

/**
 * The characters that something is said about, by their Yjs ids: runs of `[client, clock, length]` in the order of the text.
 * An id belongs to one character for ever, wherever edits around it move it. `anchor-shape.ts` reads one.
 */
export type Anchor = { spans: [client: number, clock: number, length: number][] };

/**
 * Where an anchor is now. `outdated` when none of its characters is left: `span` is then the empty place where they stood.
 * `unknown` when the document does not know the characters, because it has not received them yet.
 */
export type Place = { state: 'there' | 'outdated'; span: Span } | { state: 'unknown' };

/** The anchor of the characters from `start` to `end`, in UTF-16 units. Null for an empty stretch. Linear in the text's items. */
export function anchorOf(text: Y.Text, { start, end }: Span): Anchor | null {
  const spans: Anchor['spans'] = [];
  let at = 0;
  for (const item of itemsOf(text)) {
    if (at >= end) break;
    if (item.deleted || !item.countable) continue;
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, item.length);
    at += item.length;
    if (from >= to) continue;
    const { client, clock } = item.id;
    const last = spans.at(-1);
    if (last && last[0] === client && last[1] + last[2] === clock + from) last[2] += to - from;
    else spans.push([client, clock + from, to - from]);
  }
  return spans.length > 0 && spans.length <= mostSpans ? { spans } : null;
}

/** `reach` is the farthest end of this stretch and of those before it: where it is not beyond a clock, none of them is. */
type Wanted = { clock: number; end: number; reach: number; index: number };
type Seen = { start: number; end: number; wasAt: number };

/**
 * Where anchors are in a text as it is now, in their order: from the first to the last of their characters that is left, with what
 * was written between. One pass over the text, whatever the number of anchors.
 */
export function placesOf(text: Y.Text, anchors: readonly Anchor[]): Place[] {
  const wanted = new Map<number, Wanted[]>();
  anchors.forEach(({ spans }, index) => {
    for (const [client, clock, length] of spans) {
      const own = wanted.get(client) ?? [];
      wanted.set(client, own);
      own.push({ clock, end: clock + length, reach: 0, index });
    }
  });
  for (const own of wanted.values()) {
    own.sort((a, b) => a.clock - b.clock);
    let reach = 0;
    for (const stretch of own) {
      reach = Math.max(reach, stretch.end);
      stretch.reach = reach;
    }
  }
  const seen: Seen[] = anchors.map(() => ({ start: -1, end: -1, wasAt: -1 }));
  let at = 0;
  for (const item of itemsOf(text)) {
    const isThere = !item.deleted && item.countable;
    const { clock } = item.id;
    const own = wanted.get(item.id.client);
    for (let i = own ? firstBeyond(own, clock) : 0; own && i < own.length; i += 1) {
      const stretch = own[i];
      if (!stretch || stretch.clock >= clock + item.length) break;
      const place = seen[stretch.index];
      if (!place || stretch.end <= clock) continue;
      if (place.wasAt < 0) place.wasAt = at;
      if (!isThere) continue;
      if (place.start < 0) place.start = at + Math.max(stretch.clock - clock, 0);
      place.end = at + Math.min(stretch.end - clock, item.length);
    }
    if (isThere) at += item.length;
  }
  return seen.map(({ start, end, wasAt }): Place => {
    if (start >= 0) return { state: 'there', span: { start, end } };
    return wasAt >= 0 ? { state: 'outdated', span: { start: wasAt, end: wasAt } } : { state: 'unknown' };
  });
}

/** The first stretch that may end beyond `clock`. */
function firstBeyond(own: readonly Wanted[], clock: number): number {
  let low = 0;
  let high = own.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((own[middle]?.reach ?? 0) > clock) high = middle;
    else low = middle + 1;
  }
  return low;
}

function* itemsOf(text: Y.Text): Generator<Y.Item> {
  for (let item = text._start; item !== null; item = item.right) yield item;
}
