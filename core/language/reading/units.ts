/** A family of units that can be turned into one another; `factor` is how many of the family's smallest one is. */
export type Unit = { name: string; family: string; factor: number };

const FAMILIES: Record<string, Record<string, [number, string]>> = {
  time: {
    ms: [1, 'ms|msec|millisecond|milliseconds'],
    s: [1000, 's|sec|secs|second|seconds'],
    min: [60_000, 'min|mins|minute|minutes'],
    h: [3_600_000, 'h|hr|hrs|hour|hours'],
    days: [86_400_000, 'd|day|days'],
    weeks: [604_800_000, 'week|weeks'],
  },
  size: {
    bytes: [1, 'b|byte|bytes'],
    kb: [1024, 'kb|kib|kilobyte|kilobytes'],
    mb: [1024 ** 2, 'mb|mib|megabyte|megabytes'],
    gb: [1024 ** 3, 'gb|gib|gigabyte|gigabytes'],
  },
  share: { '%': [1, '%|percent|pct|per cent'] },
};

/** Digits behind the point of currencies that have not two. */
const DIGITS: Record<string, number> = { JPY: 0, KRW: 0, VND: 0, CLP: 0 };

const CURRENCIES =
  'EUR|USD|GBP|CHF|JPY|CNY|RMB|INR|BRL|CAD|AUD|SEK|NOK|DKK|PLN|CZK|MXN|KRW|RUB|ZAR|SGD|HKD|NZD|TRY|VND|CLP|ARS|COP|XAF|XOF|ETB|NGN|KES';

const BY_WORD: ReadonlyMap<string, Unit> = (() => {
  const units = new Map<string, Unit>();
  for (const [family, members] of Object.entries(FAMILIES)) {
    for (const [name, [factor, words]] of Object.entries(members))
      for (const word of words.split('|')) units.set(word, { name, family, factor });
  }
  return units;
})();

const MONEY = new Set(CURRENCIES.split('|'));

/** The unit that a word means, any other word being a unit of its own (`points`, `attempts`): plural and singular are one. */
export function unitOf(word: string): Unit {
  const known = BY_WORD.get(word.toLowerCase());
  if (known) return known;
  const upper = word.toUpperCase();
  if (isCurrency(upper)) return { name: upper, family: upper, factor: 10 ** minorDigits(upper) };
  const name = pluralOf(word.toLowerCase());
  return { name, family: name, factor: 1 };
}

/** Whether it is a currency; numbers of it are kept in its smallest coin. */
export function isCurrency(word: string): boolean {
  return MONEY.has(word);
}

/** How many digits of a currency stand behind the point. */
export function minorDigits(currency: string): number {
  return DIGITS[currency] ?? 2;
}

/** Turns an amount written in one unit into another of its family; null where no such turn is. Money comes out in the smallest coin. */
export function convert(amount: number, from: Unit, to: Unit): number | null {
  if (from.family !== to.family) return null;
  if (isCurrency(from.name)) return round(amount * from.factor);
  return round((amount * from.factor) / to.factor);
}

/** A number that people write: without the noise that binary fractions bring in. */
export function round(value: number): number {
  return Number.parseFloat(value.toPrecision(15));
}

/** A number of a unit as people say it: `20.00 EUR`, `5 percent`, `2 minutes`, `3 points`. */
export function sayNumber(value: number, unit: string | null): string {
  if (unit === null) return String(value);
  if (isCurrency(unit)) return `${(value / 10 ** minorDigits(unit)).toFixed(minorDigits(unit))} ${unit}`;
  if (unit === '%') return `${value} percent`;
  if (unit === 'ms') return sayTime(value);
  const known = FAMILIES['time']?.[unit] ?? FAMILIES['size']?.[unit];
  const [, words] = known ?? [0, ''];
  const spoken = unit === 'kb' || unit === 'mb' || unit === 'gb' ? unit.toUpperCase() : (words.split('|').at(-1) ?? '') || unit;
  return `${value} ${Math.abs(value) === 1 ? spoken.replace(/s$/, '') : spoken}`;
}

function sayTime(ms: number): string {
  for (const [name, one] of [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ] as const) {
    if (ms !== 0 && ms % one === 0) return `${ms / one} ${name}${ms / one === 1 ? '' : 's'}`;
  }
  return `${ms} ms`;
}

/** A number of a unit as a reading writes it: `20.00 EUR`, `5 %`, `120 s`. */
export function writeNumber(value: number, unit: string | null): string {
  if (unit === null) return plain(value);
  if (isCurrency(unit)) return `${(value / 10 ** minorDigits(unit)).toFixed(minorDigits(unit))} ${unit}`;
  return /^[%\p{L}]/u.test(unit) && /^(?:%|[\p{L}\d_]+)$/u.test(unit) ? `${plain(value)} ${unit}` : plain(value);
}

/** Never in the form `1e21`, which a reading does not know. */
function plain(value: number): string {
  return Number.isInteger(value) && Math.abs(value) >= 1e21
    ? BigInt(value).toString()
    : Math.abs(value) > 0 && Math.abs(value) < 1e-6
      ? value.toFixed(20).replace(/0+$/, '')
      : String(value);
}

function pluralOf(word: string): string {
  if (!/^[a-z]+$/.test(word) || word.endsWith('s') || word.length < 3) return word;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : /(?:x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
