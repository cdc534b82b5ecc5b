import type { Expression } from '#core/analysis/expression.ts';
import { decideRealizability, type GameVariable, type Realizability } from '#core/analysis/game/realizability.ts';
import { namesIn } from '#core/analysis/timed/groups.ts';
import type { Fretish } from './fret-monitor.ts';
import { fretMonitor } from './fret-monitor.ts';
import { namesInText, type OpaqueTerms, withoutProducts } from './fret-opaque.ts';
import type { FretRequirement } from './read-fret.ts';

/** Every name that a requirement depends on, those inside of functions included. */
export function namesOfRequirement({ sentence, stands }: FretRequirement): Set<string> {
  const names = new Set<string>();
  for (const part of partsOf(sentence)) namesIn(part, names);
  for (const text of stands) for (const [name] of text.matchAll(/[\p{L}_][\p{L}\p{N}_.]*/gu)) names.add(name);
  return names;
}

/**
 * Whether a group of requirements can be realised. What arithmetic cannot follow (products of variables, functions, values of earlier steps) is decided
 * from both sides: if the system can do its duty whatever the environment makes of these terms, it can; if it cannot even where it may choose them, it
 * cannot. Between the two nothing is claimed.
 */
export function realize(variables: readonly GameVariable[], group: readonly FretRequirement[]): Realizability {
  const opaque: OpaqueTerms = new Map(group.flatMap(({ stands }) => stands.map((text) => [text, namesInText(text)] as const)));
  const sentences = group.map(({ sentence }) => withParts(sentence, (part) => withoutProducts(part, opaque)));
  const names = new Set(sentences.flatMap((sentence) => partsOf(sentence).flatMap((part) => [...namesIn(part)])));
  const known = new Map(variables.map((variable) => [variable.name, variable]));
  const own = [...names].map(
    (name): GameVariable =>
      known.get(name) ?? { name, domain: { kind: 'number', isInteger: false, low: null, high: null, unit: null }, isOutput: false },
  );
  const terms = [...opaque].filter(([name]) => names.has(name));
  const decide = (isOutput: boolean) =>
    decideRealizability(
      own.map((variable) => (opaque.has(variable.name) ? { ...variable, isOutput } : variable)),
      sentences.map((sentence) => fretMonitor(sentence, null)),
    );
  if (terms.length === 0) return decide(false);
  const isChosenNow = terms.some(([, inside]) => [...inside].some((name) => known.get(name)?.isOutput));
  const against = isChosenNow ? null : decide(false);
  if (against?.verdict === 'realizable') return against;
  const favoured = decide(true);
  if (favoured.verdict === 'unrealizable') return favoured;
  return { verdict: 'unknown', reason: `What "${terms[0]?.[0]}" is decides it.` };
}

/** The conditions of a sentence. */
export function partsOf({ mode, trigger, stop, response }: Fretish): Expression[] {
  return [mode, trigger, stop, response].filter((part) => part !== null);
}

function withParts(sentence: Fretish, change: (part: Expression) => Expression): Fretish {
  const changed = (part: Expression | null) => part && change(part);
  return {
    ...sentence,
    mode: changed(sentence.mode),
    trigger: changed(sentence.trigger),
    stop: changed(sentence.stop),
    response: change(sentence.response),
  };
}
