import type { Reading, ReadingsTree } from '#core/language/reading/reading-tree.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import { always, type Expression } from '../expression.ts';
import { allOf, conjuncts, eachVariable, mentionsAfter, negated } from '../mentions.ts';
import type { Assumption, Rule, System, Timing } from '../system.ts';
import { type Declared, declareAll } from './declare.ts';
import { lowerCondition, lowerTerm } from './lower-term.ts';
import { complain, emptyScope, opaqueVariable, type Scope } from './scope.ts';

/** A problem with names, types or units, in the criterion where it shows. */
export type NameProblem = { kind: 'undefined-term' | 'type-clash'; criterion: string; name: string };

export type LoweredReadings = {
  system: System;
  diagnostics: Diagnostic[];
  problems: NameProblem[];
  /** Declared names that no reading, term or assumption uses. */
  unused: Declared[];
  /** Criteria with a reading that has a mistake in it, with what is wrong; none of their rules is in the system. */
  broken: Map<string, string>;
};

/** Looks up all names of `readings.spec`, checks types and units, and makes rules of its readings. Total, like the parser. */
export function lowerReadings({ declarations, readings }: Pick<ReadingsTree, 'declarations' | 'readings'>): LoweredReadings {
  const scope = emptyScope();
  const declared = declareAll(scope, declarations);
  const assumptions: Assumption[] = [];
  const exclusives: string[][] = [];
  for (const item of declarations) {
    if (item.kind === 'assume') {
      const before = scope.problems.length;
      const expression = lowerCondition(scope, item.of, 'input');
      if (mentionsAfter(expression, scope.variables))
        complain(scope, 'type-clash', '', 'An assumption speaks of inputs and of state before the step.', item.of.span);
      if (scope.problems.length === before) assumptions.push({ id: `assume@${assumptions.length + 1}`, expression });
    }
    if (item.kind === 'exclusive') exclusives.push(item.names.map(({ name, span }) => exclusiveName(scope, name, span)));
  }
  const rules: Rule[] = [];
  const broken = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const reading of readings) {
    scope.criterion = reading.id;
    const before = scope.problems.length;
    const rule = ruleFrom(scope, reading);
    const message = scope.problems.length > before ? scope.diagnostics.at(-1)?.message : undefined;
    if (message !== undefined) {
      broken.set(reading.id, message);
      continue;
    }
    const count = (counts.get(reading.id) ?? 0) + 1;
    counts.set(reading.id, count);
    rules.push({ ...rule, id: count === 1 ? reading.id : `${reading.id}#${count}`, response: withExclusives(rule.response, exclusives) });
  }
  for (const [name, { of }] of scope.terms) if (!scope.used.has(name)) checkUnusedTerm(scope, name, of);
  return {
    system: {
      variables: [...scope.variables.values()],
      events: [...scope.events.keys()],
      assumptions,
      rules: rules.filter(({ criterion }) => !broken.has(criterion)),
    },
    diagnostics: scope.diagnostics,
    problems: scope.problems,
    unused: declared.filter(({ name }) => !scope.used.has(name)),
    broken,
  };
}

/** A term that nobody uses may still be wrong. What it would add to the scope is forgotten. */
function checkUnusedTerm(scope: Scope, name: string, of: Parameters<typeof lowerCondition>[1]): void {
  const variables = new Map(scope.variables);
  const used = new Set(scope.used);
  scope.criterion = '';
  scope.open.push(name);
  lowerTerm({ ...scope, variables, used }, of, 'input');
  scope.open.pop();
}

function exclusiveName(scope: Scope, name: string, span: Reading['span']): string {
  const variable = scope.variables.get(name);
  scope.used.add(name);
  if (!variable?.isAction) complain(scope, 'undefined-term', name, `"${name}" is no declared action.`, span);
  return name;
}

/** Two exclusive actions cannot both happen: each rule that asks for one of them also asks for that. */
function withExclusives(response: Expression, exclusives: readonly string[][]): Expression {
  const mentioned = new Set<string>();
  eachVariable(response, (name) => mentioned.add(name));
  const extra: Expression[] = [];
  for (const names of exclusives) {
    for (const [at, one] of names.entries()) {
      for (const other of names.slice(at + 1)) {
        if (!mentioned.has(one) && !mentioned.has(other)) continue;
        const both = [one, other].map((name): Expression => ({ kind: 'variable', name, isAfter: true }));
        extra.push({ kind: 'not', of: { kind: 'all', of: both } });
      }
    }
  }
  return extra.length === 0 ? response : allOf([response, ...extra]);
}

function ruleFrom(scope: Scope, reading: Reading): Rule {
  const events = reading.events.map(({ name, span }) => eventName(scope, name, span));
  const features = reading.features.map(({ name, span }) => featureName(scope, name, span));
  const conditions = reading.conditions.map(({ of }) => lowerCondition(scope, of, 'input'));
  if (reading.unless) conditions.push(negated(lowerCondition(scope, reading.unless, 'input')));
  for (const name of features) conditions.push({ kind: 'variable', name, isAfter: false });
  const parts = reading.responses.map((term) => lowerCondition(scope, term, 'output'));
  const asked =
    reading.form === 'never'
      ? notAll(scope, parts, conditions)
      : reading.form === 'always'
        ? fromImplication(scope, parts, conditions)
        : allOf(parts);
  const guards: Expression[] = [];
  const onOutputs: Expression[] = [];
  for (const part of conditions.flatMap(conjuncts)) (mentionsAfter(part, scope.variables) ? onOutputs : guards).push(part);
  const response: Expression = onOutputs.length === 0 ? asked : { kind: 'any', of: [...onOutputs.map(negated), asked] };
  if (!mentionsAfter(response, scope.variables))
    complain(
      scope,
      'type-clash',
      '',
      'This asks nothing of outputs, actions or state after the step. A fact of the domain is an "assume".',
      reading.span,
    );
  return {
    criterion: reading.id,
    id: reading.id,
    events: events.length === 0 ? null : events,
    guard: guards.length === 0 ? always : allOf(guards),
    response,
    timing: timingFrom(scope, reading),
    isUnwanted: reading.conditions.some(({ keyword }) => keyword === 'if'),
    feature: features[0] ?? null,
    span: reading.span,
  };
}

/** `never a and b`: what speaks of inputs is the condition, and the rest must not be. */
function notAll(scope: Scope, parts: readonly Expression[], conditions: Expression[]): Expression {
  const asked: Expression[] = [];
  for (const part of parts.flatMap(conjuncts)) (mentionsAfter(part, scope.variables) ? asked : conditions).push(part);
  return negated(asked.length === 0 ? always : allOf(asked));
}

/** `always a => b` is the rule "if a then b". */
function fromImplication(scope: Scope, parts: readonly Expression[], conditions: Expression[]): Expression {
  const [only] = parts;
  if (parts.length !== 1 || only?.kind !== 'any') return allOf(parts);
  const asked: Expression[] = [];
  for (const part of only.of) {
    if (mentionsAfter(part, scope.variables)) asked.push(part);
    else conditions.push(negated(part));
  }
  const [first] = asked;
  return first && asked.length === 1 ? first : { kind: 'any', of: asked };
}

function eventName(scope: Scope, name: string, span: Reading['span']): string {
  if (!scope.events.has(name)) {
    if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) complain(scope, 'undefined-term', name, `Nothing declares the event "${name}".`, span);
    else scope.events.set(name, { phrase: name, span: null });
  }
  scope.used.add(name);
  return name;
}

function featureName(scope: Scope, name: string, span: Reading['span']): string {
  const known = scope.variables.get(name);
  if (known && known.domain.kind !== 'boolean') complain(scope, 'type-clash', name, `"${name}" is no feature: it is not on or off.`, span);
  if (!known) {
    if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) complain(scope, 'undefined-term', name, `Nothing declares the feature "${name}".`, span);
    scope.variables.set(name, opaqueVariable(name, 'input'));
  }
  scope.used.add(name);
  return name;
}

function timingFrom(scope: Scope, { within, forAtLeast, until }: Reading): Timing | null {
  if (!within && !forAtLeast && !until) return null;
  return { within: within?.ms ?? null, forAtLeast: forAtLeast?.ms ?? null, until: until && lowerCondition(scope, until, 'input') };
}
