import type { Expression } from '#core/analysis/expression.ts';
import { sumOf } from '#core/analysis/timed/linear.ts';

/** Terms that the arithmetic of games cannot follow, by the name that stands for them, with the names that their value depends on in the same step. */
export type OpaqueTerms = Map<string, ReadonlySet<string>>;

/**
 * The expression with a name in place of each product of variables. The same product gets the same name, so that what is said of it in two
 * requirements is said of one thing.
 */
export function withoutProducts(expression: Expression, opaque: OpaqueTerms): Expression {
  const again = (one: Expression) => withoutProducts(one, opaque);
  switch (expression.kind) {
    case 'value':
    case 'variable':
      return expression;
    case 'not':
    case 'absolute':
    case 'one-of':
      return { ...expression, of: again(expression.of) };
    case 'all':
    case 'any':
    case 'count':
      return { ...expression, of: expression.of.map(again) };
    case 'implies':
      return { kind: 'any', of: [{ kind: 'not', of: again(expression.when) }, again(expression.then)] };
    case 'compare':
      return { ...expression, left: again(expression.left), right: again(expression.right) };
    case 'arithmetic': {
      const of = expression.of.map(again);
      if (expression.operator !== '*' || of.filter((one) => !isConstant(one)).length < 2) return { ...expression, of };
      const name = textOf(expression);
      if (!opaque.has(name)) opaque.set(name, namesOf(expression, opaque));
      return { kind: 'variable', name, isAfter: false };
    }
  }
}

/** What a text that stands for a function's value depends on in its own step: all names in it, but of a value before the step only its first one. */
export function namesInText(text: string): Set<string> {
  const names = new Set<string>();
  const word = /([\p{L}_][\p{L}\p{N}_.]*)\s*(\(?)/gu;
  for (let match = word.exec(text); match; match = word.exec(text)) {
    const name = match[1] ?? '';
    if (match[2] !== '(') {
      names.add(name);
      continue;
    }
    if (!/^pre(?:bool|int|real)?$/i.test(name)) continue;
    // `pre(first, rest)` is `first` in the first step, and later what `rest` was a step ago: nothing of `rest` is chosen now.
    const { first, end } = argumentsAt(text, word.lastIndex);
    for (const inner of namesInText(first)) names.add(inner);
    word.lastIndex = end;
  }
  for (const literal of ['true', 'false']) names.delete(literal);
  return names;
}

function argumentsAt(text: string, from: number): { first: string; end: number } {
  let depth = 0;
  let comma = -1;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '(') depth += 1;
    else if (sign === ')' && depth > 0) depth -= 1;
    else if (sign === ')') return { first: comma < 0 ? text.slice(from, at) : text.slice(from, comma), end: at + 1 };
    else if (sign === ',' && depth === 0 && comma < 0) comma = at;
  }
  return { first: text.slice(from), end: text.length };
}

function isConstant(expression: Expression): boolean {
  const sum = sumOf(expression);
  return sum !== null && sum.factors.size === 0;
}

function namesOf(expression: Expression, opaque: OpaqueTerms): Set<string> {
  const names = new Set<string>();
  const add = (name: string) => {
    const own = opaque.get(name);
    for (const one of own ?? [name]) names.add(one);
  };
  const walk = (one: Expression): void => {
    if (one.kind === 'variable') add(one.name);
    else if (one.kind === 'arithmetic' || one.kind === 'count' || one.kind === 'all' || one.kind === 'any') one.of.forEach(walk);
    else if (one.kind === 'absolute' || one.kind === 'not' || one.kind === 'one-of') walk(one.of);
    else if (one.kind === 'compare') [one.left, one.right].forEach(walk);
    else if (one.kind === 'implies') [one.when, one.then].forEach(walk);
  };
  walk(expression);
  return names;
}

function textOf(expression: Expression): string {
  if (expression.kind === 'value') return String(expression.value);
  if (expression.kind === 'variable') return expression.name;
  if (expression.kind === 'absolute') return `abs(${textOf(expression.of)})`;
  if (expression.kind !== 'arithmetic') return JSON.stringify(expression);
  const parts = expression.of.map(textOf);
  if (expression.operator === 'min' || expression.operator === 'max') return `${expression.operator}(${parts.join(', ')})`;
  return parts.length === 1 ? `(${expression.operator}${parts[0]})` : `(${parts.join(` ${expression.operator} `)})`;
}
