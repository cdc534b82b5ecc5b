import type { AnalysedSpec, Option, WordedFinding } from '#core/analysis/analysed-spec.ts';
import { hashOf } from '#core/analysis/cells/slice-hash.ts';
import { decideSlice, slicesOf } from '#core/analysis/cells/slices.ts';
import type { Finding } from '#core/analysis/finding.ts';
import { findingId } from '#core/analysis/finding-id.ts';
import { joinIds } from '#core/analysis/say-region.ts';
import type { ClaimKind, MergedClaim } from './claims.ts';

/** What the engines know of a claim. `proved`: they found it themselves, and ask it already. `refuted`: the confirmed readings rule it out. */
export type Decision = { verdict: 'proved'; findingId: string } | { verdict: 'refuted' } | { verdict: 'open' };

const ALIKE: Record<ClaimKind, ReadonlySet<Finding['kind']>> = {
  contradiction: new Set(['contradiction', 'conflict', 'boundary', 'timing-conflict', 'impossible-response']),
  missing: new Set(['gap', 'output-gap', 'boundary']),
  unclear: new Set(['ambiguous']),
  untestable: new Set(),
  risk: new Set(),
};

/** Puts a claim to the engines. What they cannot decide is for people. */
export function decideClaim(analysed: Pick<AnalysedSpec, 'findings' | 'readings' | 'system'>, claim: MergedClaim): Decision {
  const about = new Set(claim.criteria);
  const found = analysed.findings.find(
    ({ kind, proof, criteria }) =>
      proof.grade !== 'hint' && ALIKE[claim.kind].has(kind) && criteria.length === about.size && criteria.every((id) => about.has(id)),
  );
  if (found) return { verdict: 'proved', findingId: found.id };
  if (claim.kind !== 'contradiction' || about.size !== 2) return { verdict: 'open' };
  const own = analysed.readings.filter(({ criterion }) => about.has(criterion));
  // What a reading has left out may be what the critic means: only whole ones that people stand behind can refute.
  if (own.length !== 2 || own.some(({ state, coverage }) => state !== 'confirmed' || coverage !== 'read')) return { verdict: 'open' };
  const rules = analysed.system.rules.filter(({ criterion }) => about.has(criterion));
  if (rules.some(({ timing }) => timing !== null)) return { verdict: 'open' };
  const system = { ...analysed.system, rules };
  for (const slice of slicesOf(system).filter(({ kind }) => kind === 'outputs')) {
    const steps = decideSlice(system, slice);
    let step = steps.next();
    while (!step.done) step = steps.next();
    const { findings, undecided, omitted } = step.value;
    if (undecided.length > 0 || omitted > 0 || findings.some(({ kind }) => ALIKE.contradiction.has(kind))) return { verdict: 'open' };
  }
  return { verdict: 'refuted' };
}

const WHY: Record<ClaimKind, string> = {
  contradiction: 'If it is so, the two cannot both be built.',
  missing: 'What is not said will be decided by whoever builds it.',
  unclear: 'Two people will build it in two ways.',
  untestable: 'What no test can fail nobody can verify.',
  risk: 'It is cheaper to decide it now than after it is built.',
};

/** A claim as a question on a card: its critics, and the text that each option would write. A hint, for no machine has proved it. */
export function claimFinding(claim: MergedClaim, critics: number): WordedFinding {
  const options: Option[] = claim.options.map(({ label, criterion, sentence }) => ({
    label,
    edits: [],
    ...(criterion !== null && sentence !== null ? { rewrite: { criterion, sentence } } : {}),
  }));
  return {
    id: findingId(
      'critique',
      claim.criteria,
      null,
      null,
      hashOf(
        claim.claim
          .toLowerCase()
          .replace(/[^\p{L}\p{N}]+/gu, ' ')
          .trim(),
      ),
    ),
    kind: 'critique',
    proof: { grade: 'hint', engine: 'critics' },
    criteria: claim.criteria,
    event: null,
    variable: null,
    region: [],
    witness: null,
    title: claim.claim,
    why: WHY[claim.kind],
    scenario: [],
    question: {
      id: 'critique',
      text: claim.question,
      options: [
        ...options,
        { label: `${joinIds(claim.criteria)} ${claim.criteria.length === 1 ? 'is' : 'are'} right as written`, edits: [] },
      ],
    },
    voices: { perspectives: claim.perspectives, of: critics },
  };
}
