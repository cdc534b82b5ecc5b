import { BUILT_IN } from './feel-functions.ts';
import { FeelError, type Reader } from './feel-reader.ts';
import { readTime } from './feel-time.ts';
import { context, type Evaluate, type Feel, type FeelFunction, type ReadExpression } from './feel-value.ts';

/** A literal, a name, a list, a context, a range, a function, or an expression in brackets. */
export function primary(reader: Reader, expression: ReadExpression): Evaluate {
  const text = reader.string();
  if (text !== null) return () => text;
  const number = reader.number();
  if (number !== null) return () => number;
  if (reader.word('null')) return () => null;
  if (reader.word('true')) return () => true;
  if (reader.word('false')) return () => false;
  if (reader.sign('@')) {
    const literal = reader.string() ?? reader.fail('A text');
    return () => readTime(literal);
  }
  if (reader.word('function')) return definition(reader, expression);
  if (reader.sign('{')) return contextOf(reader, expression);
  const bracket = ['(', '[', ']'].find((one) => reader.sign(one));
  if (bracket) return rangeOrList(reader, bracket, expression);
  if (reader.word('not')) return negation(reader, expression);
  const name = reader.name() ?? reader.fail('A value');
  return (scope) => {
    const value = scope(name);
    return value === undefined ? (BUILT_IN.get(name) ?? null) : value;
  };
}

function negation(reader: Reader, expression: ReadExpression): Evaluate {
  reader.require('(');
  const of = expression(reader);
  reader.require(')');
  return (scope) => {
    const value = of(scope);
    return typeof value === 'boolean' ? !value : null;
  };
}

function rangeOrList(reader: Reader, bracket: string, expression: ReadExpression): Evaluate {
  if (bracket === '[' && reader.sign(']')) return () => [];
  const operator = bracket === '(' ? ['<=', '>=', '=', '<', '>'].find((one) => reader.sign(one)) : undefined;
  const first = expression(reader);
  if (operator) {
    reader.require(')');
    return (scope) => openRange(operator, first(scope));
  }
  if (reader.sign('..')) {
    const last = expression(reader);
    const isHighOpen = reader.sign(')') || reader.sign('[');
    if (!isHighOpen) reader.require(']');
    return (scope) => ({ kind: 'range', low: first(scope), high: last(scope), isLowOpen: bracket !== '[', isHighOpen });
  }
  if (bracket === '(') {
    reader.require(')');
    return first;
  }
  const items = [first];
  while (reader.sign(',')) items.push(expression(reader));
  reader.require(']');
  return (scope) => items.map((item) => item(scope));
}

/** `(>=5)` as a value is the range from five on. */
function openRange(operator: string, bound: Feel): Feel {
  const isOpen = operator === '<' || operator === '>';
  const [low, high] = operator === '=' ? [bound, bound] : operator.startsWith('<') ? [null, bound] : [bound, null];
  return { kind: 'range', low, high, isLowOpen: isOpen || low === null, isHighOpen: isOpen || high === null };
}

function contextOf(reader: Reader, expression: ReadExpression): Evaluate {
  const entries: [string, Evaluate][] = [];
  if (!reader.sign('}')) {
    do {
      const key = reader.string() ?? (reader.until(/:/) || reader.fail('A key'));
      reader.learn(key);
      reader.require(':');
      entries.push([key, expression(reader)]);
    } while (reader.sign(','));
    reader.require('}');
  }
  return (scope) => {
    const made = new Map<string, Feel>();
    for (const [key, value] of entries)
      made.set(
        key,
        value((name) => (made.has(name) ? made.get(name) : scope(name))),
      );
    return context(made);
  };
}

function definition(reader: Reader, expression: ReadExpression): Evaluate {
  reader.require('(');
  const parameters: string[] = [];
  if (!reader.sign(')')) {
    do {
      const name = reader.name() ?? reader.fail('A parameter');
      reader.learn(name);
      parameters.push(name);
      if (reader.sign(':')) reader.until(/[,)]/);
    } while (reader.sign(','));
    reader.require(')');
  }
  if (reader.word('external')) throw new FeelError('Functions of other languages are not called.');
  const body = expression(reader);
  return (scope): FeelFunction => ({
    kind: 'function',
    parameters,
    call: (values) =>
      values.length === parameters.length
        ? body((name) => (parameters.includes(name) ? (values[parameters.indexOf(name)] ?? null) : scope(name)))
        : null,
  });
}
