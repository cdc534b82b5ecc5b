import { compare, type Feel, isKind, isList } from './feel-value.ts';

/** Where a point lies to a range, and ranges to one another; null where they have no order. */
export function relation(a: Feel, b: Feel, tell: (a: Ends, b: Ends) => boolean): Feel {
  const [left, right] = [endsOf(a), endsOf(b)];
  return left && right && compare(left.low, right.low) !== null ? tell(left, right) : null;
}

type Ends = { low: Feel; high: Feel; isLowOpen: boolean; isHighOpen: boolean };

function endsOf(value: Feel): Ends | null {
  if (isKind(value, 'range')) return value;
  return value === null || isList(value) || isKind(value, 'context')
    ? null
    : { low: value, high: value, isLowOpen: false, isHighOpen: false };
}

const isBefore = (a: Ends, b: Ends): boolean => {
  const order = compare(a.high, b.low) ?? 0;
  return order < 0 || (order === 0 && (a.isHighOpen || b.isLowOpen));
};
const sameLow = (a: Ends, b: Ends) => compare(a.low, b.low) === 0 && a.isLowOpen === b.isLowOpen;
const sameHigh = (a: Ends, b: Ends) => compare(a.high, b.high) === 0 && a.isHighOpen === b.isHighOpen;
const isInside = (a: Ends, b: Ends): boolean => {
  const low = compare(a.low, b.low) ?? -1;
  const high = compare(a.high, b.high) ?? 1;
  return (low > 0 || (low === 0 && (!b.isLowOpen || a.isLowOpen))) && (high < 0 || (high === 0 && (!b.isHighOpen || a.isHighOpen)));
};
const meets = (a: Ends, b: Ends) => compare(a.high, b.low) === 0 && !a.isHighOpen && !b.isLowOpen;

/** The relations of FEEL by their names (DMN 1.5, 10.3.4.10). */
export const RANGES: [string, (a: Ends, b: Ends) => boolean][] = [
  ['before', isBefore],
  ['after', (a, b) => isBefore(b, a)],
  ['meets', meets],
  ['met by', (a, b) => meets(b, a)],
  ['overlaps', (a, b) => !isBefore(a, b) && !isBefore(b, a)],
  ['overlaps before', (a, b) => !isBefore(a, b) && (compare(a.low, b.low) ?? 0) < 0 && (compare(a.high, b.high) ?? 0) < 0],
  ['overlaps after', (a, b) => !isBefore(b, a) && (compare(a.low, b.low) ?? 0) > 0 && (compare(a.high, b.high) ?? 0) > 0],
  ['finishes', (a, b) => sameHigh(a, b) && isInside(a, b)],
  ['finished by', (a, b) => sameHigh(a, b) && isInside(b, a)],
  ['includes', (a, b) => isInside(b, a)],
  ['during', isInside],
  ['starts', (a, b) => sameLow(a, b) && isInside(a, b)],
  ['started by', (a, b) => sameLow(a, b) && isInside(b, a)],
  ['coincides', (a, b) => sameLow(a, b) && sameHigh(a, b)],
];
