import type { Expression, Value } from '../expression.ts';
import { eachVariable } from '../mentions.ts';
import type { Assumption, Rule, System, Variable } from '../system.ts';

/** A part of a system as SMT-LIB text. Symbols are numbered, so that no name of a person's can be mistaken for syntax. */
export type Encoded = {
  /** Declarations, ranges of variables, and an indicator for each assumption (`a0`) and each part of each rule (`g0`, `r0`, `n0`, `q0`). */
  prelude: string;
  variables: readonly EncodedVariable[];
  assumptions: readonly Assumption[];
  rules: readonly EncodedRule[];
  events: readonly string[];
  /** The condition as text over the same symbols. */
  text(expression: Expression): string;
  /** The conditions that a symbol's values fulfil. */
  rangeOf(variable: Variable, symbol: string): string[];
  /** The value that the solver's word stands for. */
  valueOf(variable: Variable, word: number | boolean): Value;
};

export type EncodedVariable = { variable: Variable; before: string; after: string | null };

export type EncodedRule = {
  rule: Rule;
  /** Symbols of the indicators: the condition holds, the response holds, it does not, condition implies response. */
  guard: string;
  response: string;
  broken: string;
  kept: string;
  /** Symbols of what the response decides. */
  outputs: ReadonlySet<string>;
  /** Names of the variables in its condition. */
  inputs: ReadonlySet<string>;
  /** Its response speaks of inputs too, so that whether two fit together depends on them. */
  isRelational: boolean;
};

/** Encodes some rules with the variables and assumptions that have to do with them. */
export function encode(system: System, rules: readonly Rule[]): Encoded {
  const assumptions = relevantAssumptions(system, rules);
  const names = new Set<string>();
  for (const { guard, response } of rules) for (const part of [guard, response]) eachVariable(part, (name) => names.add(name));
  for (const { expression } of assumptions) eachVariable(expression, (name) => names.add(name));
  const variables = system.variables
    .filter(({ name }) => names.has(name))
    .map((variable, index) => ({ variable, before: `v${index}`, after: variable.role === 'state' ? `w${index}` : null }));
  const byName = new Map(variables.map((one) => [one.variable.name, one]));
  const codes = codesOf(system);
  const events = [...new Set(['tick', ...system.events.filter((event) => rules.some(({ events: own }) => own?.includes(event)))])];
  const text = (expression: Expression) => write(expression, byName, codes);
  const encoded = rules.map((rule, index): EncodedRule => {
    const outputs = new Set<string>();
    let isRelational = false;
    eachVariable(rule.response, (name, isAfter) => {
      const own = byName.get(name);
      if (own?.variable.role === 'output') outputs.add(own.before);
      else if (isAfter && own?.after) outputs.add(own.after);
      else isRelational = true;
    });
    const inputs = new Set<string>();
    eachVariable(rule.guard, (name) => inputs.add(name));
    return { rule, guard: `g${index}`, response: `r${index}`, broken: `n${index}`, kept: `q${index}`, outputs, inputs, isRelational };
  });
  const lines = [
    '(declare-const event Int)',
    `(assert (and (<= 0 event) (< event ${events.length})))`,
    ...variables.flatMap(({ variable, before, after }) =>
      [before, ...(after ? [after] : [])].flatMap((symbol) => [
        `(declare-const ${symbol} ${sortOf(variable)})`,
        ...rangeOf(variable, symbol, codes).map((range) => `(assert ${range})`),
      ]),
    ),
    ...assumptions.map(({ expression }, index) => `(declare-const a${index} Bool)(assert (=> a${index} ${text(expression)}))`),
    ...encoded.map(({ rule, guard, response, broken, kept }) => {
      const own = rule.events ? `(or false ${rule.events.map((event) => `(= event ${events.indexOf(event)})`).join(' ')})` : 'true';
      const condition = `(and ${own} ${text(rule.guard)})`;
      const asked = text(rule.response);
      return [
        `(declare-const ${guard} Bool)(declare-const ${response} Bool)(declare-const ${broken} Bool)(declare-const ${kept} Bool)`,
        `(assert (= ${guard} ${condition}))(assert (=> ${response} ${asked}))(assert (=> ${broken} (not ${asked})))(assert (=> ${kept} (=> ${condition} ${asked})))`,
      ].join('');
    }),
  ];
  return {
    prelude: lines.join('\n'),
    variables,
    assumptions,
    rules: encoded,
    events,
    text,
    rangeOf: (variable, symbol) => rangeOf(variable, symbol, codes),
    valueOf(variable, word) {
      if (variable.domain.kind !== 'choice' || typeof word !== 'number') return word;
      return variable.domain.values.find((value) => codes.get(value) === word) ?? 'anything else';
    },
  };
}

function relevantAssumptions(system: System, rules: readonly Rule[]): Assumption[] {
  const names = new Set<string>();
  for (const { guard, response } of rules) for (const part of [guard, response]) eachVariable(part, (name) => names.add(name));
  const taken = new Set<Assumption>();
  for (let hasGrown = true; hasGrown; ) {
    hasGrown = false;
    for (const assumption of system.assumptions) {
      if (taken.has(assumption)) continue;
      const own = new Set<string>();
      eachVariable(assumption.expression, (name) => own.add(name));
      if (own.size > 0 && ![...own].some((name) => names.has(name))) continue;
      taken.add(assumption);
      for (const name of own) names.add(name);
      hasGrown = true;
    }
  }
  return system.assumptions.filter((assumption) => taken.has(assumption));
}

/** One number for each text in the system, the same in every variable. */
function codesOf(system: System): Map<string, number> {
  const codes = new Map<string, number>();
  for (const { domain } of system.variables)
    if (domain.kind === 'choice') for (const value of domain.values) if (!codes.has(value)) codes.set(value, codes.size);
  return codes;
}

/** The sort of a variable's values: texts are numbers. */
export function sortOf({ domain }: Variable): string {
  if (domain.kind === 'boolean') return 'Bool';
  return domain.kind === 'choice' || domain.isInteger ? 'Int' : 'Real';
}

function rangeOf({ domain }: Variable, symbol: string, codes: ReadonlyMap<string, number>): string[] {
  if (domain.kind === 'boolean') return [];
  if (domain.kind === 'number')
    return [
      ...(domain.low === null ? [] : [`(>= ${symbol} ${numeral(domain.low)})`]),
      ...(domain.high === null ? [] : [`(<= ${symbol} ${numeral(domain.high)})`]),
    ];
  const allowed = domain.values.map((value) => `(= ${symbol} ${codes.get(value) ?? -1})`);
  return [`(or false ${allowed.join(' ')}${domain.isOpen ? ` (= ${symbol} (- 1))` : ''})`];
}

/** A number as SMT-LIB writes it. */
export function numeral(value: number): string {
  if (value < 0) return `(- ${numeral(-value)})`;
  if (Number.isInteger(value) && value < 1e21) return BigInt(value).toString();
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const shift = Number(exponent) - fraction.length;
  const digits = `${whole}${fraction}`;
  return shift >= 0 ? `${digits}${'0'.repeat(shift)}` : `(/ ${digits}.0 1${'0'.repeat(-shift)}.0)`;
}

function write(expression: Expression, variables: ReadonlyMap<string, EncodedVariable>, codes: ReadonlyMap<string, number>): string {
  const again = (one: Expression) => write(one, variables, codes);
  const several = (operator: string, parts: readonly Expression[], none: string) =>
    parts.length === 0 ? none : parts.length === 1 && parts[0] ? again(parts[0]) : `(${operator} ${parts.map(again).join(' ')})`;
  switch (expression.kind) {
    case 'value':
      return constant(expression.value, codes);
    case 'variable': {
      const own = variables.get(expression.name);
      return (expression.isAfter ? own?.after : null) ?? own?.before ?? 'false';
    }
    case 'not':
      return `(not ${again(expression.of)})`;
    case 'all':
      return several('and', expression.of, 'true');
    case 'any':
      return several('or', expression.of, 'false');
    case 'implies':
      return `(=> ${again(expression.when)} ${again(expression.then)})`;
    case 'compare': {
      const sides = `${again(expression.left)} ${again(expression.right)}`;
      return expression.operator === '!=' ? `(not (= ${sides}))` : `(${expression.operator} ${sides})`;
    }
    case 'one-of': {
      const of = again(expression.of);
      return `(or false ${expression.values.map((value) => `(= ${of} ${constant(value, codes)})`).join(' ')})`;
    }
    case 'arithmetic': {
      if (expression.operator !== 'min' && expression.operator !== 'max')
        return `(${expression.operator} ${expression.of.map(again).join(' ')})`;
      const sign = expression.operator === 'min' ? '<=' : '>=';
      return expression.of.map(again).reduce((best, one) => `(ite (${sign} ${best} ${one}) ${best} ${one})`);
    }
    case 'absolute': {
      const of = again(expression.of);
      return `(ite (>= ${of} 0) ${of} (- ${of}))`;
    }
    case 'count':
      return `(+ 0 0 ${expression.of.map((one) => `(ite ${again(one)} 1 0)`).join(' ')})`;
    default:
      return expression satisfies never;
  }
}

function constant(value: Value, codes: ReadonlyMap<string, number>): string {
  if (typeof value === 'boolean') return String(value);
  // A text that no variable can be is unlike all that they can.
  return typeof value === 'number' ? numeral(value) : numeral(codes.get(value) ?? -2);
}
