import type { SpecLinks } from '#core/trace/links.ts';
import { type CriterionIndex, canonicalId, isDangling } from '#core/trace/resolve.ts';
import type { SpecTrees } from '#core/trace/trace.ts';
import { titleSpan } from './check-tasks.ts';
import type { Diagnostic, Property, Reference, Requirement, TasksTree } from './spec-tree.ts';

const CHECKPOINT = /checkpoint|检查点|チェックポイント|체크포인트|контрольная точка|ensure all tests pass/i;

/**
 * Criteria of one requirement that no task serves; the caller asks only where there are tasks. A requirement without a number of its own
 * cannot be named by a task, so it is not held against anyone.
 */
export function untracedIn({ isSynthetic, criteria }: Requirement, links: SpecLinks): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (isSynthetic) return found;
  for (const { id, span, text } of criteria) {
    if (!links.isUnserved(id)) continue;
    const newline = text.indexOf('\n');
    const end = newline < 0 ? span.end : span.start + newline;
    const message = `No task serves criterion ${id}.`;
    found.push({ code: 'trace/untraced-criterion', severity: 'warning', message, span: { start: span.start, end }, fixes: [] });
  }
  return found;
}

/** References that lead nowhere, properties that validate nothing, tasks that serve nothing. */
export function checkLinks(trees: SpecTrees, links: SpecLinks): { design: Diagnostic[]; tasks: Diagnostic[] } {
  const { requirements, design, tasks } = trees;
  const { index } = links;
  const inDesign = (property: Property) => [
    ...property.validates.filter((reference) => isDangling(index, reference)).map((reference) => dangling(index, reference)),
    ...unvalidating(property),
  ];
  const inTasks = (tree: TasksTree) => [...danglingIn(index, tree), ...orphans(tree, links)];
  return {
    design: design && requirements ? design.properties.flatMap(inDesign) : [],
    tasks: [
      ...(tasks && requirements ? inTasks(tasks) : []),
      ...(tasks && design && design.properties.length > 0 ? unknownProperties(trees) : []),
    ],
  };
}

/** Tasks beneath one heading share its references; one mistake is one diagnostic. */
function danglingIn(index: CriterionIndex, { tasks }: TasksTree): Diagnostic[] {
  const found = new Map<number, Diagnostic>();
  for (const { references } of tasks) {
    for (const reference of references) {
      if (isDangling(index, reference)) found.set(reference.span.start, dangling(index, reference));
    }
  }
  return [...found.values()];
}

function dangling(index: CriterionIndex, reference: Reference): Diagnostic {
  const message = `${reference.text} leads to no requirement or criterion.`;
  const near = reference.kind === 'id' ? nearestId(index, reference.from) : null;
  const fixes = near === null ? [] : [{ title: `Replace with ${near}`, edits: [{ span: reference.span, text: near }] }];
  return { code: 'refs/dangling', severity: 'error', message, span: reference.span, fixes };
}

/** The last criterion of the requirement that is meant: mostly a criterion was taken out, and its number is one too high. */
function nearestId(index: CriterionIndex, id: string): string | null {
  const dot = id.lastIndexOf('.');
  return dot > 0 ? (index.byRequirement.get(canonicalId(id.slice(0, dot)))?.at(-1) ?? null) : null;
}

function orphans({ tasks: all }: TasksTree, links: SpecLinks): Diagnostic[] {
  if (!all.some(({ references }) => references.length > 0)) return [];
  const parents = new Set(all.map(({ parentId }) => parentId));
  return all.flatMap((task) => {
    if (parents.has(task.id) || task.references.length > 0 || CHECKPOINT.test(task.title)) return [];
    if (links.trace.tasks.get(task.id)?.criterionIds.length !== 0) return [];
    return [
      {
        code: 'trace/orphan-task',
        severity: 'hint' as const,
        message: `Task ${task.id} names no criterion that it serves.`,
        span: titleSpan(task),
        fixes: [],
      },
    ];
  });
}

function unvalidating({ id, validates, headingSpan }: Property): Diagnostic[] {
  if (validates.length > 0) return [];
  const message = `Property ${id} does not say which criteria it validates ("**Validates: Requirements 1.2**").`;
  return [{ code: 'trace/unvalidating-property', severity: 'warning', message, span: headingSpan, fixes: [] }];
}

function unknownProperties({ design, tasks }: SpecTrees): Diagnostic[] {
  const known = new Set(design?.properties.map(({ id }) => id));
  return (tasks?.tasks ?? []).flatMap((task) => {
    const missing = task.propertyIds.filter((id) => !known.has(id));
    if (missing.length === 0) return [];
    const message = `Task ${task.id} speaks of property ${missing.join(', ')}, which the design does not have.`;
    return [{ code: 'refs/unknown-property', severity: 'warning' as const, message, span: titleSpan(task), fixes: [] }];
  });
}
