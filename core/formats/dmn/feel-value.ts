import type { Reader } from './feel-reader.ts';

/** Values of FEEL, the expression language of decision models (OMG DMN 1.5, chapter 10). */
export type Feel = null | boolean | number | string | FeelList | FeelContext | FeelRange | FeelFunction | FeelTime;

export type FeelList = readonly Feel[];

export type FeelContext = { kind: 'context'; entries: ReadonlyMap<string, Feel> };

/** A bound that is null is open-ended. */
export type FeelRange = { kind: 'range'; low: Feel; high: Feel; isLowOpen: boolean; isHighOpen: boolean };

export type FeelFunction = { kind: 'function'; parameters: readonly string[] | null; call: (values: readonly Feel[]) => Feel };

/**
 * Dates count days and times milliseconds; `days` durations are milliseconds, `months` durations months. `text` is how it was or would be
 * written; `offset` in minutes, null for local time.
 */
export type FeelTime = {
  kind: 'date' | 'time' | 'date and time' | 'days' | 'months';
  amount: number;
  offset: number | null;
  text: string;
};

/** What names stand for; undefined where a name is not known. */
export type Scope = (name: string) => Feel | undefined;

/** What an expression is worth where names have these values. */
export type Evaluate = (scope: Scope) => Feel;

/** Whether a value is one of the tagged kinds. */
export function isKind<K extends 'context' | 'range' | 'function'>(value: Feel | undefined, kind: K): value is Extract<Feel, { kind: K }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

/** Whether a value is a date, a time or a duration. */
export function isTime(value: Feel | undefined): value is FeelTime {
  return typeof value === 'object' && value !== null && 'kind' in value && 'amount' in value;
}

/** Whether a value is a list. */
export function isList(value: Feel | undefined): value is FeelList {
  return Array.isArray(value);
}

/** A list of one is its element where no list is asked for. */
export function single(value: Feel): Feel {
  return isList(value) && value.length === 1 ? (value[0] ?? null) : value;
}

/** Equality of FEEL; null where the two cannot be compared. */
export function isEqual(a: Feel, b: Feel): boolean | null {
  if (a === null || b === null) return a === b;
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b)) return isList(a) ? (a.length === 1 ? isEqual(a[0] ?? null, b) : null) : isEqual(b, a);
    return a.length === b.length && a.every((one, index) => isEqual(one, b[index] ?? null) === true);
  }
  if (isTime(a) && isTime(b)) {
    if (a.kind !== b.kind) return isDuration(a) && isDuration(b) && a.amount === 0 && b.amount === 0 ? true : null;
    return a.amount === b.amount;
  }
  if (isKind(a, 'context') && isKind(b, 'context'))
    return a.entries.size === b.entries.size && [...a.entries].every(([key, value]) => isEqual(value, b.entries.get(key) ?? null) === true);
  if (isKind(a, 'range') && isKind(b, 'range'))
    return (
      isEqual(a.low, b.low) === true && isEqual(a.high, b.high) === true && a.isLowOpen === b.isLowOpen && a.isHighOpen === b.isHighOpen
    );
  if (typeof a === 'object' || typeof b === 'object' || typeof a !== typeof b) return null;
  return a === b;
}

function isDuration({ kind }: FeelTime): boolean {
  return kind === 'days' || kind === 'months';
}

/** Negative, zero or positive; null where there is no order between the two. */
export function compare(a: Feel, b: Feel): number | null {
  const left = single(a);
  const right = single(b);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  if (isTime(left) && isTime(right) && left.kind === right.kind) return left.amount - right.amount;
  return null;
}

/** Whether a value lies in a range; null where that cannot be said. */
export function isWithin(value: Feel, { low, high, isLowOpen, isHighOpen }: FeelRange): boolean | null {
  const above = low === null ? 1 : compare(value, low);
  const below = high === null ? -1 : compare(value, high);
  if (above === null || below === null) return null;
  return (isLowOpen ? above > 0 : above >= 0) && (isHighOpen ? below < 0 : below <= 0);
}

/** A context of these entries. */
export function context(entries: Iterable<readonly [string, Feel]>): FeelContext {
  return { kind: 'context', entries: new Map(entries) };
}

/** How FEEL's `string()` writes a value. */
export function asText(value: Feel, isInside = false): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return isInside ? `"${value}"` : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isTime(value)) return value.text;
  if (isKind(value, 'context')) return `{${[...value.entries].map(([key, one]) => `${key}: ${asText(one, true)}`).join(', ')}}`;
  if (isKind(value, 'range'))
    return `${value.isLowOpen ? '(' : '['}${asText(value.low, true)}..${asText(value.high, true)}${value.isHighOpen ? ')' : ']'}`;
  if (isKind(value, 'function')) return 'function';
  return `[${value.map((one) => asText(one, true)).join(', ')}]`;
}

/** Reads one expression at the reader's place. */
export type ReadExpression = (reader: Reader) => Evaluate;
