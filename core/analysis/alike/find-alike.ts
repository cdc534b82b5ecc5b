import { type Axes, axesOf } from '../axes.ts';
import type { CellFinding } from '../cells/cell-finding.ts';
import { decideSlice, type SliceOutcome, slicesOf } from '../cells/slices.ts';
import type { Domain, Expression } from '../expression.ts';
import type { Proof } from '../finding.ts';
import { allOf, eachVariable } from '../mentions.ts';
import { stemsOf } from '../propose/phrase-key.ts';
import { strengthOf } from '../strength.ts';
import type { Rule, System, Variable } from '../system.ts';
import type { Alike } from './alike-names.ts';

/** A contradiction that rests on words being alike: those words, as the two criteria have them. Empty where they are the very same. */
export type AlikeFinding = { found: CellFinding; axes: Axes; proof: Proof; supposing: Supposed };

/** Pairs of names. */
type Supposed = readonly (readonly [string, string])[];

const KINDS: ReadonlySet<string> = new Set(['contradiction', 'boundary', 'timing-conflict']);

/**
 * What criteria contradict one another if words that may mean one thing do. It is a question and no claim, unless the words are the same and stand in one
 * requirement, or both say at length the same of one event: nobody writes that of two things. `remember` gives what is known of a slice, and keeps what was decided.
 */
export function* findAlike(
  system: System,
  alike: Alike,
  unconfirmed: ReadonlySet<string>,
  remember: (hash: string, outcome?: SliceOutcome) => SliceOutcome | undefined,
): Generator<void, AlikeFinding[]> {
  const { wide, changed } = widened(system, alike);
  if (changed.size === 0) return [];
  yield;
  const findings: AlikeFinding[] = [];
  const originals = new Map(system.rules.map((rule) => [rule.id, rule]));
  for (const slice of slicesOf(wide)) {
    if (slice.kind !== 'outputs' || slice.rules.length < 2 || !slice.rules.some(({ id }) => changed.has(id))) continue;
    const outcome = remember(slice.hash) ?? (yield* decideSlice(wide, slice));
    remember(slice.hash, outcome);
    const axes = axesOf(wide);
    for (const [key, axis] of outcome.axes) axes.byKey.set(key, axis);
    for (const found of outcome.findings) {
      const [a, b] = found.rules.map(({ rule }) => originals.get(rule.id));
      if (!a || !b || found.rules.length !== 2 || !KINDS.has(found.kind)) continue;
      if (found.kind === 'boundary' && Object.keys(found.witness?.steps[0]?.asked ?? {}).length === 0) continue;
      const supposing = differentWords(alike, a, b);
      const base = supposing === null ? null : strengthOf(axes, found, unconfirmed);
      if (base === null || supposing === null) continue;
      const isSure = supposing.length === 0 && (requirementOf(a) === requirementOf(b) || saysAtLength(system, a, b));
      findings.push({ found, axes, proof: isSure ? base : { grade: 'hint', engine: 'cells' }, supposing });
    }
    yield;
  }
  return findings;
}

/** The system with one name for all that may be one. */
function widened(system: System, { standsFor, exclusive }: Alike): { wide: System; changed: Set<string> } {
  const nameOf = (name: string) => standsFor.get(name) ?? name;
  const partners = new Map<string, string[]>();
  for (const { one, other } of exclusive) {
    partners.set(one, [...(partners.get(one) ?? []), other]);
    partners.set(other, [...(partners.get(other) ?? []), one]);
  }
  const changed = new Set<string>();
  const rules = system.rules.map((rule): Rule => {
    const names = new Set(rule.events);
    for (const part of [rule.guard, rule.response]) eachVariable(part, (name) => names.add(name));
    const excluded = [...names].flatMap((name) => (partners.get(nameOf(name)) ?? []).map((other) => [nameOf(name), other] as const));
    if (excluded.length === 0 && ![...names].some((name) => standsFor.has(name))) return rule;
    changed.add(rule.id);
    const notBoth = excluded.map(
      (both): Expression => ({ kind: 'not', of: { kind: 'all', of: both.map((name) => ({ kind: 'variable', name, isAfter: true })) } }),
    );
    return {
      ...rule,
      events: rule.events && [...new Set(rule.events.map(nameOf))],
      guard: renamed(rule.guard, nameOf),
      response: allOf([renamed(rule.response, nameOf), ...notBoth]),
    };
  });
  const variables = new Map<string, Variable>();
  for (const variable of system.variables) {
    const name = nameOf(variable.name);
    const known = variables.get(name);
    variables.set(name, known ? { ...known, domain: wider(known.domain, variable.domain) } : { ...variable, name });
  }
  return { wide: { ...system, variables: [...variables.values()], events: [...new Set(system.events.map(nameOf))], rules }, changed };
}

function wider(one: Domain, other: Domain): Domain {
  if (one.kind === 'choice' && other.kind === 'choice')
    return { kind: 'choice', values: [...new Set([...one.values, ...other.values])], isOpen: one.isOpen || other.isOpen };
  if (one.kind !== 'number' || other.kind !== 'number') return one;
  return {
    ...one,
    isInteger: one.isInteger && other.isInteger,
    low: one.low === null || other.low === null ? null : Math.min(one.low, other.low),
    high: one.high === null || other.high === null ? null : Math.max(one.high, other.high),
  };
}

function renamed(expression: Expression, nameOf: (name: string) => string): Expression {
  switch (expression.kind) {
    case 'value':
      return expression;
    case 'variable':
      return { ...expression, name: nameOf(expression.name) };
    case 'not':
    case 'one-of':
    case 'absolute':
      return { ...expression, of: renamed(expression.of, nameOf) };
    case 'all':
    case 'any':
    case 'arithmetic':
    case 'count':
      return { ...expression, of: expression.of.map((part) => renamed(part, nameOf)) };
    case 'implies':
      return { kind: 'any', of: [{ kind: 'not', of: renamed(expression.when, nameOf) }, renamed(expression.then, nameOf)] };
    case 'compare':
      return { ...expression, left: renamed(expression.left, nameOf), right: renamed(expression.right, nameOf) };
  }
}

/** What two rules call differently though it is taken for one; null where they share nothing that was taken for one, so that the finding is known already. */
function differentWords({ standsFor, exclusive, wordsOf }: Alike, a: Rule, b: Rule): Supposed | null {
  const [ofA, ofB] = [namesOf(a), namesOf(b)];
  const different: [string, string][] = [];
  let isNew = false;
  for (const one of ofA)
    for (const other of ofB) {
      const stand = standsFor.get(one);
      if (one === other || stand === undefined || stand !== standsFor.get(other)) continue;
      isNew = true;
      if (wordsOf(one) !== wordsOf(other)) different.push([one, other]);
    }
  for (const { one, other, isSure } of exclusive) {
    const hasBoth = (names: ReadonlySet<string>, name: string) => [...names].some((each) => (standsFor.get(each) ?? each) === name);
    if ((hasBoth(ofA, one) && hasBoth(ofB, other)) || (hasBoth(ofA, other) && hasBoth(ofB, one))) {
      isNew = true;
      if (!isSure) different.push([one, other]);
    }
  }
  return isNew ? different : null;
}

function namesOf({ events, guard, response }: Rule): Set<string> {
  const names = new Set<string>(events);
  for (const part of [guard, response]) eachVariable(part, (name) => names.add(name));
  return names;
}

function requirementOf({ criterion }: Rule): string {
  return criterion.slice(0, Math.max(0, criterion.lastIndexOf('.')));
}

/** Whether both wait for one event that takes three words to say, and speak of outputs that do. */
function saysAtLength({ variables }: System, a: Rule, b: Rule): boolean {
  const phrases = new Map(variables.map(({ name, phrase }) => [name, phrase]));
  const isLong = (name: string) => stemsOf(phrases.get(name) ?? name.replaceAll('_', ' ')).length > 2;
  const isOneEvent = a.events?.some((event) => b.events?.includes(event) && isLong(event)) ?? false;
  const outputs: string[] = [];
  for (const { response } of [a, b]) eachVariable(response, (name) => outputs.push(name));
  return isOneEvent && outputs.every(isLong);
}
