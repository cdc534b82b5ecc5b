import { findingOf } from '../cells/cell-finding.ts';
import type { SliceOutcome } from '../cells/slices.ts';
import type { Finding } from '../finding.ts';
import { findingId } from '../finding-id.ts';
import type { MergedReadings } from '../reading/merge-readings.ts';
import { alikeNames } from './alike-names.ts';
import { findAlike } from './find-alike.ts';

const PAIRS: ReadonlySet<string> = new Set(['contradiction', 'boundary', 'timing-conflict']);

/** Contradictions that rest on words being alike, of pairs of criteria that nothing is told of yet. Slices that are `known` are not decided again; all that are used are `kept`. */
export function* alikeFindings(
  { lowered: { system }, eventPhrases, scopes, order, unconfirmed }: MergedReadings,
  told: ReadonlyMap<string, Finding>,
  known: ReadonlyMap<string, SliceOutcome>,
  kept: Map<string, SliceOutcome>,
): Generator<void, Finding[]> {
  const alike = alikeNames(system, eventPhrases, scopes);
  if (alike.standsFor.size === 0 && alike.exclusive.length === 0) return [];
  yield;
  const remember = (hash: string, outcome?: SliceOutcome) => {
    if (outcome) kept.set(hash, outcome);
    return kept.get(hash) ?? known.get(hash);
  };
  const found = yield* findAlike(system, alike, unconfirmed, remember);
  const pairs = new Set([...told.values()].flatMap(({ kind, criteria }) => (PAIRS.has(kind) ? [criteria.join(' ')] : [])));
  const findings: Finding[] = [];
  for (const { found: one, axes, proof, supposing } of found) {
    const finding = findingOf(axes, order, one, proof);
    const pair = finding.criteria.join(' ');
    if (pairs.has(pair)) continue;
    pairs.add(pair);
    // Which of several names stands for all of them is no part of what was found.
    findings.push({ ...finding, id: findingId(finding.kind, finding.criteria, null, null, 'alike'), supposing });
  }
  return findings;
}
