import { BUILT_IN, callNamed } from './feel-functions.ts';
import { loop, quantified } from './feel-loops.ts';
import { calculate, connect, isIn, isOfType, relate } from './feel-operators.ts';
import { primary } from './feel-primary.ts';
import { createReader, FeelError, type Reader } from './feel-reader.ts';
import { partOf } from './feel-time.ts';
import { type Evaluate, type Feel, isKind, isList, isTime, type Scope } from './feel-value.ts';

/**
 * Compiles one expression of FEEL. `names` are the names that hold spaces or signs; others need not be announced. Throws `FeelError` where it
 * cannot be read; a value that cannot be computed is null, as the standard has it.
 */
export function compileFeel(source: string, names: Iterable<string>): Evaluate {
  const reader = createReader(source, [...names, ...BUILT_IN.keys()]);
  const evaluate = expression(reader);
  if (!reader.isAtEnd()) reader.fail('The end');
  return evaluate;
}

/** One expression, at the reader's place. */
export function expression(reader: Reader): Evaluate {
  if (reader.word('if')) {
    const test = expression(reader);
    reader.require('then');
    const yes = expression(reader);
    reader.require('else');
    const no = expression(reader);
    return (scope) => (test(scope) === true ? yes(scope) : no(scope));
  }
  if (reader.word('for')) return loop(reader, expression);
  for (const quantifier of ['some', 'every'] as const)
    if (reader.word(quantifier)) return quantified(reader, quantifier === 'some', expression);
  return disjunction(reader);
}

function disjunction(reader: Reader): Evaluate {
  const parts = [conjunction(reader)];
  while (reader.word('or')) parts.push(conjunction(reader));
  return several(parts, true);
}

function conjunction(reader: Reader): Evaluate {
  const parts = [comparison(reader)];
  while (reader.word('and')) parts.push(comparison(reader));
  return several(parts, false);
}

function several(parts: readonly Evaluate[], decisive: boolean): Evaluate {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return (scope) =>
    connect(
      parts.map((part) => part(scope)),
      decisive,
    );
}

function comparison(reader: Reader): Evaluate {
  let left = sum(reader);
  for (;;) {
    const value = left;
    const operator = ['<=', '>=', '!=', '=', '<', '>'].find((one) => reader.sign(one));
    if (operator) {
      const right = sum(reader);
      left = (scope) => relate(operator, value(scope), right(scope));
    } else if (reader.word('between')) {
      const low = sum(reader);
      reader.require('and');
      const high = sum(reader);
      left = (scope) => connect([relate('>=', value(scope), low(scope)), relate('<=', value(scope), high(scope))], false);
    } else if (reader.word('in')) {
      const tests = positiveTests(reader);
      left = (scope) => tests.some((test) => test(scope, value(scope)) === true);
    } else if (reader.word('instance')) {
      reader.require('of');
      const type = reader.until(/\s+(?:and|or|then|else|return|satisfies)\b|[,)\]}=]|$/);
      left = (scope) => isOfType(value(scope), type);
    } else return left;
  }
}

type Test = (scope: Scope, value: Feel) => boolean | null;

function positiveTests(reader: Reader): Test[] {
  const start = reader.mark();
  if (reader.sign('(')) {
    const tests: Test[] = [];
    try {
      do tests.push(positiveTest(reader));
      while (reader.sign(','));
      if (reader.sign(')')) return tests;
    } catch (error) {
      if (!(error instanceof FeelError)) throw error;
    }
    reader.reset(start);
  }
  return [positiveTest(reader)];
}

function positiveTest(reader: Reader): Test {
  const operator = ['<=', '>=', '!=', '=', '<', '>'].find((one) => reader.sign(one));
  const operand = operator ? sum(reader) : disjunction(reader);
  return operator ? (scope, value) => relate(operator, value, operand(scope)) : (scope, value) => isIn(value, operand(scope));
}

function sum(reader: Reader): Evaluate {
  return leftToRight(reader, ['+', '-'], product);
}

function product(reader: Reader): Evaluate {
  return leftToRight(reader, ['*', '/'], power);
}

function power(reader: Reader): Evaluate {
  return leftToRight(reader, ['**'], unary);
}

function leftToRight(reader: Reader, operators: readonly string[], operand: (reader: Reader) => Evaluate): Evaluate {
  let left = operand(reader);
  for (;;) {
    const mark = reader.mark();
    const operator = operators.find((one) => reader.sign(one));
    if (operator === '*' && reader.sign('*')) {
      reader.reset(mark);
      return left;
    }
    if (!operator) return left;
    const [a, b] = [left, operand(reader)];
    left = (scope) => calculate(operator, a(scope), b(scope));
  }
}

function unary(reader: Reader): Evaluate {
  if (!reader.sign('-')) return postfix(reader);
  const of = unary(reader);
  return (scope) => calculate('*', -1, of(scope));
}

function postfix(reader: Reader): Evaluate {
  let value = primary(reader, expression);
  for (;;) {
    const of = value;
    const mark = reader.mark();
    if (reader.sign('..')) {
      reader.reset(mark);
      return value;
    }
    if (reader.sign('.')) {
      const name = reader.name() ?? reader.fail('A name');
      value = (scope) => member(of(scope), name);
    } else if (reader.sign('[')) {
      const test = expression(reader);
      reader.require(']');
      value = (scope) => filtered(of(scope), test, scope);
    } else if (reader.sign('(')) {
      value = call(reader, of);
    } else return value;
  }
}

/** A part of a context, of each context in a list, or of a date. */
function member(value: Feel, name: string): Feel {
  if (isKind(value, 'context')) return value.entries.get(name) ?? null;
  if (isList(value)) return value.map((one) => member(one, name));
  if (isTime(value)) return partOf(value, name) ?? null;
  if (!isKind(value, 'range')) return null;
  const parts: Record<string, Feel> = {
    start: value.low,
    end: value.high,
    'start included': !value.isLowOpen,
    'end included': !value.isHighOpen,
  };
  return parts[name] ?? null;
}

function filtered(value: Feel, test: Evaluate, scope: Scope): Feel {
  const list = isList(value) ? value : value === null ? [] : [value];
  const results: Feel[] = [];
  for (const [index, item] of list.entries()) {
    const result = test((name) => {
      if (name === 'item') return item;
      return (isKind(item, 'context') ? item.entries.get(name) : undefined) ?? scope(name);
    });
    if (typeof result === 'number') return list.at(result > 0 ? result - 1 : result) ?? null;
    if (result === true) results.push(list[index] ?? null);
  }
  return results;
}

function call(reader: Reader, callee: Evaluate): Evaluate {
  const values: Evaluate[] = [];
  const named: [string, Evaluate][] = [];
  if (!reader.sign(')')) {
    do {
      const mark = reader.mark();
      const name = reader.label();
      if (name !== null && reader.sign(':')) named.push([name, expression(reader)]);
      else {
        reader.reset(mark);
        values.push(expression(reader));
      }
    } while (reader.sign(','));
    reader.require(')');
  }
  return (scope) => {
    const target = callee(scope);
    if (!isKind(target, 'function')) return null;
    if (named.length === 0) return target.call(values.map((value) => value(scope)));
    return callNamed(
      target,
      named.map(([name, value]) => [name, value(scope)]),
    );
  };
}
