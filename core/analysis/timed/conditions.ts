import type { Comparison, Domain, Expression, Value } from '../expression.ts';
import { createDiagrams, type Diagrams, TooLarge } from './decision-diagram.ts';
import { type Constraint, differenceOf, solve, tighten } from './linear.ts';

/** Conditions over typed variables as decision diagrams, with what numbers allow and forbid as one more diagram. */
export type Conditions = {
  diagrams: Diagrams;
  /** The diagram of a condition. Throws `NotLinear` where it multiplies variables. */
  read(condition: Expression): number;
  /** What has to hold between the comparisons read so far: `x < 3` implies `x < 5`. */
  facts(): number;
  /** Values of variables that make a diagram true, numbers included; null where there are none. */
  example(diagram: number): Record<string, Value> | null;
  /** What the questions ask, by their numbers. */
  atoms(): readonly Atom[];
  /** The diagram of a constraint. */
  constrain(constraint: Constraint): number;
  isInteger(name: string): boolean;
  boundsOf(names: ReadonlySet<string>): Constraint[];
  /** A condition of which whole numbers could not be decided: what follows from it is no proof. */
  isUnsure(): boolean;
};

/** Arithmetic that this engine does not read. */
export class NotLinear extends Error {
  override readonly name = 'NotLinear';
}

/** A boolean variable, or a sum that is at most some number. */
export type Atom = { kind: 'is'; name: string } | { kind: 'at-most'; constraint: Constraint };

const MOST_CASES = 3_000;

/** Reads conditions over `variables`. */
export function createConditions(variables: readonly { name: string; domain: Domain }[]): Conditions {
  const domains = new Map(variables.map(({ name, domain }) => [name, domain]));
  const diagrams = createDiagrams();
  const atoms: Atom[] = [];
  const numbers = new Map<string, number>();
  let isUnsure = false;
  let known: { count: number; diagram: number } | null = null;
  const isInteger = (name: string) => {
    const domain = domains.get(name);
    return domain?.kind === 'choice' || (domain?.kind === 'number' && domain.isInteger);
  };
  const question = (key: string, atom: Atom) => {
    const number = numbers.get(key) ?? atoms.push(atom) - 1;
    numbers.set(key, number);
    return diagrams.question(number);
  };
  /** The sum is at most `bound`: one question for it and for its opposite, whichever comes first by name. */
  const atMost = (loose: Constraint): number => {
    const constraint = tighten(loose, isInteger);
    const factors = [...constraint.factors].sort(([a], [b]) => (a < b ? -1 : 1));
    const [first] = factors;
    if (!first) return (constraint.isStrict ? 0 < constraint.bound : 0 <= constraint.bound) ? 1 : 0;
    const sign = first[1] > 0 ? 1 : -1;
    if (sign < 0)
      return diagrams.not(atMost({ factors: negated(constraint.factors), bound: -constraint.bound, isStrict: !constraint.isStrict }));
    const key = `${factors.map(([name, factor]) => `${factor}*${name}`).join('+')}${constraint.isStrict ? '<' : '<='}${constraint.bound}`;
    return question(key, { kind: 'at-most', constraint });
  };
  const compareSums = (operator: Comparison, left: Expression, right: Expression): number => {
    const difference = differenceOf(left, right);
    if (!difference) throw new NotLinear('It multiplies or divides variables.');
    const { factors, constant } = difference;
    const low = (isStrict: boolean) => atMost({ factors, bound: -constant, isStrict });
    const high = (isStrict: boolean) => atMost({ factors: negated(factors), bound: constant, isStrict });
    if (operator === '<' || operator === '<=') return low(operator === '<');
    if (operator === '>' || operator === '>=') return high(operator === '>');
    const equal = diagrams.and(low(false), high(false));
    return operator === '=' ? equal : diagrams.not(equal);
  };
  const codeOf = (name: string, value: Value): Expression => {
    const domain = domains.get(name);
    if (domain?.kind !== 'choice' || typeof value !== 'string') return { kind: 'value', value };
    const at = domain.values.indexOf(value);
    return { kind: 'value', value: at < 0 ? domain.values.length : at };
  };
  const coded = (side: Expression, other: Expression): Expression =>
    side.kind === 'value' && other.kind === 'variable' ? codeOf(other.name, side.value) : side;
  const compare = (operator: Comparison, left: Expression, right: Expression): number => {
    const split = firstCase(left) ?? firstCase(right);
    if (split) {
      const [condition, before, yes, no] = split;
      const test = read(condition);
      const branch = (value: Expression) => compare(operator, replaced(left, before, value), replaced(right, before, value));
      return diagrams.or(diagrams.and(test, branch(yes)), diagrams.and(diagrams.not(test), branch(no)));
    }
    if (isTruth(left, domains) || isTruth(right, domains)) {
      const same = diagrams.equal(read(left), read(right));
      return operator === '!=' ? diagrams.not(same) : same;
    }
    return compareSums(operator, coded(left, right), coded(right, left));
  };
  const read = (expression: Expression): number => {
    switch (expression.kind) {
      case 'value':
        return expression.value === true ? 1 : 0;
      case 'variable':
        return question(`is ${expression.name}`, { kind: 'is', name: expression.name });
      case 'not':
        return diagrams.not(read(expression.of));
      case 'all':
        return expression.of.reduce((sum, part) => diagrams.and(sum, read(part)), 1);
      case 'any':
        return expression.of.reduce((sum, part) => diagrams.or(sum, read(part)), 0);
      case 'implies':
        return diagrams.or(diagrams.not(read(expression.when)), read(expression.then));
      case 'compare':
        return compare(expression.operator, expression.left, expression.right);
      case 'one-of':
        return expression.values.reduce<number>((sum, value) => diagrams.or(sum, compare('=', expression.of, { kind: 'value', value })), 0);
      default:
        throw new NotLinear('A number stands where a condition should.');
    }
  };
  const bounds = (names: ReadonlySet<string>): Constraint[] => [...names].flatMap((name) => domainBounds(name, domains.get(name)));
  const facts = (): number => {
    if (known?.count === atoms.length) return known.diagram;
    const groups = groupsOf(atoms);
    let all = 1;
    for (const group of groups) {
      let cases = 0;
      const names = new Set(group.flatMap((number) => [...constraintOf(atoms, number).factors.keys()]));
      const explore = (index: number, chosen: Constraint[]): number => {
        const solution = solve([...bounds(names), ...chosen], isInteger);
        if (solution.kind === 'none') return 0;
        if (solution.kind === 'unsure') isUnsure = true;
        const number = group[index];
        if (number === undefined) return 1;
        cases += 1;
        if (cases > MOST_CASES) throw new TooLarge('Too many comparisons belong together.');
        const constraint = constraintOf(atoms, number);
        const yes = explore(index + 1, [...chosen, constraint]);
        const no = explore(index + 1, [...chosen, opposite(constraint)]);
        const asked = diagrams.question(number);
        return diagrams.or(diagrams.and(asked, yes), diagrams.and(diagrams.not(asked), no));
      };
      all = diagrams.and(all, explore(0, []));
    }
    known = { count: atoms.length, diagram: all };
    return all;
  };
  return {
    diagrams,
    read,
    facts,
    isUnsure: () => isUnsure,
    atoms: () => atoms,
    constrain: atMost,
    isInteger,
    boundsOf: bounds,
    example(diagram) {
      const answers = diagrams.answers(diagrams.and(diagram, facts()));
      if (!answers) return null;
      const values: Record<string, Value> = {};
      const chosen: Constraint[] = [];
      for (const [number, isSo] of answers) {
        const atom = atoms[number];
        if (atom?.kind === 'is') values[atom.name] = isSo;
        else if (atom) chosen.push(isSo ? atom.constraint : opposite(atom.constraint));
      }
      const names = new Set(chosen.flatMap(({ factors }) => [...factors.keys()]));
      const solution = solve([...bounds(names), ...chosen], isInteger);
      if (solution.kind !== 'found') return values;
      for (const [name, value] of solution.values) {
        const domain = domains.get(name);
        values[name] = domain?.kind === 'choice' ? (domain.values[value] ?? 'another value') : value;
      }
      return values;
    },
  };
}

function constraintOf(atoms: readonly Atom[], number: number): Constraint {
  const atom = atoms[number];
  return atom?.kind === 'at-most' ? atom.constraint : { factors: new Map(), bound: 0, isStrict: false };
}

function negated(factors: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...factors].map(([name, factor]) => [name, -factor]));
}

function opposite({ factors, bound, isStrict }: Constraint): Constraint {
  return { factors: negated(factors), bound: -bound, isStrict: !isStrict };
}

function domainBounds(name: string, domain: Domain | undefined): Constraint[] {
  const [low, high] =
    domain?.kind === 'choice'
      ? [0, domain.values.length - (domain.isOpen ? 0 : 1)]
      : domain?.kind === 'number'
        ? [domain.low, domain.high]
        : [null, null];
  const limits: Constraint[] = [];
  if (low !== null) limits.push({ factors: new Map([[name, -1]]), bound: -low, isStrict: false });
  if (high !== null) limits.push({ factors: new Map([[name, 1]]), bound: high, isStrict: false });
  return limits;
}

/** Comparisons that share a variable, directly or through others. */
function groupsOf(atoms: readonly Atom[]): number[][] {
  const groups: { names: Set<string>; numbers: number[] }[] = [];
  for (const [number, atom] of atoms.entries()) {
    if (atom.kind !== 'at-most') continue;
    const merged = { names: new Set(atom.constraint.factors.keys()), numbers: [number] };
    for (let index = groups.length - 1; index >= 0; index -= 1) {
      const group = groups[index];
      if (!group || ![...merged.names].some((name) => group.names.has(name))) continue;
      for (const name of group.names) merged.names.add(name);
      merged.numbers.unshift(...group.numbers);
      groups.splice(index, 1);
    }
    groups.push(merged);
  }
  return groups.map(({ numbers }) => numbers);
}

function isTruth(expression: Expression, domains: ReadonlyMap<string, Domain>): boolean {
  if (expression.kind === 'variable') return domains.get(expression.name)?.kind === 'boolean';
  if (expression.kind === 'value') return typeof expression.value === 'boolean';
  return !['arithmetic', 'absolute', 'count'].includes(expression.kind);
}

/** The first `abs`, `min` or `max` inside, as a case distinction: condition, the part, what it is if so and if not. */
function firstCase(expression: Expression): [Expression, Expression, Expression, Expression] | null {
  if (expression.kind === 'absolute') {
    const zero: Expression = { kind: 'value', value: 0 };
    const minus: Expression = { kind: 'arithmetic', operator: '-', of: [expression.of] };
    return [{ kind: 'compare', operator: '>=', left: expression.of, right: zero }, expression, expression.of, minus];
  }
  if (expression.kind === 'count') {
    const [head, ...rest] = expression.of;
    const zero: Expression = { kind: 'value', value: 0 };
    if (!head) return [{ kind: 'value', value: true }, expression, zero, zero];
    const tail: Expression = { kind: 'count', of: rest };
    return [head, expression, { kind: 'arithmetic', operator: '+', of: [tail, { kind: 'value', value: 1 }] }, tail];
  }
  if (expression.kind !== 'arithmetic') return null;
  if (expression.operator === 'min' || expression.operator === 'max') {
    const [head, ...rest] = expression.of;
    if (!head) return null;
    if (rest.length === 0) return [{ kind: 'value', value: true }, expression, head, head];
    const tail: Expression = { ...expression, of: rest };
    return [{ kind: 'compare', operator: expression.operator === 'min' ? '<=' : '>=', left: head, right: tail }, expression, head, tail];
  }
  for (const part of expression.of) {
    const found = firstCase(part);
    if (found) return found;
  }
  return null;
}

function replaced(expression: Expression, part: Expression, by: Expression): Expression {
  if (expression === part) return by;
  if (expression.kind !== 'arithmetic') return expression;
  return { ...expression, of: expression.of.map((one) => replaced(one, part, by)) };
}
