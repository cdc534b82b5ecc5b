import { type SpecTrace, type SpecTrees, traceSpec } from '#core/trace/trace.ts';
import { checkGlossary } from './check-glossary.ts';
import { checkPropertyIds, checkRequirementIds, checkTaskIds } from './check-ids.ts';
import { checkCoverage, checkLinks } from './check-links.ts';
import { checkPresence } from './check-requirements.ts';
import { checkTasks } from './check-tasks.ts';
import { parseDesign } from './parse-design.ts';
import { parseRequirements } from './parse-requirements.ts';
import { parseTasks } from './parse-tasks.ts';
import { findingsOf, type RequirementFindings } from './requirement-findings.ts';
import type { DesignTree, Diagnostic, Parsed, RequirementsTree, TasksTree } from './spec-tree.ts';
import { indexTerms, type TermIndex } from './term-index.ts';

/** The texts of one spec, as many as there are. `requirements` may be a `bugfix.md`. */
export type SpecTexts = { requirements?: string | undefined; design?: string | undefined; tasks?: string | undefined };

/** What is wrong in each document, in the order of the text. */
export type SpecDiagnosis = { requirements: Diagnostic[]; design: Diagnostic[]; tasks: Diagnostic[] };

export type ParsedSpec = {
  requirements: Parsed<RequirementsTree> | null;
  design: Parsed<DesignTree> | null;
  tasks: Parsed<TasksTree> | null;
};

export type SpecAnalysis = ParsedSpec & { texts: SpecTexts; trace: SpecTrace; diagnostics: SpecDiagnosis };

/** Everything that can be said about the documents of a spec, alone and together, without a model. Linear in their length. */
export function diagnoseSpec(texts: SpecTexts): SpecDiagnosis {
  return analyzeSpec(texts).diagnostics;
}

/** Parses, traces and diagnoses a spec in one go, for callers who show all three. */
export function analyzeSpec(texts: SpecTexts): SpecAnalysis {
  return analyzeParsed(texts, {
    requirements: texts.requirements === undefined ? null : parseRequirements(texts.requirements),
    design: texts.design === undefined ? null : parseDesign(texts.design),
    tasks: texts.tasks === undefined ? null : parseTasks(texts.tasks),
  });
}

/** The rest of `analyzeSpec`, for callers who keep the trees of documents that did not change. */
export function analyzeParsed(texts: SpecTexts, parsed: ParsedSpec): SpecAnalysis {
  const tree = parsed.requirements?.tree ?? null;
  const terms = indexTerms(tree?.glossary ?? []);
  return assemble(texts, parsed, traceSpec(treesOf(parsed)), tree ? findIn(texts.requirements ?? '', tree, terms) : [], terms);
}

/** What is found in each requirement for itself, in their order. */
export function findIn(text: string, tree: RequirementsTree, terms: TermIndex): RequirementFindings[] {
  return tree.requirements.map((requirement) => findingsOf(text, tree.kind, requirement, terms));
}

/**
 * Puts together what was found in each requirement with what shows only in the whole. `known` are diagnostics of a design and tasks that
 * stand as they are, because neither they nor any id changed.
 */
export function assemble(
  texts: SpecTexts,
  parsed: ParsedSpec,
  trace: SpecTrace,
  found: RequirementFindings[],
  terms: TermIndex,
  known?: SpecDiagnosis,
): SpecAnalysis {
  const trees = treesOf(parsed);
  const { design, tasks } = known ?? diagnosePlans(parsed, trace);
  if (!parsed.requirements) return { ...parsed, texts, trace, diagnostics: { requirements: [], design, tasks } };
  const { tree, diagnostics } = parsed.requirements;
  const uses = found.map(({ termUse }) => termUse);
  const requirements = [
    ...diagnostics,
    ...checkPresence(tree),
    ...checkRequirementIds(tree),
    ...found.flatMap((findings) => findings.diagnostics),
    ...checkGlossary(tree.glossary, terms, uses),
    ...checkCoverage(trees, trace),
  ].sort(byPlace);
  return { ...parsed, texts, trace, diagnostics: { requirements, design, tasks } };
}

function diagnosePlans(parsed: ParsedSpec, trace: SpecTrace): Pick<SpecDiagnosis, 'design' | 'tasks'> {
  const { design, tasks } = parsed;
  const links = checkLinks(treesOf(parsed), trace);
  return {
    design: design ? [...design.diagnostics, ...checkPropertyIds(design.tree), ...links.design].sort(byPlace) : [],
    tasks: tasks ? [...tasks.diagnostics, ...checkTaskIds(tasks.tree), ...checkTasks(tasks.tree), ...links.tasks].sort(byPlace) : [],
  };
}

function treesOf({ requirements, design, tasks }: ParsedSpec): SpecTrees {
  return { requirements: requirements?.tree ?? null, design: design?.tree ?? null, tasks: tasks?.tree ?? null };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.span.start - b.span.start;
}
