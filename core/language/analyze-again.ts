import { type Difference, difference } from '#core/edits/difference.ts';
import { traceSpec } from '#core/trace/trace.ts';
import { assemble, findIn, type ParsedSpec, type SpecAnalysis, type SpecTexts } from './diagnose.ts';
import { parseDesign } from './parse-design.ts';
import { parseRequirements } from './parse-requirements.ts';
import { parseTasks } from './parse-tasks.ts';
import { isSureHeadingAt, reparseRegion } from './reparse-region.ts';
import { findingsOf, type RequirementFindings } from './requirement-findings.ts';
import { shiftFindings, shiftRequirement } from './shift.ts';
import type { Parsed, Requirement, RequirementsTree } from './spec-tree.ts';
import { indexTerms, type TermIndex } from './term-index.ts';

/** An analysis, and what the next one can go on from. A value: the old one stays true of the old texts. */
export type LiveAnalysis = { analysis: SpecAnalysis; findings: RequirementFindings[]; terms: TermIndex };

/** Analyses a spec from nothing; the analysis is that of `analyzeSpec`. */
export function beginAnalysis(texts: SpecTexts): LiveAnalysis {
  return analyzeFrom(texts, {
    requirements: texts.requirements === undefined ? null : parseRequirements(texts.requirements),
    design: texts.design === undefined ? null : parseDesign(texts.design),
    tasks: texts.tasks === undefined ? null : parseTasks(texts.tasks),
  });
}

/**
 * Analyses the next texts, and gives what `beginAnalysis` would: a document that did not change is not read again, and an edit in one
 * requirement reads that one and perhaps its neighbours. Anything that could reach further (a fence, a comment, a conflict, the title, the
 * glossary) is read in full.
 */
export function analyzeAgain(live: LiveAnalysis, texts: SpecTexts): LiveAnalysis {
  const { analysis } = live;
  const { texts: before } = analysis;
  const design = texts.design === before.design ? analysis.design : texts.design === undefined ? null : parseDesign(texts.design);
  const tasks = texts.tasks === before.tasks ? analysis.tasks : texts.tasks === undefined ? null : parseTasks(texts.tasks);
  if (texts.requirements === before.requirements) return analyzeFrom(texts, { requirements: analysis.requirements, design, tasks }, live);
  const local = editInPlace(live, texts.requirements);
  if (!local)
    return analyzeFrom(texts, {
      requirements: texts.requirements === undefined ? null : parseRequirements(texts.requirements),
      design,
      tasks,
    });
  const parsed = { requirements: local.requirements, design, tasks };
  const isSameTrace = local.hasSameIds && design === analysis.design && tasks === analysis.tasks;
  const trace = isSameTrace
    ? analysis.trace
    : traceSpec({ requirements: local.requirements.tree, design: design?.tree ?? null, tasks: tasks?.tree ?? null });
  return {
    analysis: assemble(texts, parsed, trace, local.findings, live.terms, isSameTrace ? analysis.diagnostics : undefined),
    findings: local.findings,
    terms: live.terms,
  };
}

function analyzeFrom(texts: SpecTexts, parsed: ParsedSpec, known?: LiveAnalysis): LiveAnalysis {
  const tree = parsed.requirements?.tree;
  const terms = known?.terms ?? indexTerms(tree?.glossary ?? []);
  const findings = known?.findings ?? (tree ? findIn(texts.requirements ?? '', tree, terms) : []);
  const trace = traceSpec({ requirements: tree ?? null, design: parsed.design?.tree ?? null, tasks: parsed.tasks?.tree ?? null });
  return { analysis: assemble(texts, parsed, trace, findings, terms), findings, terms };
}

type LocalEdit = {
  requirements: Parsed<RequirementsTree>;
  findings: RequirementFindings[] /** Whether every id is the one that it was. */;
  hasSameIds: boolean;
};

function editInPlace({ analysis, findings, terms }: LiveAnalysis, text: string | undefined): LocalEdit | null {
  const before = analysis.texts.requirements;
  const old = analysis.requirements;
  if (text === undefined || before === undefined || !old || old.diagnostics.length > 0 || old.tree.kind === 'bugfix') return null;
  const { tree } = old;
  const change = difference(before, text);
  if (reachesOut(tree, change) || before.startsWith('---')) return null;
  const touched = regionOf(before, tree.requirements, change);
  const region =
    readRegion(before, text, tree.requirements, touched, change) ??
    readRegion(before, text, tree.requirements, { ...touched, from: touched.from - 1 }, change);
  if (!region) return null;
  const { from, to, requirements } = region;
  const by = change.inserted.length - change.removed;
  const replaced = tree.requirements.slice(from, to);
  const renumber = synthetic(requirements) - synthetic(replaced);
  const later = tree.requirements.slice(to).map((requirement) => moved(requirement, by, renumber));
  const next = [
    ...findings.slice(0, from),
    ...requirements.map((requirement) => findingsOf(text, tree.kind, requirement, terms)),
    ...findings.slice(to).map((found, at) => {
      const requirement = later[at];
      return renumber !== 0 && requirement?.isSynthetic
        ? findingsOf(text, tree.kind, requirement, terms)
        : by === 0
          ? found
          : shiftFindings(found, by);
    }),
  ];
  return {
    requirements: {
      tree: { ...tree, requirements: [...tree.requirements.slice(0, from), ...requirements, ...later] },
      diagnostics: old.diagnostics,
    },
    findings: next,
    hasSameIds: renumber === 0 && idsOf(requirements) === idsOf(replaced),
  };
}

/** A document whose headings are all of that kind is read in full: it is small, or no one's. */
const MAX_FURTHER = 4;

type Region = { from: number; to: number };

/**
 * The requirements that a change could touch: from the one that begins before it to the one that begins behind it, and a little further where
 * a heading there is known only by what stands around it.
 */
function regionOf(before: string, requirements: Requirement[], { start, removed }: Difference): Region {
  const firstBehind = (offset: number) => {
    let low = 0;
    let high = requirements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((requirements[middle]?.span.start ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const isKnownByContext = (at: number) => {
    const requirement = requirements[at];
    return requirement !== undefined && !isSureHeadingAt(before, requirement.span.start);
  };
  let from = firstBehind(start - 1) - 1;
  let to = firstBehind(start + removed);
  for (let further = 0; further < MAX_FURTHER && isKnownByContext(from); further += 1) from -= 1;
  for (let further = 0; further < MAX_FURTHER && isKnownByContext(to); further += 1) to += 1;
  return { from, to };
}

function readRegion(
  before: string,
  text: string,
  all: Requirement[],
  { from, to }: Region,
  change: Difference,
): (Region & { requirements: Requirement[] }) | null {
  const first = all[from];
  const next = all[to];
  if (!first || (next && !isSureHeadingAt(before, next.span.start))) return null;
  const start = first.span.start;
  const end = next?.span.start ?? before.length;
  const by = change.inserted.length - change.removed;
  const requirements = reparseRegion(before.slice(start, end), text.slice(start, end + by), start, synthetic(all.slice(0, from)));
  return requirements && { from, to, requirements };
}

/** A requirement further on in the text; one without a number of its own is also counted anew. */
function moved(requirement: Requirement, by: number, renumber: number): Requirement {
  if (renumber === 0 || !requirement.isSynthetic) return by === 0 ? requirement : shiftRequirement(requirement, by);
  const id = `#${Number(requirement.id.slice(1)) + renumber}`;
  const criteria = requirement.criteria.map((criterion) => ({ ...criterion, id: id + criterion.id.slice(requirement.id.length) }));
  return shiftRequirement({ ...requirement, id, criteria }, by);
}

function synthetic(requirements: Requirement[]): number {
  return requirements.reduce((count, { isSynthetic }) => count + (isSynthetic ? 1 : 0), 0);
}

function idsOf(requirements: Requirement[]): string {
  return requirements.map(({ id, criteria }) => [id, ...criteria.map((criterion) => criterion.id)].join(' ')).join('\n');
}

/** Whether what is known of the rest of the document would have to move or change with it. */
function reachesOut({ glossary, introduction }: RequirementsTree, { start }: Difference): boolean {
  return (glossary.at(-1)?.span.end ?? 0) >= start || (introduction?.end ?? 0) >= start;
}
