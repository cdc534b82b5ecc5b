import type { Comparison, Expression } from '#core/analysis/expression.ts';

/** Types of names, and constants in place of names. */
export type Names = {
  isBoolean(name: string): boolean;
  constant(name: string): number | boolean | undefined;
};

export type ReadExpression =
  | { ok: true; expression: Expression /** What stands in for something that is not read: a function, a quotient. */; stands: string[] }
  | { ok: false; reason: string };

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|([\p{L}_'~#$^?\\][\p{L}\p{N}_'~#$^?\\]*(?:\.[\p{L}_'~#$^?\\][\p{L}\p{N}_'~#$^?\\]*)*)|(<==>|==>|<=>|=>|->|&&|\|\||==|!=|<=|>=|[≤≥≠¬∧∨⇒⇔<>=!&|()+\-*/%,]))/uy;

const SYNONYMS: Record<string, string> = {
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '¬': '!',
  '∧': '&&',
  '∨': '||',
  '&': '&&',
  '|': '||',
  '=': '==',
  '==>': '=>',
  '->': '=>',
  '⇒': '=>',
  '<==>': '<=>',
  '⇔': '<=>',
};

const COMPARISONS: Record<string, Comparison> = { '==': '=', '!=': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' };

/**
 * Reads an expression of restricted English requirements: Boogie's operators over booleans and numbers. `abs`, `min` and `max` are understood; any
 * other function, a quotient or a remainder becomes a variable of its own, named by its text.
 */
export function readReqExpression(source: string, names: Names): ReadExpression {
  const tokens = tokensOf(source);
  if (!tokens) return { ok: false, reason: `"${source.trim()}" has a sign that is not known.` };
  let at = 0;
  const stands: string[] = [];
  const next = (sign: string) => {
    if (tokens[at]?.toLowerCase() !== sign) return false;
    at += 1;
    return true;
  };
  const equivalence = (): Expression => {
    let left = implication();
    while (next('<=>')) left = { kind: 'compare', operator: '=', left, right: implication() };
    return left;
  };
  const implication = (): Expression => {
    const left = disjunction();
    return next('=>') ? { kind: 'any', of: [{ kind: 'not', of: left }, implication()] } : left;
  };
  const disjunction = (): Expression => {
    const parts = [conjunction()];
    while (next('||')) parts.push(conjunction());
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'any', of: parts };
  };
  const conjunction = (): Expression => {
    const parts = [comparison()];
    while (next('&&')) parts.push(comparison());
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'all', of: parts };
  };
  const comparison = (): Expression => {
    const left = sum();
    const operator = COMPARISONS[tokens[at] ?? ''];
    if (!operator) return left;
    at += 1;
    return { kind: 'compare', operator, left, right: sum() };
  };
  const sum = (): Expression => {
    let left = product();
    for (;;) {
      if (next('+')) left = { kind: 'arithmetic', operator: '+', of: [left, product()] };
      else if (next('-')) left = { kind: 'arithmetic', operator: '-', of: [left, product()] };
      else return left;
    }
  };
  const product = (): Expression => {
    const from = at;
    let left = unary();
    for (;;) {
      if (next('*')) left = { kind: 'arithmetic', operator: '*', of: [left, unary()] };
      else if (next('/') || next('%')) {
        const isQuotient = tokens[at - 1] === '/';
        const right = unary();
        left = quotient(left, right, isQuotient) ?? stand(tokens.slice(from, at).join(' '));
      } else return left;
    }
  };
  const stand = (text: string): Expression => {
    if (!stands.includes(text)) stands.push(text);
    return { kind: 'variable', name: text, isAfter: false };
  };
  const unary = (): Expression => {
    if (next('!') || next('not')) return { kind: 'not', of: unary() };
    if (!next('-')) return primary();
    const of = unary();
    return of.kind === 'value' && typeof of.value === 'number'
      ? { kind: 'value', value: -of.value }
      : { kind: 'arithmetic', operator: '-', of: [of] };
  };
  const primary = (): Expression => {
    const from = at;
    const token = tokens[at];
    at += 1;
    if (token === '(') {
      const inner = equivalence();
      if (!next(')')) throw new SyntaxError('a bracket is not closed');
      return inner;
    }
    if (token === undefined || /^[^\p{L}\p{N}_'~#$^?\\]/u.test(token))
      throw new SyntaxError(`"${token ?? 'the end'}" stands where a value should`);
    if (/^\d/.test(token)) return { kind: 'value', value: Number(token) };
    if (/^(?:true|false)$/i.test(token)) return { kind: 'value', value: token.toLowerCase() === 'true' };
    if (tokens[at] === '(') {
      const list = callArguments();
      return functionOf(token.toLowerCase(), list) ?? stand(tokens.slice(from, at).join(''));
    }
    const constant = names.constant(token);
    return constant === undefined ? { kind: 'variable', name: token, isAfter: false } : { kind: 'value', value: constant };
  };
  const callArguments = (): Expression[] => {
    at += 1;
    const list: Expression[] = [];
    if (next(')')) return list;
    do list.push(equivalence());
    while (next(','));
    if (!next(')')) throw new SyntaxError('a bracket is not closed');
    return list;
  };
  try {
    const expression = equivalence();
    if (at < tokens.length) throw new SyntaxError(`"${tokens[at]}" stands where the end should`);
    return { ok: true, expression, stands };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return { ok: false, reason: `"${source.trim().slice(0, 80)}": ${error.message}.` };
  }
}

function tokensOf(source: string): string[] | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (source.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (!match) return null;
    const token = match[1] ?? match[2] ?? match[3] ?? '';
    tokens.push(SYNONYMS[token] ?? token);
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function quotient(left: Expression, right: Expression, isQuotient: boolean): Expression | null {
  if (right.kind !== 'value' || typeof right.value !== 'number' || right.value === 0) return null;
  if (left.kind === 'value' && typeof left.value === 'number')
    return { kind: 'value', value: isQuotient ? left.value / right.value : left.value % right.value };
  return null;
}

function functionOf(name: string, list: readonly Expression[]): Expression | null {
  const [only] = list;
  if ((name === 'abs' || name === 'absreal' || name === 'absint') && only && list.length === 1) return { kind: 'absolute', of: only };
  if ((name === 'min' || name === 'max') && list.length > 0) return { kind: 'arithmetic', operator: name, of: list };
  return null;
}
