import { sayNumber } from '#core/language/reading/units.ts';
import { OTHER } from './axes.ts';
import type { Comparison, Expression, Value } from './expression.ts';
import type { Rule, System, Variable } from './system.ts';

/** What the words are made of: variables by name, and what events are called. */
export type Vocabulary = { variables: ReadonlyMap<string, Variable> };

export function vocabularyOf(system: Pick<System, 'variables'>): Vocabulary {
  return { variables: new Map(system.variables.map((variable) => [variable.name, variable])) };
}

const SIGNS: Record<Comparison, string> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
};

const OPPOSITE: Record<Comparison, Comparison> = { '=': '!=', '!=': '=', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };

/** A condition in plain English, or its opposite. */
export function sayCondition(words: Vocabulary, condition: Expression, isTrue = true): string {
  switch (condition.kind) {
    case 'value':
      return (condition.value === true) === isTrue ? 'always' : 'never';
    case 'variable':
      return sayFlag(words, condition, isTrue);
    case 'not':
      return sayCondition(words, condition.of, !isTrue);
    case 'all':
    case 'any': {
      if (condition.of.length === 0) return (condition.kind === 'all') === isTrue ? 'always' : 'never';
      const range = condition.kind === 'all' && isTrue ? sayRange(words, condition.of) : null;
      if (range) return range;
      const isJoint = (condition.kind === 'all') === isTrue;
      const values = !isJoint && isTrue ? sayEither(words, condition.of) : null;
      if (values) return values;
      const parts = condition.of.map((part) => {
        const said = sayCondition(words, part, isTrue);
        return isJoint && / or /.test(said) && condition.of.length > 1 ? `either ${said}` : said;
      });
      return parts.join(isJoint ? ' and ' : ' or ');
    }
    case 'implies':
      return isTrue
        ? `if ${sayCondition(words, condition.when)}, ${sayCondition(words, condition.then)}`
        : `${sayCondition(words, condition.when)} and not: ${sayCondition(words, condition.then)}`;
    case 'compare': {
      const unit = unitIn(words, condition.left) ?? unitIn(words, condition.right);
      const operator = isTrue ? condition.operator : OPPOSITE[condition.operator];
      return `${sayAmount(words, condition.left, unit)} ${SIGNS[operator]} ${sayAmount(words, condition.right, unit)}`;
    }
    case 'one-of': {
      const values = condition.values.map((value) => sayValue(value, unitIn(words, condition.of)));
      return `${sayAmount(words, condition.of, null)} is ${isTrue ? '' : 'none of '}${values.join(' or ')}`;
    }
    case 'arithmetic':
    case 'absolute':
    case 'count':
      return sayAmount(words, condition, null);
    default:
      return condition satisfies never;
  }
}

/** `x >= 10 and x < 50` is one range. */
function sayRange(words: Vocabulary, parts: readonly Expression[]): string | null {
  const [a, b] = parts;
  if (parts.length !== 2 || a?.kind !== 'compare' || b?.kind !== 'compare' || a.left.kind !== 'variable' || b.left.kind !== 'variable')
    return null;
  if (a.left.name !== b.left.name || a.left.isAfter !== b.left.isAfter || !a.operator.startsWith('>') || !b.operator.startsWith('<'))
    return null;
  const unit = unitIn(words, a.left);
  const bounds = `${SIGNS[a.operator]} ${sayAmount(words, a.right, unit)} and ${SIGNS[b.operator].slice(3)} ${sayAmount(words, b.right, unit)}`;
  return `${sayAmount(words, a.left, null)} ${bounds}`;
}

/** `x = a or x = b` is "x is a or b". */
function sayEither(words: Vocabulary, parts: readonly Expression[]): string | null {
  const values: string[] = [];
  let left: Expression | null = null;
  for (const part of parts) {
    if (part.kind !== 'compare' || part.operator !== '=' || part.left.kind !== 'variable') return null;
    if (left?.kind === 'variable' && left.name !== part.left.name) return null;
    left = part.left;
    values.push(sayAmount(words, part.right, unitIn(words, part.left)));
  }
  return left && values.length > 1 ? `${sayAmount(words, left, null)} is ${values.join(' or ')}` : null;
}

function sayFlag(words: Vocabulary, { name, isAfter }: { name: string; isAfter: boolean }, isTrue: boolean): string {
  const variable = words.variables.get(name);
  const phrase = variable?.phrase ?? name;
  if (variable?.isAction) return isTrue ? `the system does this: ${phrase}` : `the system does not do this: ${phrase}`;
  const after = isAfter && variable?.role === 'state' ? ' afterwards' : '';
  return isTrue ? `${phrase}${after}` : `it is not so${after} that ${phrase}`;
}

/** A number or value in words; `unit` is that of the other side, for bare numbers. */
export function sayAmount(words: Vocabulary, expression: Expression, unit: string | null): string {
  switch (expression.kind) {
    case 'value':
      return sayValue(expression.value, unit);
    case 'variable': {
      const variable = words.variables.get(expression.name);
      return `${variable?.phrase ?? expression.name}${expression.isAfter && variable?.role === 'state' ? ' afterwards' : ''}`;
    }
    case 'arithmetic': {
      const parts = expression.of.map((part) =>
        sayAmount(words, part, expression.operator === '*' ? null : (unitIn(words, expression) ?? unit)),
      );
      if (expression.operator === '-' && parts.length === 1) return `minus ${parts[0] ?? ''}`;
      if (expression.operator === 'min') return `the smallest of ${parts.join(', ')}`;
      if (expression.operator === 'max') return `the largest of ${parts.join(', ')}`;
      return parts.join({ '+': ' plus ', '-': ' minus ', '*': ' times ' }[expression.operator]);
    }
    case 'absolute':
      return `the size of ${sayAmount(words, expression.of, unit)}`;
    case 'count':
      return `the number of these that hold: ${expression.of.map((part) => sayCondition(words, part)).join('; ')}`;
    case 'not':
    case 'all':
    case 'any':
    case 'implies':
    case 'compare':
    case 'one-of':
      return sayCondition(words, expression);
    default:
      return expression satisfies never;
  }
}

/** The unit of the first variable in an expression that has one. */
export function unitIn(words: Vocabulary, expression: Expression): string | null {
  if (expression.kind === 'variable') {
    const domain = words.variables.get(expression.name)?.domain;
    return domain?.kind === 'number' ? domain.unit : null;
  }
  if (expression.kind === 'arithmetic') {
    for (const part of expression.of) {
      const unit = unitIn(words, part);
      if (unit !== null) return unit;
    }
  }
  return expression.kind === 'absolute' ? unitIn(words, expression.of) : null;
}

/** One value as people say it. */
export function sayValue(value: Value, unit: string | null): string {
  if (typeof value === 'number') return sayNumber(value, unit);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return value === OTHER ? 'something that no criterion names' : value;
}

/** A variable with its value: `the Tier is gold`, `the total is 20.00 EUR`. */
export function sayFact(words: Vocabulary, key: string, value: Value): string {
  const isAfter = key.endsWith("'");
  const name = isAfter ? key.slice(0, -1) : key;
  const of: Expression = { kind: 'variable', name, isAfter };
  if (typeof value === 'boolean') return sayFlag(words, { name, isAfter }, value);
  return `${sayAmount(words, of, null)} is ${sayValue(value, unitIn(words, of))}`;
}

/** A rule printed back: what has to be seen, when. Never logic. */
export function sayRule(words: Vocabulary, eventPhrase: (event: string) => string, rule: Rule): string {
  const parts: string[] = [];
  if (rule.events) parts.push(`when ${rule.events.map(eventPhrase).join(', or ')}`);
  const isGuarded = rule.guard.kind !== 'all' || rule.guard.of.length > 0;
  if (isGuarded) parts.push(`${rule.isUnwanted ? 'if' : 'while'} ${sayCondition(words, rule.guard)}`);
  if (parts.length === 0) parts.push('always');
  const sentence = [`${parts.join(', ')}, ${sayCondition(words, rule.response)}`, ...sayTiming(words, rule)].join(' ');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** By when, for how long and until what a rule asks for its response. */
export function sayTiming(words: Vocabulary, { timing }: Pick<Rule, 'timing'>): string[] {
  const said: string[] = [];
  if (timing?.within != null) said.push(`within ${sayNumber(timing.within, 'ms')}`);
  if (timing?.forAtLeast != null) said.push(`for at least ${sayNumber(timing.forAtLeast, 'ms')}`);
  if (timing?.until) said.push(`until ${sayCondition(words, timing.until)}`);
  return said;
}
