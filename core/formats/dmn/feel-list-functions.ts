import { calculate, connect, finite } from './feel-operators.ts';
import { compare, type Feel, type FeelFunction, type FeelList, isEqual, isKind, isList } from './feel-value.ts';

/** Takes one list, or its elements as arguments. */
function spread(call: (list: FeelList) => Feel): FeelFunction {
  return {
    kind: 'function',
    parameters: ['list'],
    call: (values) => {
      const [first] = values;
      if (values.length === 0 || (values.length === 1 && first === null)) return null;
      return call(values.length === 1 && isList(first) ? first : values);
    },
  };
}

/** Values, and null for each one that was left out. */
export function padded(values: readonly Feel[], count: number): Feel[] {
  return Array.from({ length: Math.max(count, values.length) }, (_one, index) => values[index] ?? null);
}

function of(parameters: readonly string[], call: (...values: Feel[]) => Feel): FeelFunction {
  return {
    kind: 'function',
    parameters,
    call: (values) => call(...padded(values, parameters.length)),
  };
}

const asList = (value: Feel): FeelList => (isList(value) ? value : [value]);
const numbers = (list: FeelList): number[] | null => {
  const found = list.filter((one) => typeof one === 'number');
  return found.length === list.length ? found : null;
};

function sum(list: FeelList): Feel {
  if (list.length === 0) return null;
  return list.reduce((total, one) => calculate('+', total, one));
}

function extreme(list: FeelList, sign: 1 | -1): Feel {
  return list.length === 0 ? null : list.reduce((best, one) => ((compare(one, best) ?? 0) * sign > 0 ? one : best));
}

function mean(list: FeelList): Feel {
  return list.length === 0 ? null : calculate('/', sum(list), list.length);
}

function median(list: FeelList): Feel {
  const sorted = numbers(list)?.sort((a, b) => a - b);
  if (!sorted || sorted.length === 0) return null;
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? null) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function stddev(list: FeelList): Feel {
  const all = numbers(list);
  if (!all || all.length < 2) return null;
  const average = all.reduce((total, one) => total + one, 0) / all.length;
  return finite(Math.sqrt(all.reduce((total, one) => total + (one - average) ** 2, 0) / (all.length - 1)));
}

function mode(list: FeelList): Feel {
  const all = numbers(list);
  if (!all) return null;
  const counts = new Map<number, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  const most = [...counts.values()].reduce((highest, count) => Math.max(highest, count), 0);
  return [...counts].flatMap(([value, count]) => (count === most ? [value] : [])).sort((a, b) => a - b);
}

function distinct(list: FeelList): Feel[] {
  const kept: Feel[] = [];
  for (const one of list) if (!kept.some((other) => isEqual(one, other) === true)) kept.push(one);
  return kept;
}

function flat(list: FeelList): Feel[] {
  return list.flatMap((one) => (isList(one) ? flat(one) : [one]));
}

function at(list: FeelList, position: Feel): number | null {
  if (typeof position !== 'number' || position === 0 || Math.abs(position) > list.length + 1) return null;
  return position > 0 ? position - 1 : list.length + position;
}

function sorted(list: FeelList, precedes: Feel): Feel {
  const call = isKind(precedes, 'function') ? precedes.call : null;
  return [...list].sort((a, b) => {
    if (!call) return compare(a, b) ?? 0;
    return call([a, b]) === true ? -1 : call([b, a]) === true ? 1 : 0;
  });
}

function replacedAt(value: Feel, position: Feel, by: Feel): Feel {
  if (!isList(value)) return null;
  if (isKind(position, 'function')) return value.map((one) => (position.call([one, by]) === true ? by : one));
  const index = at(value, position);
  return index === null ? null : value.map((one, other) => (other === index ? by : one));
}

/** FEEL's functions over lists (DMN 1.5, 10.3.4.4). */
export const LIST_FUNCTIONS: readonly (readonly [string, FeelFunction])[] = [
  ['min', spread((list) => extreme(list, -1))],
  ['max', spread((list) => extreme(list, 1))],
  ['sum', spread(sum)],
  ['mean', spread(mean)],
  ['median', spread(median)],
  ['stddev', spread(stddev)],
  ['mode', spread(mode)],
  ['product', spread((list) => (list.length === 0 ? null : list.reduce((total, one) => calculate('*', total, one))))],
  ['all', spread((list) => connect(list, false))],
  ['any', spread((list) => connect(list, true))],
  ['and', spread((list) => connect(list, false))],
  ['or', spread((list) => connect(list, true))],
  ['count', of(['list'], (list) => (list === null ? null : asList(list).length))],
  [
    'list contains',
    of(['list', 'element'], (list, element) => (list === null ? null : asList(list).some((one) => isEqual(one, element) === true))),
  ],
  [
    'sublist',
    of(['list', 'start position', 'length'], (list, start, length) => {
      const from = isList(list) ? at(list, start) : null;
      return isList(list) && from !== null ? list.slice(from, typeof length === 'number' ? from + length : undefined) : null;
    }),
  ],
  [
    'append',
    {
      kind: 'function',
      parameters: null,
      call: ([list, ...items]) => (list === undefined || list === null ? null : [...asList(list), ...items]),
    },
  ],
  [
    'concatenate',
    { kind: 'function', parameters: null, call: (lists) => (lists.some((one) => one === null) ? null : lists.flatMap(asList)) },
  ],
  ['union', { kind: 'function', parameters: null, call: (lists) => distinct(lists.flatMap(asList)) }],
  [
    'insert before',
    of(['list', 'position', 'newItem'], (list, position, item) => {
      const index = isList(list) ? at(list, position) : null;
      return isList(list) && index !== null ? [...list.slice(0, index), item ?? null, ...list.slice(index)] : null;
    }),
  ],
  [
    'remove',
    of(['list', 'position'], (list, position) => {
      const index = isList(list) ? at(list, position) : null;
      return isList(list) && index !== null ? list.filter((_one, other) => other !== index) : null;
    }),
  ],
  ['list replace', of(['list', 'position', 'newItem'], (list, position, item) => replacedAt(list ?? null, position ?? null, item ?? null))],
  ['reverse', of(['list'], (list) => (list === null ? null : [...asList(list ?? null)].reverse()))],
  [
    'index of',
    of(['list', 'match'], (list, match) =>
      isList(list) ? list.flatMap((one, index) => (isEqual(one, match ?? null) === true ? [index + 1] : [])) : null,
    ),
  ],
  ['distinct values', of(['list'], (list) => (list === null ? null : distinct(asList(list ?? null))))],
  ['flatten', of(['list'], (list) => (list === null ? null : flat(asList(list ?? null))))],
  ['sort', of(['list', 'precedes'], (list, precedes) => (list === null ? null : sorted(asList(list ?? null), precedes ?? null)))],
  [
    'string join',
    of(['list', 'delimiter'], (list, delimiter) => {
      if (list === null) return null;
      const texts = asList(list ?? null).filter((one) => one !== null);
      return texts.every((one) => typeof one === 'string') ? texts.join(typeof delimiter === 'string' ? delimiter : '') : null;
    }),
  ],
];
