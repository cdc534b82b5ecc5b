import type { SpecAnalysis, SpecTexts } from './diagnose.ts';
import { isSame } from './is-same.ts';
import { shiftDiagnostic, shiftRequirement } from './shift.ts';
import type { Diagnostic, Parsed, Requirement, RequirementsTree } from './spec-tree.ts';

/** A list as the one before it: so many from its head, then new ones, then so many from its tail, which have moved. */
type ListPatch<T> = { head: number; middle: T[]; tail: number; by: number };

/**
 * What is new in an analysis beside the one before. One thread reads, another one shows: between them goes what a key has changed, for the whole
 * of a long document takes longer to be handed over than a frame lasts. What is not there is as it was.
 */
export type AnalysisPatch = {
  requirements?: { tree: Omit<RequirementsTree, 'requirements'>; items: ListPatch<Requirement>; diagnostics: Diagnostic[] } | null;
  design?: SpecAnalysis['design'];
  tasks?: SpecAnalysis['tasks'];
  trace?: SpecAnalysis['trace'];
  diagnostics: { [stage in keyof SpecAnalysis['diagnostics']]?: ListPatch<Diagnostic> };
};

/** What leads from one analysis to the next. Linear, and cheap where most of both is the same. */
export function patchBetween(before: SpecAnalysis, after: SpecAnalysis): AnalysisPatch {
  const patch: AnalysisPatch = { diagnostics: {} };
  if (after.requirements !== before.requirements) {
    const by = (after.texts.requirements?.length ?? 0) - (before.texts.requirements?.length ?? 0);
    patch.requirements = after.requirements && requirementsPatch(before.requirements?.tree.requirements ?? [], after.requirements, by);
  }
  if (after.design !== before.design) patch.design = after.design;
  if (after.tasks !== before.tasks) patch.tasks = after.tasks;
  if (after.trace !== before.trace) patch.trace = after.trace;
  for (const stage of ['requirements', 'design', 'tasks'] as const) {
    if (after.diagnostics[stage] === before.diagnostics[stage]) continue;
    const by = (after.texts[stage]?.length ?? 0) - (before.texts[stage]?.length ?? 0);
    patch.diagnostics[stage] = listPatch(before.diagnostics[stage], after.diagnostics[stage], by, isSameDiagnostic);
  }
  return patch;
}

/** The next analysis: `applyPatch(before, patchBetween(before, after), after.texts)` equals `after`. */
export function applyPatch(before: SpecAnalysis, patch: AnalysisPatch, texts: SpecTexts): SpecAnalysis {
  const diagnosticsOf = (stage: keyof SpecAnalysis['diagnostics']) => {
    const own = patch.diagnostics[stage];
    return own ? applyList(before.diagnostics[stage], own, shiftDiagnostic) : before.diagnostics[stage];
  };
  return {
    texts,
    requirements: patch.requirements === undefined ? before.requirements : applyRequirements(before.requirements, patch.requirements),
    design: patch.design === undefined ? before.design : patch.design,
    tasks: patch.tasks === undefined ? before.tasks : patch.tasks,
    trace: patch.trace ?? before.trace,
    diagnostics: { requirements: diagnosticsOf('requirements'), design: diagnosticsOf('design'), tasks: diagnosticsOf('tasks') },
  };
}

function requirementsPatch(
  before: readonly Requirement[],
  { tree, diagnostics }: Parsed<RequirementsTree>,
  by: number,
): AnalysisPatch['requirements'] {
  const { requirements, ...rest } = tree;
  return { tree: rest, items: listPatch(before, requirements, by, isSameRequirement), diagnostics };
}

function applyRequirements(
  before: SpecAnalysis['requirements'],
  patch: NonNullable<AnalysisPatch['requirements']> | null,
): SpecAnalysis['requirements'] {
  if (!patch) return null;
  return {
    tree: { ...patch.tree, requirements: applyList(before?.tree.requirements ?? [], patch.items, shiftRequirement) },
    diagnostics: patch.diagnostics,
  };
}

function listPatch<T>(
  before: readonly T[],
  after: readonly T[],
  by: number,
  isSame: (before: T, after: T, by: number) => boolean,
): ListPatch<T> {
  const shorter = Math.min(before.length, after.length);
  const same = (one: T | undefined, other: T | undefined, further: number) =>
    one !== undefined && other !== undefined && ((one === other && further === 0) || isSame(one, other, further));
  let head = 0;
  while (head < shorter && same(before[head], after[head], 0)) head += 1;
  let tail = 0;
  while (tail < shorter - head && same(before[before.length - 1 - tail], after[after.length - 1 - tail], by)) tail += 1;
  return { head, middle: after.slice(head, after.length - tail), tail, by };
}

function applyList<T>(before: readonly T[], { head, middle, tail, by }: ListPatch<T>, shift: (item: T, by: number) => T): T[] {
  const behind = before.slice(before.length - tail);
  return [...before.slice(0, head), ...middle, ...(by === 0 ? behind : behind.map((item) => shift(item, by)))];
}

function isSameDiagnostic(a: Diagnostic, b: Diagnostic, by: number): boolean {
  if (a.code !== b.code || a.severity !== b.severity || a.span.start + by !== b.span.start || a.span.end + by !== b.span.end) return false;
  if (a.message !== b.message || a.fixes.length !== b.fixes.length) return false;
  return a.fixes.length === 0 || isSame(by === 0 ? a.fixes : shiftDiagnostic(a, by).fixes, b.fixes);
}

function isSameRequirement(a: Requirement, b: Requirement, by: number): boolean {
  if (a.id !== b.id || a.criteria.length !== b.criteria.length || a.span.start + by !== b.span.start || a.span.end + by !== b.span.end)
    return false;
  return isSame(by === 0 ? a : shiftRequirement(a, by), b);
}
