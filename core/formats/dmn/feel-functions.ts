import { LIST_FUNCTIONS, padded } from './feel-list-functions.ts';
import { calculate, finite } from './feel-operators.ts';
import { RANGES, relation } from './feel-range-functions.ts';
import { dateAndTime, readDateAndTime, readDuration } from './feel-time.ts';
import { dateOfValues, dateOnly, datePart, dayNames, monthNames, monthsBetween, timeOfValues } from './feel-time-functions.ts';
import { asText, context, type Feel, type FeelFunction, isKind, isList, isTime, isWithin } from './feel-value.ts';

/** A function of these parameters; a parameter that is left out is null. */
function of(parameters: string, call: (...values: Feel[]) => Feel): FeelFunction {
  const parts = parameters === '' ? [] : parameters.split(',').map((one) => one.trim());
  return { kind: 'function', parameters: parts, call: (values) => call(...padded(values, parts.length)) };
}

const text =
  (call: (value: string, ...rest: Feel[]) => Feel) =>
  (value: Feel, ...rest: Feel[]): Feel =>
    typeof value === 'string' ? call(value, ...rest) : null;
const number =
  (call: (value: number, scale: number) => number) =>
  (value: Feel, scale: Feel): Feel =>
    typeof value === 'number' ? finite(call(value, typeof scale === 'number' ? scale : 0)) : null;

/** Rounds with a number of decimals; `rule` rounds to whole numbers. */
const scaled = (rule: (value: number) => number) =>
  number((value, scale) => {
    const factor = 10 ** scale;
    return Number((rule(Number((value * factor).toPrecision(15))) / factor).toPrecision(15));
  });

const halfEven = (value: number): number => {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
};
const away = (value: number): number => Math.sign(value) * Math.ceil(Math.abs(value));
const toZero = Math.trunc;

function numberOf(from: Feel, group: Feel, point: Feel): Feel {
  if (typeof from === 'number') return from;
  if (typeof from !== 'string') return null;
  if (group !== null && group !== ' ' && group !== ',' && group !== '.') return null;
  if (point !== null && point !== '.' && point !== ',') return null;
  const plain = (typeof group === 'string' ? from.split(group).join('') : from).replace(typeof point === 'string' ? point : '.', '.');
  return /^\s*-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(plain) ? Number(plain) : null;
}

function matches(input: string, pattern: Feel, flags: Feel): boolean | null {
  const expression = regular(pattern, flags);
  return expression ? expression.test(input) : null;
}

function regular(pattern: Feel, flags: Feel, more = ''): RegExp | null {
  if (typeof pattern !== 'string') return null;
  const wanted = typeof flags === 'string' ? flags : '';
  try {
    const source = wanted.includes('x') ? pattern.replace(/\s+/g, '') : pattern;
    return new RegExp(
      wanted.includes('q') ? source.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : source,
      `u${wanted.replace(/[^ims]/g, '')}${more}`,
    );
  } catch {
    return null;
  }
}

const names = (list: string) => list.split(' ');

/** FEEL's functions by their names (DMN 1.5, 10.3.4). */
export const BUILT_IN: ReadonlyMap<string, FeelFunction> = new Map<string, FeelFunction>([
  ['not', of('negand', (value) => (typeof value === 'boolean' ? !value : null))],
  ['number', of('from, grouping separator, decimal separator', numberOf)],
  ['string', of('from', (value) => (value === null ? null : asText(value)))],
  ['date', of('from, month, day', dateOfValues)],
  ['time', of('from, minute, second, offset', timeOfValues)],
  [
    'date and time',
    of('date, time', (date, time) => {
      if (typeof date === 'string') return readDateAndTime(date);
      if (!isTime(date)) return null;
      return time === null
        ? dateAndTime(date, null)
        : isTime(time) && time.kind === 'time'
          ? dateAndTime(dateOnly(date) ?? date, time)
          : null;
    }),
  ],
  ['duration', of('from', (value) => (typeof value === 'string' ? readDuration(value) : isTime(value) ? value : null))],
  ['years and months duration', of('from, to', (from, to) => (isTime(from) && isTime(to) ? monthsBetween(from.text, to.text) : null))],
  ['substring', of('string, start position, length', text(substring))],
  [
    'string length',
    of(
      'string',
      text((value) => Array.from(value).length),
    ),
  ],
  [
    'upper case',
    of(
      'string',
      text((value) => value.toUpperCase()),
    ),
  ],
  [
    'lower case',
    of(
      'string',
      text((value) => value.toLowerCase()),
    ),
  ],
  [
    'trim',
    of(
      'string',
      text((value) => value.trim()),
    ),
  ],
  [
    'substring before',
    of(
      'string, match',
      text((value, part) =>
        typeof part === 'string' ? (part === '' || !value.includes(part) ? '' : value.slice(0, value.indexOf(part))) : null,
      ),
    ),
  ],
  [
    'substring after',
    of(
      'string, match',
      text((value, part) =>
        typeof part === 'string' ? (value.includes(part) ? value.slice(value.indexOf(part) + part.length) : '') : null,
      ),
    ),
  ],
  [
    'contains',
    of(
      'string, match',
      text((value, part) => (typeof part === 'string' ? value.includes(part) : null)),
    ),
  ],
  [
    'starts with',
    of(
      'string, match',
      text((value, part) => (typeof part === 'string' ? value.startsWith(part) : null)),
    ),
  ],
  [
    'ends with',
    of(
      'string, match',
      text((value, part) => (typeof part === 'string' ? value.endsWith(part) : null)),
    ),
  ],
  [
    'matches',
    of(
      'input, pattern, flags',
      text((value, pattern, flags) => matches(value, pattern ?? null, flags ?? null)),
    ),
  ],
  ['replace', of('input, pattern, replacement, flags', text(replaced))],
  [
    'split',
    of(
      'string, delimiter',
      text((value, pattern) => {
        const by = regular(pattern ?? null, null);
        return by && value.split(by);
      }),
    ),
  ],
  ['decimal', of('n, scale', scaled(halfEven))],
  ['floor', of('n, scale', scaled(Math.floor))],
  ['ceiling', of('n, scale', scaled(Math.ceil))],
  ['round up', of('n, scale', scaled(away))],
  ['round down', of('n, scale', scaled(toZero))],
  [
    'round half up',
    of(
      'n, scale',
      scaled((value) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5)),
    ),
  ],
  [
    'round half down',
    of(
      'n, scale',
      scaled((value) => Math.sign(value) * Math.ceil(Math.abs(value) - 0.5)),
    ),
  ],
  [
    'abs',
    of('n', (value) =>
      isTime(value) ? (value.amount < 0 ? calculate('*', value, -1) : value) : typeof value === 'number' ? Math.abs(value) : null,
    ),
  ],
  [
    'modulo',
    of('dividend, divisor', (a, b) => (typeof a === 'number' && typeof b === 'number' ? finite(a - b * Math.floor(a / b)) : null)),
  ],
  ['sqrt', of('number', number(Math.sqrt))],
  ['log', of('number', number(Math.log))],
  ['exp', of('number', number(Math.exp))],
  ['odd', of('number', (value) => (typeof value === 'number' ? Math.abs(value % 2) === 1 : null))],
  ['even', of('number', (value) => (typeof value === 'number' ? value % 2 === 0 : null))],
  ['is', of('value1, value2', (a, b) => asText(a, true) === asText(b, true))],
  [
    'get value',
    of('m, key', (value, key) => (isKind(value, 'context') && typeof key === 'string' ? (value.entries.get(key) ?? null) : null)),
  ],
  [
    'get entries',
    of('m', (value) =>
      isKind(value, 'context')
        ? [...value.entries].map(([key, one]) =>
            context([
              ['key', key],
              ['value', one],
            ]),
          )
        : null,
    ),
  ],
  [
    'context put',
    of('context, key, value', (value, key, put) =>
      isKind(value, 'context') && typeof key === 'string' ? context([...value.entries, [key, put ?? null]]) : null,
    ),
  ],
  [
    'context merge',
    of('contexts', (list) =>
      isList(list) && list.every((one) => isKind(one, 'context'))
        ? context(list.flatMap((one) => (isKind(one, 'context') ? [...one.entries] : [])))
        : null,
    ),
  ],
  ...names('year month day hour minute second').map((part) => [part, of('from', datePart(part))] as const),
  ['day of week', of('date', (value) => dayNames(datePart('weekday')(value)))],
  ['month of year', of('date', (value) => monthNames(datePart('month')(value)))],
  ...RANGES.map(([name, tell]) => [name, of('a, b', (a, b) => relation(a, b, tell))] as const),
  ['in range', of('value, range', (value, range) => (isKind(range, 'range') ? isWithin(value, range) : null))],
  ...LIST_FUNCTIONS,
]);

function substring(value: string, start?: Feel, length?: Feel): Feel {
  const letters = Array.from(value);
  if (typeof start !== 'number' || start === 0) return null;
  const from = start > 0 ? start - 1 : letters.length + start;
  return letters.slice(from, typeof length === 'number' ? from + length : undefined).join('');
}

function replaced(value: string, pattern?: Feel, by?: Feel, flags?: Feel): Feel {
  const expression = regular(pattern ?? null, flags ?? null, 'g');
  return expression && typeof by === 'string' ? value.replace(expression, by.replace(/\$0/g, '$$&')) : null;
}

/** Calls with named parameters; null where one is not the function's. */
export function callNamed(target: FeelFunction, named: readonly (readonly [string, Feel])[]): Feel {
  const { parameters } = target;
  if (!parameters) return null;
  const values: Feel[] = parameters.map(() => null);
  for (const [name, value] of named) {
    const index = parameters.findIndex((one) => one === name || ALIASES[name]?.includes(one));
    if (index < 0) return null;
    values[index] = value;
  }
  return target.call(values);
}

/** Functions of two forms name their parameters in two ways. */
const ALIASES: Record<string, string[]> = {
  year: ['from'],
  hour: ['from'],
  from: ['date', 'number', 'n'],
  point: ['a', 'b'],
  range: ['a', 'b'],
  range1: ['a'],
  range2: ['b'],
  point1: ['a'],
  point2: ['b'],
};
