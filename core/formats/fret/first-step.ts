import type { Expression } from '#core/analysis/expression.ts';
import type { GameVariable } from '#core/analysis/game/realizability.ts';
import type { OneStep } from '#core/analysis/smt/one-step.ts';
import { namesIn } from '#core/analysis/timed/groups.ts';
import type { Fretish } from './fret-monitor.ts';
import { namesInText } from './fret-opaque.ts';
import type { FretRequirement } from './read-fret.ts';
import { partsOf } from './realize-fret.ts';

/**
 * A game of one step, for a solver. `must` has to hold in the first step of every run that keeps the requirements; what keeps `enough` in every step keeps
 * them whatever was before. So a first step in which nothing fulfils `must` proves that they cannot be realised, and an answer to every step that
 * fulfils `enough` proves that they can.
 */
export type FirstStep = {
  variables: OneStep['variables'];
  must: Expression;
  enough: Expression;
};

const truth: Expression = { kind: 'all', of: [] };
const falsehood: Expression = { kind: 'any', of: [] };
const not = (of: Expression): Expression => ({ kind: 'not', of });
const both = (...of: Expression[]): Expression => ({ kind: 'all', of });
const either = (...of: Expression[]): Expression => ({ kind: 'any', of });
const implied = (when: Expression, then: Expression): Expression => either(not(when), then);

/** The game of a group of requirements. */
export function firstStepOf(variables: readonly GameVariable[], group: readonly FretRequirement[]): FirstStep {
  const opaque = new Map(group.flatMap(({ stands }) => stands.map((text) => [text, namesInText(text)] as const)));
  const names = new Set(group.flatMap(({ sentence }) => partsOf(sentence).flatMap((part) => [...namesIn(part)])));
  const outputs = new Set(variables.filter(({ isOutput }) => isOutput).map(({ name }) => name));
  const isPromise = ({ id }: FretRequirement) => /assumption/i.test(id);
  const promises = group.filter(isPromise);
  const duties = group.filter((one) => !isPromise(one)).map(({ sentence }) => sentence);
  return {
    variables: variables.flatMap((variable) =>
      names.has(variable.name) ? [{ ...variable, follows: followsFrom(opaque.get(variable.name), outputs) }] : [],
    ),
    must: implied(both(...promises.map(({ sentence }) => owedAtFirst(sentence))), both(...duties.map(owedAtFirst))),
    enough: both(...duties.map(alwaysEnough)),
  };
}

function followsFrom(inside: ReadonlySet<string> | undefined, outputs: ReadonlySet<string>): OneStep['variables'][number]['follows'] {
  if (!inside) return 'nothing';
  return [...inside].some((name) => outputs.has(name)) ? 'outputs' : 'inputs';
}

/** What the first step owes. */
function owedAtFirst(sentence: Fretish): Expression {
  const { scope, mode, trigger, stop, response, timing, ticks } = sentence;
  if (scope === 'after' || scope.startsWith('only')) return truth;
  const inside = scope === 'in' ? (mode ?? truth) : scope === 'null' ? truth : not(mode ?? truth);
  const isTriggered = both(inside, trigger ?? truth);
  switch (timing) {
    case 'immediately':
    case 'always':
    case 'for':
      return implied(isTriggered, response);
    case 'never':
    case 'after':
      return implied(isTriggered, not(response));
    case 'until':
      return implied(isTriggered, either(response, stop ?? falsehood));
    case 'before':
      return implied(isTriggered, not(stop ?? falsehood));
    case 'within':
      return ticks === 0 ? implied(isTriggered, response) : truth;
    case 'next':
    case 'eventually':
      return truth;
  }
}

/** What keeps the sentence if it holds in each step, whatever was owed before. */
function alwaysEnough({ scope, mode, condition, trigger, stop, response, timing }: Fretish): Expression {
  if (scope.startsWith('only')) return falsehood;
  const inside = scope === 'in' ? (mode ?? truth) : scope === 'notin' ? not(mode ?? truth) : truth;
  const isTriggered = condition === 'null' ? inside : both(inside, trigger ?? truth);
  switch (timing) {
    case 'immediately':
    case 'eventually':
    case 'within':
      return implied(isTriggered, response);
    case 'always':
    case 'for':
    case 'next':
      return implied(inside, response);
    case 'never':
      return implied(inside, not(response));
    case 'until':
      return implied(inside, either(response, stop ?? falsehood));
    case 'before':
      return implied(isTriggered, both(response, not(stop ?? falsehood)));
    case 'after':
      return falsehood;
  }
}
