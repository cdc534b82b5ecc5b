import type { Range } from './finding.ts';

/** One stretch of the number line; infinite ends are open. In a list they are in order and do not touch. */
export type Segment = { low: number; high: number; isLowOpen: boolean; isHighOpen: boolean };

export const WHOLE: readonly Segment[] = [{ low: -Infinity, high: Infinity, isLowOpen: true, isHighOpen: true }];

/** The one number. */
export function point(value: number): Segment {
  return { low: value, high: value, isLowOpen: false, isHighOpen: false };
}

/** Both ends inside. */
export function between(low: number, high: number): Segment {
  return { low, high, isLowOpen: low === -Infinity, isHighOpen: high === Infinity };
}

function isEmpty({ low, high, isLowOpen, isHighOpen }: Segment): boolean {
  return low > high || (low === high && (isLowOpen || isHighOpen));
}

/** A segment of whole numbers, with both ends inside it. */
function toIntegers({ low, high, isLowOpen, isHighOpen }: Segment): Segment {
  const from = low === -Infinity ? low : isLowOpen ? Math.floor(low) + 1 : Math.ceil(low);
  const to = high === Infinity ? high : isHighOpen ? Math.ceil(high) - 1 : Math.floor(high);
  return between(from, to);
}

/** Puts segments in order, joins those that touch, and leaves out the empty ones. */
export function normalise(segments: readonly Segment[], isInteger: boolean): Segment[] {
  const sorted = segments
    .map((segment) => (isInteger ? toIntegers(segment) : segment))
    .filter((segment) => !isEmpty(segment))
    .sort((a, b) => a.low - b.low || Number(a.isLowOpen) - Number(b.isLowOpen));
  const joined: Segment[] = [];
  for (const segment of sorted) {
    const last = joined.at(-1);
    const touches = last && (segment.low < last.high || (segment.low === last.high && !(segment.isLowOpen && last.isHighOpen)));
    if (last && (touches || (isInteger && segment.low <= last.high + 1))) {
      if (segment.high > last.high || (segment.high === last.high && !segment.isHighOpen))
        joined[joined.length - 1] = { ...last, high: segment.high, isHighOpen: segment.isHighOpen };
    } else joined.push(segment);
  }
  return joined;
}

/** What lies in both. */
export function intersect(a: readonly Segment[], b: readonly Segment[]): Segment[] {
  const both: Segment[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i];
    const y = b[j];
    if (!x || !y) break;
    const low = Math.max(x.low, y.low);
    const high = Math.min(x.high, y.high);
    const segment = {
      low,
      high,
      isLowOpen: (x.low === low && x.isLowOpen) || (y.low === low && y.isLowOpen),
      isHighOpen: (x.high === high && x.isHighOpen) || (y.high === high && y.isHighOpen),
    };
    if (!isEmpty(segment)) both.push(segment);
    if (x.high < y.high || (x.high === y.high && x.isHighOpen)) i += 1;
    else j += 1;
  }
  return both;
}

/** What lies outside, on the whole line. */
export function complement(segments: readonly Segment[], isInteger: boolean): Segment[] {
  const outside: Segment[] = [];
  let low = -Infinity;
  let isLowOpen = true;
  for (const segment of segments) {
    outside.push({ low, high: segment.low, isLowOpen, isHighOpen: !segment.isLowOpen });
    low = segment.high;
    isLowOpen = !segment.isHighOpen;
  }
  if (low !== Infinity) outside.push({ low, high: Infinity, isLowOpen, isHighOpen: true });
  return normalise(
    outside.filter((segment) => segment.low !== Infinity && segment.high !== -Infinity),
    isInteger,
  );
}

/** Shifted and scaled by a factor that is not zero. */
export function scale(segments: readonly Segment[], factor: number): Segment[] {
  const scaled = segments.map(({ low, high, isLowOpen, isHighOpen }) =>
    factor > 0
      ? { low: tidy(low * factor), high: tidy(high * factor), isLowOpen, isHighOpen }
      : { low: tidy(high * factor), high: tidy(low * factor), isLowOpen: isHighOpen, isHighOpen: isLowOpen },
  );
  return factor > 0 ? scaled : scaled.reverse();
}

/** Without the noise of binary fractions: 0.1 * 3 is 0.3. */
export function tidy(value: number): number {
  return Number.isInteger(value) || !Number.isFinite(value) ? value : Number.parseFloat(value.toPrecision(14));
}

export function contains(segments: readonly Segment[], value: number): boolean {
  return segments.some(
    ({ low, high, isLowOpen, isHighOpen }) =>
      value >= low && value <= high && !(isLowOpen && value === low) && !(isHighOpen && value === high),
  );
}

/** The value if there is but one. */
export function onlyValue(segments: readonly Segment[]): number | null {
  const [segment] = segments;
  return segment && segments.length === 1 && segment.low === segment.high ? segment.low : null;
}

/** Values that stand for the segments: their ends, or what is nearest to an open end, the small first. */
export function representatives(segments: readonly Segment[], isInteger: boolean): number[] {
  const values: number[] = [];
  for (const segment of segments) {
    const { low, high, isLowOpen, isHighOpen } = segment;
    const step = isInteger ? 1 : insideStep(segment);
    if (low !== -Infinity) values.push(isLowOpen ? tidy(low + step) : low);
    if (high !== Infinity) values.push(isHighOpen ? tidy(high - step) : high);
    if (low === -Infinity && high === Infinity) values.push(0);
    else if (low === -Infinity && high > 0) values.push(0);
  }
  return [...new Set(values)];
}

/** A step from an open end that stays inside: one where there is room, a tenth of the width where not. */
function insideStep({ low, high }: Segment): number {
  const width = high - low;
  return width > 2 ? 1 : width / 10;
}

/** In the form that findings carry. */
export function toRange({ low, high, isLowOpen, isHighOpen }: Segment): Range {
  return {
    low: low === -Infinity ? null : low,
    high: high === Infinity ? null : high,
    isLowOpen: low !== -Infinity && isLowOpen,
    isHighOpen: high !== Infinity && isHighOpen,
  };
}
