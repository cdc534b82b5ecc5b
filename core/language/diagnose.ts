import type { Format } from '#core/formats/find-specs.ts';
import { askedIn, readTexts } from '#core/formats/read-document.ts';
import { linkSpec, type SpecLinks } from '#core/trace/links.ts';
import type { SpecTrace, SpecTrees } from '#core/trace/trace.ts';
import { checkTerms, countUses, type TermUse, undefinedTerm } from './check-glossary.ts';
import { checkPropertyIds, checkRequirementIds, checkTaskIds } from './check-ids.ts';
import { checkLinks, untracedIn } from './check-links.ts';
import { checkPresence } from './check-requirements.ts';
import { checkTasks } from './check-tasks.ts';
import { findingsOf } from './requirement-findings.ts';
import { shiftDiagnostic } from './shift.ts';
import type { DesignTree, Diagnostic, Parsed, Requirement, RequirementsTree, TasksTree } from './spec-tree.ts';
import { indexTerms, type TermIndex } from './term-index.ts';

/** The texts of one spec, as many as there are, and the format that they are in: Kiro's where none is said. `requirements` may be a `bugfix.md`. */
export type SpecTexts = {
  format?: Format | undefined;
  requirements?: string | undefined;
  design?: string | undefined;
  tasks?: string | undefined;
};

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
  return analyzeParsed(texts, readTexts(texts));
}

/** The rest of `analyzeSpec`, for callers who keep the trees of documents that did not change. */
export function analyzeParsed(texts: SpecTexts, parsed: ParsedSpec): SpecAnalysis {
  const trees = treesOf(parsed);
  const terms = indexTerms(trees.requirements?.glossary ?? []);
  const links = linkSpec(trees);
  const placed = placeRequirements(texts.requirements ?? '', trees, terms, links);
  const found = { placed, uses: countUses(usesOf(placed), terms), idFindings: checkRequirementIds(placed) };
  const requirements = diagnoseRequirements(parsed.requirements, found, terms);
  const diagnostics = { requirements, ...diagnosePlans(parsed, diagnosePlansAlone(parsed), links) };
  return { ...parsed, texts, trace: links.trace, diagnostics: askedOf(texts, diagnostics) };
}

/** What was found in the texts of a spec, without what is no problem in their format. */
export function askedOf({ format }: SpecTexts, { requirements, design, tasks }: SpecDiagnosis): SpecDiagnosis {
  return { requirements: askedIn(format, requirements), design: askedIn(format, design), tasks: askedIn(format, tasks) };
}

/**
 * A requirement with what is found in it alone, and what of it no task serves. It stands `by` units further on than it and its diagnostics
 * say: a key at the head of a long document moves all of it, and need not make all of it anew.
 */
export type PlacedRequirement = {
  requirement: Requirement;
  diagnostics: readonly Diagnostic[];
  termUse: TermUse;
  untraced: readonly Diagnostic[];
  by: number;
};

/** What is found in all requirements; `uses` counts each term, `idFindings` is about their numbers. */
export type FoundRequirements = { placed: readonly PlacedRequirement[]; uses: Uint32Array; idFindings: readonly Diagnostic[] };

/** What the requirements have to do with the glossary, in their order. */
export function usesOf(placed: readonly PlacedRequirement[]): TermUse[] {
  return placed.map(({ termUse }) => termUse);
}

/** Finds what is to be found in each requirement, in their order. */
export function placeRequirements(text: string, trees: SpecTrees, terms: TermIndex, links: SpecLinks): PlacedRequirement[] {
  const tree = trees.requirements;
  return (tree?.requirements ?? []).map((requirement) =>
    placeRequirement(text, { ...trees, requirements: tree }, requirement, terms, links),
  );
}

/** Finds what is to be found in one; `text` is that of the document, and the requirement stands where it says. */
export function placeRequirement(
  text: string,
  { requirements, tasks }: SpecTrees,
  requirement: Requirement,
  terms: TermIndex,
  links: SpecLinks,
): PlacedRequirement {
  const { diagnostics, termUse } = findingsOf(text, requirements?.kind ?? 'requirements', requirement, terms);
  return { requirement, diagnostics, termUse, untraced: untracedBy(tasks, requirement, links), by: 0 };
}

/** Nothing is said of criteria without a task while there are no tasks. */
export function untracedBy(tasks: TasksTree | null, requirement: Requirement, links: SpecLinks): readonly Diagnostic[] {
  return tasks && tasks.tasks.length > 0 ? untracedIn(requirement, links) : [];
}

/** Puts together what was found in each requirement with what shows only in the whole. */
export function diagnoseRequirements(
  parsed: ParsedSpec['requirements'],
  { placed, uses, idFindings }: FoundRequirements,
  terms: TermIndex,
): Diagnostic[] {
  if (!parsed) return [];
  const { glossary } = parsed.tree;
  const own: Diagnostic[] = [];
  const names: Diagnostic[] = [];
  const untraced: Diagnostic[] = [];
  const named = new Set<string>();
  const end = glossary.at(-1)?.span.end ?? 0;
  for (const { diagnostics, termUse, untraced: missing, by } of placed) {
    for (const diagnostic of diagnostics) own.push(shiftDiagnostic(diagnostic, by));
    for (const diagnostic of missing) untraced.push(shiftDiagnostic(diagnostic, by));
    for (const name of termUse.undefinedNames) {
      if (named.has(name.name)) continue;
      named.add(name.name);
      names.push(undefinedTerm(name, by, end));
    }
  }
  return [
    ...parsed.diagnostics,
    ...checkPresence(placed.length),
    ...idFindings,
    ...own,
    ...checkTerms(glossary, terms, uses),
    ...names,
    ...untraced,
  ].sort(byPlace);
}

/** What is wrong in a design and in tasks for themselves. */
export function diagnosePlansAlone({ design, tasks }: ParsedSpec): Pick<SpecDiagnosis, 'design' | 'tasks'> {
  return {
    design: design ? [...design.diagnostics, ...checkPropertyIds(design.tree)] : [],
    tasks: tasks ? [...tasks.diagnostics, ...checkTaskIds(tasks.tree), ...checkTasks(tasks.tree)] : [],
  };
}

/** The same with what is wrong in what they refer to. */
export function diagnosePlans(
  parsed: ParsedSpec,
  alone: Pick<SpecDiagnosis, 'design' | 'tasks'>,
  links: SpecLinks,
): Pick<SpecDiagnosis, 'design' | 'tasks'> {
  const { design, tasks } = checkLinks(treesOf(parsed), links);
  return { design: [...alone.design, ...design].sort(byPlace), tasks: [...alone.tasks, ...tasks].sort(byPlace) };
}

/** The trees of what was parsed. */
export function treesOf({ requirements, design, tasks }: ParsedSpec): SpecTrees {
  return { requirements: requirements?.tree ?? null, design: design?.tree ?? null, tasks: tasks?.tree ?? null };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.span.start - b.span.start;
}
