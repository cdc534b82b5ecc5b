import { connect } from './feel-operators.ts';
import type { Reader } from './feel-reader.ts';
import { type Evaluate, type Feel, isKind, isList, type ReadExpression, type Scope } from './feel-value.ts';

const MOST_REPEATS = 100_000;

type Iteration = { name: string; values: Evaluate };

function iterations(reader: Reader, expression: ReadExpression): Iteration[] {
  const all: Iteration[] = [];
  do {
    const name = reader.name() ?? reader.fail('A name');
    reader.learn(name);
    reader.require('in');
    const from = expression(reader);
    const to = reader.sign('..') ? expression(reader) : null;
    all.push({ name, values: to ? (scope) => counted(from(scope), to(scope)) : from });
  } while (reader.sign(','));
  return all;
}

function counted(from: Feel, to: Feel): Feel {
  if (typeof from !== 'number' || typeof to !== 'number' || Math.abs(to - from) > MOST_REPEATS) return null;
  const step = from <= to ? 1 : -1;
  return Array.from({ length: Math.abs(to - from) + 1 }, (_one, index) => from + step * index);
}

/** Every combination of the iterations' values, as scopes; null where one of them is no list. */
function combinations(all: readonly Iteration[], scope: Scope): Scope[] | null {
  let scopes: Scope[] = [scope];
  for (const { name, values } of all) {
    const next: Scope[] = [];
    for (const outer of scopes) {
      const list = values(outer);
      const range = isKind(list, 'range') ? counted(list.low, list.high) : list;
      if (range === null || next.length > MOST_REPEATS) return null;
      for (const value of isList(range) ? range : [range]) next.push((asked) => (asked === name ? value : outer(asked)));
    }
    scopes = next;
  }
  return scopes;
}

/** `for ... return`, after its first word. */
export function loop(reader: Reader, expression: ReadExpression): Evaluate {
  const all = iterations(reader, expression);
  reader.require('return');
  reader.learn('partial');
  const result = expression(reader);
  return (scope) => {
    const scopes = combinations(all, scope);
    const results: Feel[] = [];
    for (const inner of scopes ?? []) results.push(result((name) => (name === 'partial' ? [...results] : inner(name))));
    return scopes && results;
  };
}

/** `some` or `every`, after its first word. */
export function quantified(reader: Reader, isSome: boolean, expression: ReadExpression): Evaluate {
  const all = iterations(reader, expression);
  reader.require('satisfies');
  const test = expression(reader);
  return (scope) => {
    const scopes = combinations(all, scope);
    return scopes && connect(scopes.map(test), isSome);
  };
}
