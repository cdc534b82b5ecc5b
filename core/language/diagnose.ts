import { type SpecTrace, traceSpec } from '#core/trace/trace.ts';
import { checkCriteria } from './check-criteria.ts';
import { checkGlossary } from './check-glossary.ts';
import { checkPropertyIds, checkRequirementIds, checkTaskIds } from './check-ids.ts';
import { checkLinks } from './check-links.ts';
import { checkRequirements } from './check-requirements.ts';
import { checkTasks } from './check-tasks.ts';
import { parseDesign } from './parse-design.ts';
import { parseRequirements } from './parse-requirements.ts';
import { parseTasks } from './parse-tasks.ts';
import type { DesignTree, Diagnostic, Parsed, RequirementsTree, TasksTree } from './spec-tree.ts';

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
  const { requirements, design, tasks } = parsed;
  const trees = { requirements: requirements?.tree ?? null, design: design?.tree ?? null, tasks: tasks?.tree ?? null };
  const trace = traceSpec(trees);
  const links = checkLinks(trees, trace);
  const diagnostics: SpecDiagnosis = {
    requirements: requirements
      ? [
          ...requirements.diagnostics,
          ...checkRequirements(requirements.tree),
          ...checkRequirementIds(requirements.tree),
          ...checkCriteria(requirements.tree),
          ...checkGlossary(texts.requirements ?? '', requirements.tree),
          ...links.requirements,
        ]
      : [],
    design: design ? [...design.diagnostics, ...checkPropertyIds(design.tree), ...links.design] : [],
    tasks: tasks ? [...tasks.diagnostics, ...checkTaskIds(tasks.tree), ...checkTasks(tasks.tree), ...links.tasks] : [],
  };
  for (const list of Object.values(diagnostics)) list.sort((a, b) => a.span.start - b.span.start);
  return { ...parsed, texts, trace, diagnostics };
}
