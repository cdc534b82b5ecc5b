import type { Term } from '#core/language/reading/reading-tree.ts';
import { convert, type Unit, unitOf } from '#core/language/reading/units.ts';
import type { Expression } from '../expression.ts';
import { complain, opaqueVariable, type Scope, type Type, typeOf } from './scope.ts';

export type Typed = { expression: Expression; type: Type };

const WRONG: Typed = { expression: { kind: 'value', value: false }, type: { kind: 'wrong' } };

/** Looks up names and checks types and units. `place` says what a phrase without a declaration becomes: a free input, or an action. */
export function lowerTerm(scope: Scope, term: Term, place: 'input' | 'output'): Typed {
  switch (term.kind) {
    case 'hole':
      return WRONG;
    case 'boolean':
      return { expression: { kind: 'value', value: term.value }, type: { kind: 'boolean' } };
    case 'number':
      return lowerNumber(term);
    case 'text':
      return lowerPhrase(scope, term, place);
    case 'name':
      return lowerName(scope, term, place);
    case 'not':
      return condition({ kind: 'not', of: lowerCondition(scope, term.of, place) });
    case 'and':
      return condition({ kind: 'all', of: term.of.map((part) => lowerCondition(scope, part, place)) });
    case 'or':
      return condition({ kind: 'any', of: term.of.map((part) => lowerCondition(scope, part, place)) });
    case 'implies': {
      const when = lowerCondition(scope, term.when, place);
      return condition({ kind: 'any', of: [{ kind: 'not', of: when }, lowerCondition(scope, term.consequence, place)] });
    }
    case 'compare':
      return lowerComparison(scope, term, place);
    case 'in-set': {
      const each = term.values.map((right): Term => ({ kind: 'compare', operator: '=', left: term.of, right, span: term.span }));
      return lowerTerm(scope, { kind: 'or', of: each, span: term.span }, place);
    }
    case 'in-range': {
      const { of, low, high, span } = term;
      const least: Term = { kind: 'compare', operator: '>=', left: of, right: low, span };
      return lowerTerm(scope, { kind: 'and', of: [least, { kind: 'compare', operator: '<=', left: of, right: high, span }], span }, place);
    }
    case 'arithmetic':
      return lowerArithmetic(scope, term, place);
    case 'negative': {
      const { expression, type } = lowerQuantity(scope, term.of, place);
      return { expression: { kind: 'arithmetic', operator: '-', of: [expression] }, type };
    }
    case 'call':
      return lowerCall(scope, term, place);
    default:
      return term satisfies never;
  }
}

/** A term that has to be true or false. */
export function lowerCondition(scope: Scope, term: Term, place: 'input' | 'output'): Expression {
  const { expression, type } = lowerTerm(scope, term, place);
  if (type.kind !== 'boolean' && type.kind !== 'wrong')
    complain(scope, 'type-clash', wordsOf(term), `Expected a condition, and this is ${nameOfType(type)}.`, term.span);
  return expression;
}

function condition(expression: Expression): Typed {
  return { expression, type: { kind: 'boolean' } };
}

function lowerNumber({ value, unit }: Extract<Term, { kind: 'number' }>): Typed {
  if (unit === null) return { expression: { kind: 'value', value }, type: { kind: 'number', unit: null } };
  const known = unitOf(unit);
  return { expression: { kind: 'value', value: convert(value, known, known) ?? value }, type: { kind: 'number', unit: known } };
}

function lowerPhrase(scope: Scope, term: Extract<Term, { kind: 'text' }>, place: 'input' | 'output'): Typed {
  const known = scope.terms.get(term.value);
  if (known) return lowerDefined(scope, term.value, known, term, place);
  const variable = scope.variables.get(term.value) ?? opaqueVariable(term.value, place);
  scope.variables.set(term.value, variable);
  scope.used.add(variable.name);
  return { expression: { kind: 'variable', name: variable.name, isAfter: variable.role === 'output' }, type: typeOf(variable) };
}

function lowerName(scope: Scope, term: Extract<Term, { kind: 'name' }>, place: 'input' | 'output'): Typed {
  const known = scope.terms.get(term.name);
  if (known) return lowerDefined(scope, term.name, known, term, place);
  const variable = scope.variables.get(term.name);
  if (!variable) {
    if (scope.sets.has(term.name)) return { expression: { kind: 'value', value: false }, type: { kind: 'set' } };
    const message = scope.events.has(term.name)
      ? `"${term.name}" is an event: it stands behind "when".`
      : `Nothing declares "${term.name}".`;
    complain(scope, 'undefined-term', term.name, message, term.span);
    return WRONG;
  }
  if (term.isAfter && variable.role !== 'state') {
    complain(scope, 'type-clash', term.name, `Only state has a value after the step; "${term.name}" is no state.`, term.span);
    return WRONG;
  }
  scope.used.add(variable.name);
  const isAfter = term.isAfter || variable.role === 'output';
  return { expression: { kind: 'variable', name: term.name, isAfter }, type: typeOf(variable) };
}

function lowerDefined(scope: Scope, name: string, known: { of: Term }, term: Term, place: 'input' | 'output'): Typed {
  scope.used.add(name);
  if (scope.open.includes(name)) {
    const circle = [...scope.open.slice(scope.open.indexOf(name)), name].map((each) => `"${each}"`).join(' → ');
    complain(scope, 'type-clash', name, `The term "${name}" needs itself to be understood: ${circle}.`, term.span);
    return WRONG;
  }
  scope.open.push(name);
  const typed = lowerTerm(scope, known.of, place);
  scope.open.pop();
  return typed;
}

function lowerComparison(scope: Scope, term: Extract<Term, { kind: 'compare' }>, place: 'input' | 'output'): Typed {
  const { operator } = term;
  const asValue = compareToValue(scope, term.left, term.right, place) ?? compareToValue(scope, term.right, term.left, place);
  if (asValue) {
    if (operator !== '=' && operator !== '!=') {
      complain(scope, 'type-clash', wordsOf(term.left), 'Values without an order are equal or not; none is more than another.', term.span);
      return WRONG;
    }
    return condition({ kind: 'compare', operator, ...asValue });
  }
  const left = lowerTerm(scope, term.left, place);
  const right = lowerTerm(scope, term.right, place);
  if (left.type.kind === 'wrong' || right.type.kind === 'wrong') return WRONG;
  if (left.type.kind !== right.type.kind) {
    const message = `This compares ${nameOfType(left.type)} with ${nameOfType(right.type)}.`;
    complain(scope, 'type-clash', wordsOf(term.left), message, term.span);
    return WRONG;
  }
  if (left.type.kind !== 'number' && operator !== '=' && operator !== '!=') {
    complain(scope, 'type-clash', wordsOf(term.left), 'Only numbers are more or less than one another.', term.span);
    return WRONG;
  }
  const united = unite(scope, left, right, term);
  return united ? condition({ kind: 'compare', operator, left: united[0], right: united[1] }) : WRONG;
}

/** `status = paid`, `error = "not found"`: a bare name or words on the side of a choice are one of its values. */
function compareToValue(scope: Scope, side: Term, other: Term, place: 'input' | 'output'): { left: Expression; right: Expression } | null {
  if (side.kind !== 'name' || (other.kind !== 'name' && other.kind !== 'text')) return null;
  const variable = scope.variables.get(side.name);
  if (variable?.domain.kind !== 'choice') return null;
  const value = other.kind === 'name' ? other.name : other.value;
  const { domain } = variable;
  if (!domain.values.includes(value)) {
    if (other.kind === 'name' && scope.variables.has(value)) return null;
    if (!domain.isOpen) {
      complain(scope, 'type-clash', side.name, `"${side.name}" is never "${value}": it is ${domain.values.join(', ')}.`, other.span);
      return { left: WRONG.expression, right: WRONG.expression };
    }
    scope.variables.set(side.name, { ...variable, domain: { ...domain, values: [...domain.values, value] } });
  }
  return { left: lowerName(scope, side, place).expression, right: { kind: 'value', value } };
}

function lowerArithmetic(scope: Scope, term: Extract<Term, { kind: 'arithmetic' }>, place: 'input' | 'output'): Typed {
  const left = lowerQuantity(scope, term.left, place);
  const right = lowerQuantity(scope, term.right, place);
  if (left.type.kind !== 'number' || right.type.kind !== 'number') return WRONG;
  if (term.operator !== '*') {
    const united = unite(scope, left, right, term);
    const unit = left.type.unit ?? right.type.unit;
    return united ? { expression: { kind: 'arithmetic', operator: term.operator, of: united }, type: { kind: 'number', unit } } : WRONG;
  }
  const [share, of] = left.type.unit?.name === '%' ? [left, right] : right.type.unit?.name === '%' ? [right, left] : [null, null];
  if (share && of.type.kind === 'number') {
    const part: Expression = { kind: 'arithmetic', operator: '*', of: [{ kind: 'value', value: 0.01 }, share.expression] };
    return { expression: { kind: 'arithmetic', operator: '*', of: [part, of.expression] }, type: of.type };
  }
  if (left.type.unit && right.type.unit) {
    complain(
      scope,
      'type-clash',
      wordsOf(term),
      `${left.type.unit.name} times ${right.type.unit.name} is no unit of a reading.`,
      term.span,
    );
    return WRONG;
  }
  return {
    expression: { kind: 'arithmetic', operator: '*', of: [left.expression, right.expression] },
    type: { kind: 'number', unit: left.type.unit ?? right.type.unit },
  };
}

function lowerQuantity(scope: Scope, term: Term, place: 'input' | 'output'): Typed {
  const typed = lowerTerm(scope, term, place);
  if (typed.type.kind === 'number' || typed.type.kind === 'wrong') return typed;
  complain(scope, 'type-clash', wordsOf(term), `Expected a number, and this is ${nameOfType(typed.type)}.`, term.span);
  return WRONG;
}

/** Both sides in one unit; null with a complaint where there is none. A bare number takes the unit of the other side, except of money and time. */
function unite(scope: Scope, left: Typed, right: Typed, term: Term): [Expression, Expression] | null {
  if (left.type.kind !== 'number' || right.type.kind !== 'number') return [left.expression, right.expression];
  const [a, b] = [left.type.unit, right.type.unit];
  if (a && b) {
    if (a.name === b.name) return [left.expression, right.expression];
    const factor = convert(1, b, a);
    if (factor !== null) return [left.expression, scaled(right.expression, factor)];
    complain(scope, 'type-clash', wordsOf(term), `${a.name} cannot be compared with ${b.name}.`, term.span);
    return null;
  }
  const unit = a ?? b;
  const bare = a ? right.expression : left.expression;
  if (unit && needsUnit(unit) && bare.kind === 'value' && bare.value !== 0) {
    complain(scope, 'type-clash', wordsOf(term), `Say the unit of the number: ${String(bare.value)} ${unit.name}?`, term.span);
    return null;
  }
  return [left.expression, right.expression];
}

function needsUnit({ family, factor, name }: Unit): boolean {
  return family === 'time' || family === 'size' || (factor > 1 && name === family);
}

function scaled(expression: Expression, factor: number): Expression {
  if (expression.kind === 'value' && typeof expression.value === 'number')
    return { kind: 'value', value: Number.parseFloat((expression.value * factor).toPrecision(15)) };
  return { kind: 'arithmetic', operator: '*', of: [{ kind: 'value', value: factor }, expression] };
}

function lowerCall(scope: Scope, term: Extract<Term, { kind: 'call' }>, place: 'input' | 'output'): Typed {
  const [first] = term.of;
  if (!first) return WRONG;
  if (term.name === 'len' || (term.name === 'count' && term.of.length === 1 && first.kind === 'name' && scope.sets.has(first.name)))
    return lowerSize(scope, first, term);
  if (term.name === 'count') {
    const of = term.of.map((part) => lowerCondition(scope, part, place));
    return { expression: { kind: 'count', of }, type: { kind: 'number', unit: null } };
  }
  if (term.name === 'abs') {
    const { expression, type } = lowerQuantity(scope, first, place);
    return { expression: { kind: 'absolute', of: expression }, type };
  }
  let joined = lowerQuantity(scope, first, place);
  const of = [joined.expression];
  for (const part of term.of.slice(1)) {
    const next = lowerQuantity(scope, part, place);
    const united = unite(scope, joined, next, term);
    if (!united) return WRONG;
    of.push(united[1]);
    if (joined.type.kind === 'number' && joined.type.unit === null) joined = next;
  }
  return { expression: { kind: 'arithmetic', operator: term.name, of }, type: joined.type };
}

/** How long a text is, or how many a set holds: a number of its own beside the variable. */
function lowerSize(scope: Scope, of: Term, term: Extract<Term, { kind: 'call' }>): Typed {
  const variable = of.kind === 'name' ? scope.variables.get(of.name) : undefined;
  const isText = variable?.domain.kind === 'choice' && variable.domain.isOpen;
  if (of.kind !== 'name' || (!isText && !scope.sets.has(of.name))) {
    complain(scope, 'type-clash', wordsOf(of), 'Only a text has a length, and only a set a count.', term.span);
    return WRONG;
  }
  const name = `${term.name}(${of.name})`;
  scope.used.add(of.name);
  scope.used.add(name);
  const phrase = isText ? `the length of ${variable.phrase}` : `the number of ${of.name.replaceAll('_', ' ')}`;
  const role = variable?.role ?? 'input';
  if (!scope.variables.has(name))
    scope.variables.set(name, {
      name,
      role,
      domain: { kind: 'number', isInteger: true, low: 0, high: null, unit: null },
      initial: null,
      isAction: false,
      phrase,
    });
  return { expression: { kind: 'variable', name, isAfter: of.isAfter || role === 'output' }, type: { kind: 'number', unit: null } };
}

function nameOfType(type: Type): string {
  if (type.kind === 'boolean') return 'a condition';
  if (type.kind === 'number') return type.unit ? `a number of ${type.unit.name}` : 'a number';
  return type.kind === 'choice' ? 'one of several values' : type.kind === 'set' ? 'a set' : 'not understood';
}

function wordsOf(term: Term): string {
  return term.kind === 'name' ? term.name : term.kind === 'text' ? term.value : '';
}
