import { type Difference, difference } from '#core/edits/difference.ts';
import { traceSpec } from '#core/trace/trace.ts';
import { assemble, findIn, type ParsedSpec, type SpecAnalysis, type SpecTexts } from './diagnose.ts';
import { parseDesign } from './parse-design.ts';
import { parseRequirements } from './parse-requirements.ts';
import { parseTasks } from './parse-tasks.ts';
import { reparseRequirement } from './reparse-requirement.ts';
import { findingsOf, type RequirementFindings } from './requirement-findings.ts';
import { shiftFindings, shiftRequirement } from './shift.ts';
import type { Parsed, RequirementsTree } from './spec-tree.ts';
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
 * Analyses the next texts, and gives what `beginAnalysis` would: a document that did not change is not read again, and an edit inside one
 * requirement reads that requirement alone. Anything that could reach further (a heading of another level, a fence, a comment, a
 * conflict, the glossary) is read in full.
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
  const place = requirementAt(tree, change);
  const here = tree.requirements[place];
  if (!here || reachesOut(tree, change) || before.startsWith('---')) return null;
  const by = change.inserted.length - change.removed;
  const end = tree.requirements[place + 1]?.span.start ?? before.length;
  const edited = reparseRequirement(before.slice(here.span.start, end), text.slice(here.span.start, end + by), here.span.start);
  if (!edited) return null;
  const requirements = tree.requirements.map((requirement, at) =>
    at < place ? requirement : at === place ? edited : by === 0 ? requirement : shiftRequirement(requirement, by),
  );
  const next = findings.map((found, at) =>
    at < place ? found : at === place ? findingsOf(text, tree.kind, edited, terms) : by === 0 ? found : shiftFindings(found, by),
  );
  const hasSameIds =
    here.id === edited.id &&
    here.criteria.length === edited.criteria.length &&
    here.criteria.every(({ id }, at) => id === edited.criteria[at]?.id);
  return { requirements: { tree: { ...tree, requirements }, diagnostics: old.diagnostics }, findings: next, hasSameIds };
}

/** The requirement that the whole change stands in, or -1. The last line of one and the heading of the next are never one place. */
function requirementAt({ requirements }: RequirementsTree, { start, removed }: Difference): number {
  let low = 0;
  let high = requirements.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((requirements[middle]?.span.start ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  const span = requirements[low]?.span;
  return span && span.start < start && start + removed <= span.end ? low : -1;
}

/** Whether what is known of the rest of the document would have to move or change with it. */
function reachesOut({ glossary, introduction }: RequirementsTree, { start }: Difference): boolean {
  return (glossary.at(-1)?.span.end ?? 0) >= start || (introduction?.end ?? 0) >= start;
}
