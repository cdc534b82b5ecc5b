import { readRequirements } from '#core/formats/read-document.ts';
import { type ParsedReadings, parseReadings } from '#core/language/reading/parse-readings.ts';
import type { RequirementsTree } from '#core/language/spec-tree.ts';
import { alikeFindings } from './alike/alike-findings.ts';
import type { AnalysedSpec, SpecToAnalyse, UndecidedSlice } from './analysed-spec.ts';
import { assumptionFindings } from './assumption-findings.ts';
import { axesOf } from './axes.ts';
import { findingOf } from './cells/cell-finding.ts';
import { sliceHasher } from './cells/slice-hash.ts';
import { decideSlice, type SliceOutcome, slicesOf } from './cells/slices.ts';
import { vocabularyOf } from './english.ts';
import type { Finding } from './finding.ts';
import { wordFinding } from './finding-words.ts';
import type { Bounds } from './model/explore.ts';
import { findDead } from './model/find-dead.ts';
import { nameFindings } from './name-findings.ts';
import { type ProposalMemory, proposeReadings } from './propose/propose-readings.ts';
import { countCoverage, describeReadings } from './reading/describe-readings.ts';
import { mergeReadings } from './reading/merge-readings.ts';
import { repeatedFindings } from './repeated-findings.ts';
import type { FindingContext } from './say-region.ts';
import { strengthOf } from './strength.ts';
import type { Rule } from './system.ts';
import { wordFindings } from './word-findings.ts';

/** What makes the next analysis of nearly the same texts quick. It changes no answer. One memory per spec; nothing in it is kept that the last analysis did not use. */
export type AnalysisMemory = {
  slices: Map<string, SliceOutcome>;
  proposals: ProposalMemory;
  model: { hash: string; findings: readonly Finding[] } | null;
};

export function createAnalysisMemory(): AnalysisMemory {
  return { slices: new Map(), proposals: new Map(), model: null };
}

/**
 * All that can be said of a spec's meaning without a solver or a model: how each criterion is read, what the readings disagree on, and what is left to the
 * solver. Total: any texts give an answer. With a `memory`, an edit costs its sentence and its slice.
 */
export function analyseSpec(input: SpecToAnalyse, memory: AnalysisMemory = createAnalysisMemory()): AnalysedSpec {
  const steps = analyseInSteps(input, memory);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same for pages and workers: yields so that no stretch between two yields is longer than some milliseconds. */
export function* analyseInSteps(
  input: SpecToAnalyse,
  memory: AnalysisMemory = createAnalysisMemory(),
  tree: RequirementsTree = readRequirements(input.requirements, input.format).tree,
): Generator<void, AnalysedSpec> {
  yield;
  const written = parseReadings(input.readings ?? '');
  yield;
  return yield* analyseTrees({ text: input.requirements, tree, written }, memory);
}

/** The same of texts that are parsed already. */
export function* analyseTrees(
  { text, tree, written }: { text: string; tree: RequirementsTree; written: ParsedReadings },
  memory: AnalysisMemory,
): Generator<void, AnalysedSpec> {
  const proposal = yield* proposeReadings(text, tree, written.tree, memory.proposals);
  const merged = mergeReadings(tree, written.tree, proposal);
  yield;
  const { unconfirmed } = merged;
  const { system } = merged.lowered;
  const axes = axesOf(system);
  const context = contextOf(tree, merged.lowered.system, merged.eventPhrases);
  const findings = new Map<string, Finding>();
  const undecided: UndecidedSlice[] = [];
  const edges = new Set<string>();
  let omitted = 0;
  const kept = new Map<string, SliceOutcome>();
  for (const slice of slicesOf(system)) {
    const known = memory.slices.get(slice.hash);
    const outcome = known ?? (yield* decideSlice(system, slice));
    kept.set(slice.hash, outcome);
    omitted += outcome.omitted;
    if (outcome.undecided.length > 0) undecided.push({ hash: slice.hash, rules: outcome.undecided, why: 'not-linear' });
    for (const found of outcome.findings) {
      // The dimensions of a remembered slice are made again where words need them.
      for (const [key, axis] of outcome.axes) if (!axes.byKey.has(key)) axes.byKey.set(key, axis);
      const proof = strengthOf(axes, found, unconfirmed);
      if (!proof) continue;
      const finding = findingOf(axes, merged.order, found, proof);
      const { id } = finding;
      const edge = found.edge ? `${found.edge.axis}=${found.edge.value} ${finding.criteria.join(' ')}` : null;
      // What is open about an output, or on an event, is not told again of the number alone.
      if (edge !== null && slice.kind === 'number' && edges.has(edge)) continue;
      if (edge !== null) edges.add(edge);
      if (!findings.has(id)) findings.set(id, finding);
    }
    yield;
  }
  for (const finding of yield* alikeFindings(merged, findings, memory.slices, kept)) findings.set(finding.id, finding);
  memory.slices = kept;
  for (const finding of [...nameFindings(merged), ...assumptionFindings(system), ...wordFindings(text, tree)])
    findings.set(finding.id, finding);
  for (const finding of repeatedFindings(tree)) {
    // What stands twice word for word is said once, and as that.
    for (const [id, { kind, criteria }] of findings)
      if (kind === 'redundant' && criteria.length === 2 && criteria.every((own) => finding.criteria.includes(own))) findings.delete(id);
    findings.set(finding.id, finding);
  }
  yield;
  for (const finding of yield* remembered(system, memory)) findings.set(finding.id, finding);
  const readings = yield* describeReadings(tree, merged, proposal, context);
  return {
    readings,
    findings: [...findings.values()].map((finding) => wordFinding(context, finding)).sort(byOrder(merged.order)),
    counts: countCoverage(readings),
    system,
    claims: merged.claims,
    unconfirmed,
    undecided,
    diagnostics: [...written.diagnostics, ...merged.diagnostics].sort((a, b) => a.span.start - b.span.start),
    proposal: proposal.text,
    omitted,
  };
}

/** The model walks all of the system, so what it found is kept as long as no rule changes. */
function* remembered(system: AnalysedSpec['system'], memory: AnalysisMemory): Generator<void, readonly Finding[]> {
  if (!system.variables.some(({ role }) => role === 'state')) return [];
  const hash = sliceHasher(system)(system.rules, 'model');
  if (memory.model?.hash !== hash) memory.model = { hash, findings: yield* findDead(system, INSTANT) };
  return memory.model.findings;
}

/** What fits into the instant tier; deeper walks are for the server. */
const INSTANT: Bounds = { states: 500, inputs: 128, transitions: 20_000 };

function contextOf(tree: RequirementsTree, system: AnalysedSpec['system'], eventPhrases: ReadonlyMap<string, string>): FindingContext {
  const rules = new Map<string, Rule[]>();
  for (const rule of system.rules) {
    const own = rules.get(rule.criterion);
    if (own) own.push(rule);
    else rules.set(rule.criterion, [rule]);
  }
  return {
    words: vocabularyOf(system),
    eventPhrase: (event) => eventPhrases.get(event) ?? event.replaceAll('_', ' '),
    criteria: new Map(tree.requirements.flatMap(({ criteria }) => criteria.map((criterion) => [criterion.id, criterion]))),
    rules,
  };
}

const GRADES = { proved: 0, bounded: 1, hint: 2 };

function byOrder(order: ReadonlyMap<string, number>) {
  const placeOf = ({ criteria }: Finding) => order.get(criteria[0] ?? '') ?? Number.MAX_SAFE_INTEGER;
  return (a: Finding, b: Finding) => GRADES[a.proof.grade] - GRADES[b.proof.grade] || placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1);
}
