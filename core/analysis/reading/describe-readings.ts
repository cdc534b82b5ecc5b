import { printRule } from '#core/language/reading/format-readings.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import type { Criterion, RequirementsTree } from '#core/language/spec-tree.ts';
import type { Coverage, CoverageCounts, CriterionReading, ReadingState } from '../analysed-spec.ts';
import { sayRule } from '../english.ts';
import { mentionsOpaque } from '../opaque.ts';
import { askAmbiguities } from '../propose/ambiguities.ts';
import type { Proposal } from '../propose/propose-readings.ts';
import type { FindingContext } from '../say-region.ts';
import { sayScenarios } from '../scenario.ts';
import type { MergedReadings } from './merge-readings.ts';

/** Each criterion with its reading, in document order; rows of decision tables behind them. Yields between stretches of work. */
export function* describeReadings(
  tree: RequirementsTree,
  merged: MergedReadings,
  proposal: Proposal,
  context: FindingContext,
): Generator<void, CriterionReading[]> {
  const readings: CriterionReading[] = [];
  let count = 0;
  for (const { id, criteria } of tree.requirements) {
    if (tree.kind === 'bugfix' && id === '1') continue;
    for (const criterion of criteria) {
      readings.push(describe(criterion, merged, proposal, context));
      count += 1;
      if (count % 64 === 0) yield;
    }
  }
  for (const { criterion, lines, source } of proposal.readings.values()) {
    if (source !== 'table') continue;
    readings.push({
      ...emptyReading(criterion, '', { start: 0, end: 0 }),
      ...sayAll(criterion, context),
      state: 'proposed',
      coverage: 'read',
      source,
      lines,
    });
  }
  return readings;
}

function emptyReading(criterion: string, hash: string, span: CriterionReading['span']): CriterionReading {
  return {
    criterion,
    span,
    sentenceHash: hash,
    state: 'none',
    coverage: 'unread',
    source: null,
    lines: [],
    fresh: null,
    readingSpan: null,
    english: null,
    allowed: null,
    forbidden: null,
    why: null,
    questions: [],
  };
}

function describe(criterion: Criterion, merged: MergedReadings, proposal: Proposal, context: FindingContext): CriterionReading {
  const { id, text, span } = criterion;
  const hash = sentenceHash(text);
  const base = { ...emptyReading(id, hash, span), questions: askAmbiguities(criterion, hash) };
  const written = merged.written.get(id);
  const [first] = written ?? [];
  if (written && first) {
    const shown = { ...base, source: 'written' as const, lines: written.map(printRule), readingSpan: first.span };
    if (merged.stale.has(id)) return { ...shown, ...describeFresh(id, merged, proposal, context), state: 'stale', why: STALE };
    const mistake = merged.lowered.broken.get(id);
    if (mistake !== undefined) return { ...shown, state: 'none', why: mistake };
    const coverage = coverageOfRules(id, context);
    const state: ReadingState = !merged.unconfirmed.has(id) ? 'confirmed' : coverage === 'read' ? 'proposed' : 'partial';
    return {
      ...shown,
      ...sayAll(id, context),
      state,
      coverage,
      why: coverage === 'read' ? null : 'A part of it is a phrase that nobody has defined.',
    };
  }
  const proposed = proposal.readings.get(id);
  if (!proposed || proposed.coverage === 'unread') return { ...base, why: proposed?.why ?? 'Nobody has read it.' };
  const mistake = merged.lowered.broken.get(id);
  if (mistake !== undefined || !context.rules.has(id)) return { ...base, why: mistake ?? 'Its id cannot stand in a reading.' };
  const { lines, coverage, why, source } = proposed;
  return { ...base, ...sayAll(id, context), state: coverage === 'read' ? 'proposed' : 'partial', coverage, source, lines, why };
}

const STALE = 'The sentence has changed since this reading was made.';

/** What takes part in analysis in the place of a stale reading. */
function describeFresh(
  id: string,
  { lowered }: MergedReadings,
  proposal: Proposal,
  context: FindingContext,
): Partial<CriterionReading> & Pick<CriterionReading, 'fresh'> {
  const proposed = proposal.readings.get(id);
  if (!proposed || proposed.coverage === 'unread' || lowered.broken.has(id) || !context.rules.has(id)) return { fresh: null };
  return { ...sayAll(id, context), fresh: proposed.lines, coverage: proposed.coverage };
}

function sayAll(id: string, context: FindingContext): Pick<CriterionReading, 'english' | 'allowed' | 'forbidden'> {
  const rules = context.rules.get(id) ?? [];
  const english = rules.map((rule) => sayRule(context.words, context.eventPhrase, rule)).join(' ');
  const [rule] = rules;
  return { english: english === '' ? null : english, ...(rule ? sayScenarios(context, rule) : { allowed: null, forbidden: null }) };
}

/** Of a written reading: phrases in quotation marks are opaque, names are not. */
function coverageOfRules(id: string, { rules, words }: FindingContext): Coverage {
  const own = rules.get(id) ?? [];
  const hasOpaque = own.some(({ guard, response }) => mentionsOpaque(words, guard) || mentionsOpaque(words, response));
  if (!hasOpaque) return 'read';
  const hasOther = own.some(
    ({ guard, response, events }) => events !== null || mentionsOpaque(words, guard, false) || mentionsOpaque(words, response, false),
  );
  return hasOther ? 'partial' : 'opaque';
}

/** The headline: how many criteria are covered, and how. */
export function countCoverage(readings: readonly CriterionReading[]): CoverageCounts {
  const counts: CoverageCounts = { criteria: readings.length, read: 0, partial: 0, opaque: 0, unread: 0 };
  for (const { coverage } of readings) counts[coverage] += 1;
  return counts;
}
