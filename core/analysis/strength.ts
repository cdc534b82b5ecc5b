import type { Axes } from './axes.ts';
import { subtract } from './boxes.ts';
import type { CellFinding } from './cells/cell-finding.ts';
import type { CellRule } from './cells/prepare.ts';
import type { Proof } from './finding.ts';
import { stemsOf } from './propose/phrase-key.ts';

const PROVED: Proof = { grade: 'proved', engine: 'cells' };
const HINT: Proof = { grade: 'hint', engine: 'cells' };

/**
 * How sure a finding is, or null where it is not worth telling. About readings that people have confirmed, what cells find is proved. A reading that the rules
 * proposed may have lost what its author took for granted, so of those only this is proved: what lies between two rules of one number, and two rules that collide
 * without needing two different phrases to be true at once and without one being the exception of the other.
 */
export function strengthOf(axes: Axes, finding: CellFinding, unconfirmed: ReadonlySet<string>): Proof | null {
  if (finding.kind === 'missing-unwanted') return isAboutNumbers(axes, finding) ? HINT : null;
  if (finding.rules.every(({ rule }) => !unconfirmed.has(rule.criterion)))
    return finding.rules.some(({ rule }) => rule.timing?.until) ? HINT : PROVED;
  switch (finding.kind) {
    case 'never-triggerable':
    case 'impossible-response':
      return PROVED;
    case 'redundant':
    case 'timing-redundant':
      return HINT;
    case 'contradiction':
    case 'timing-conflict':
    case 'boundary':
      if (finding.witness && finding.rules.length === 2 && Object.keys(finding.witness.steps[0]?.asked ?? {}).length > 0)
        return strengthOfPair(axes, finding);
      return isAboutNumbers(axes, finding) && !hasPhrases(axes, finding) ? PROVED : null;
    case 'output-gap':
    case 'gap':
      if (!isAboutNumbers(axes, finding) || hasPhrases(axes, finding) || finding.rules.length < 2) return null;
      return isInner(finding) ? PROVED : HINT;
    default:
      return HINT;
  }
}

function strengthOfPair(axes: Axes, { rules }: CellFinding): Proof | null {
  const [a, b] = rules;
  if (!a || !b) return null;
  const proof = strengthOfTwo(axes, a, b);
  // What lasts until something is so asks for nothing where it is so at once.
  return proof && rules.some(({ rule }) => rule.timing?.until) ? HINT : proof;
}

function strengthOfTwo(axes: Axes, a: CellRule, b: CellRule): Proof | null {
  const [ofA, ofB] = [phrasesOf(axes, a), phrasesOf(axes, b)];
  const onlyA = [...ofA].some((phrase) => !ofB.has(phrase));
  const onlyB = [...ofB].some((phrase) => !ofA.has(phrase));
  if (onlyA && onlyB) return null;
  // What is said of every step holds in those of the other one, too: an exception, if somebody meant one.
  if (onlyA !== onlyB && isEverywhere(onlyA ? b : a)) return HINT;
  // A condition of nothing but phrases may well exclude the other one: only people know.
  if ((onlyA && isOnlyPhrases(a, ofA)) || (onlyB && isOnlyPhrases(b, ofB))) return null;
  if (mayBeOne(axes, a, b)) return HINT;
  const aInB = a.guard && b.guard && subtract(axes, a.guard, b.guard)?.length === 0;
  const bInA = a.guard && b.guard && subtract(axes, b.guard, a.guard)?.length === 0;
  if (aInB !== bInA || (aInB === true && (a.rule.isUnwanted !== b.rule.isUnwanted || a.rule.events?.length !== b.rule.events?.length)))
    return HINT;
  return PROVED;
}

/** Whether each has a number or value of its own in words that the other's share: two names of one thing do not vary by themselves. */
function mayBeOne({ variables }: Axes, a: CellRule, b: CellRule): boolean {
  const own = (one: CellRule, other: CellRule) =>
    [...one.inputs].flatMap((name) => {
      const variable = variables.get(name);
      return variable && variable.domain.kind !== 'boolean' && !other.inputs.has(name) ? stemsOf(variable.phrase) : [];
    });
  const ofB = new Set(own(b, a));
  return own(a, b).some((stem) => ofB.has(stem) && !/^(?:number|amount|size|length|duration|age|total|count|time)$/.test(stem));
}

/** Conditions that are true or false and nothing more: phrases, flags, features, events. */
function phrasesOf(axes: Axes, { inputs, rule }: CellRule): Set<string> {
  const flags = [...inputs].filter((name) => axes.variables.get(name)?.domain.kind === 'boolean');
  return new Set([...flags, ...(rule.events ?? []).map((event) => `when ${event}`)]);
}

function isEverywhere({ inputs, rule }: CellRule): boolean {
  return inputs.size === 0 && rule.events === null;
}

function isOnlyPhrases({ inputs }: CellRule, phrases: ReadonlySet<string>): boolean {
  return [...inputs].every((name) => phrases.has(name));
}

function isAboutNumbers(axes: Axes, { box }: CellFinding): boolean {
  if (box === null) return false;
  const domains = [...box.keys()].map((key) => axes.byKey.get(key)?.variable?.domain);
  return domains.some((domain) => domain?.kind !== 'boolean') && domains.every((domain) => domain?.kind !== 'choice' || !domain.isOpen);
}

function hasPhrases(axes: Axes, { box }: CellFinding): boolean {
  return box !== null && [...box.keys()].some((key) => axes.byKey.get(key)?.variable?.domain.kind === 'boolean');
}

/** Whether the region lies between others on its one dimension: both ends are ends of rules. */
function isInner({ box, rules }: CellFinding): boolean {
  const [entry] = box ?? [];
  if (box?.size !== 1 || !entry) return false;
  const [key, segments] = entry;
  const [segment] = segments;
  if (!segment || segments.length !== 1 || !Number.isFinite(segment.low) || !Number.isFinite(segment.high)) return false;
  const ranges = rules.flatMap(({ guard }) => guard?.flatMap((other) => other.get(key) ?? []) ?? []);
  return ranges.some(({ high }) => high <= segment.low) && ranges.some(({ low }) => low >= segment.high);
}
