import type { DesignTree, Reference, RequirementsTree, TasksTree } from '#core/language/spec-tree.ts';
import { type CriterionIndex, canonicalId, criteriaOf, indexCriteria } from './resolve.ts';

/** The links of a spec, by id, each list in document order and without repetition. */
export type SpecTrace = {
  criteria: Map<string, { taskIds: string[]; propertyIds: string[] }>;
  tasks: Map<string, { criterionIds: string[]; propertyIds: string[] }>;
  properties: Map<string, { criterionIds: string[] }>;
};

/** Thousands of tasks that each serve `All` of thousands of criteria would fill the memory; beyond this many links the rest is left out. */
const MAX_LINKS = 2_000_000;

export type SpecTrees = { requirements: RequirementsTree | null; design: DesignTree | null; tasks: TasksTree | null };

/**
 * Links criteria, properties and tasks. Ranges, whole requirements and `All` stand for each criterion in them. A task serves
 * - the criteria that its own lines name, and no others if they name any;
 * - else those of the properties that it names (a property test proves what its property validates);
 * - else those that its subtasks serve;
 * - else those that its nearest ancestor's own lines name.
 *
 * `index` is that of the requirements, for callers who need it themselves.
 */
export function traceSpec({ requirements, design, tasks }: SpecTrees, index: CriterionIndex = indexCriteria(requirements)): SpecTrace {
  const properties = new Map<string, { criterionIds: string[] }>();
  for (const { id, validates } of design?.properties ?? []) {
    properties.set(id, { criterionIds: unique([...(properties.get(id)?.criterionIds ?? []), ...resolve(index, validates)]) });
  }
  const served = tasks ? serveTasks(index, tasks, properties) : new Map<string, { criterionIds: string[]; propertyIds: string[] }>();
  const criteria = new Map<string, { taskIds: string[]; propertyIds: string[] }>();
  for (const id of index.order) criteria.set(id, { taskIds: [], propertyIds: [] });
  let links = 0;
  for (const [taskId, { criterionIds }] of served) {
    links += criterionIds.length;
    if (links > MAX_LINKS) break;
    for (const id of criterionIds) criteria.get(id)?.taskIds.push(taskId);
  }
  for (const [propertyId, { criterionIds }] of properties) for (const id of criterionIds) criteria.get(id)?.propertyIds.push(propertyId);
  return { criteria, tasks: served, properties };
}

/** What one task names itself, and what it gets from its properties, from below, or from above. */
type Serving = { own: string[]; direct: string[]; propertyIds: string[]; below: Set<string>; parent: Serving | null; inherited: string[] };

/** Parents stand before their subtasks, so one walk down hands references on, and one walk up gathers them. */
function serveTasks(index: CriterionIndex, { tasks }: TasksTree, properties: SpecTrace['properties']): SpecTrace['tasks'] {
  const servings = new Map<string, Serving>();
  for (const { id, references, propertyIds, parentId } of tasks) {
    const before = servings.get(id);
    const own = unique([...(before?.own ?? []), ...resolve(index, references)]);
    const named = unique([...(before?.propertyIds ?? []), ...propertyIds]);
    const direct = own.length > 0 ? own : unique(named.flatMap((propertyId) => properties.get(propertyId)?.criterionIds ?? []));
    const parent = before ? before.parent : parentId === null || parentId === id ? null : (servings.get(parentId) ?? null);
    const inherited = parent ? (parent.own.length > 0 ? parent.own : parent.inherited) : [];
    if (before) Object.assign(before, { own, direct, propertyIds: named });
    else servings.set(id, { own, direct, propertyIds: named, below: new Set(), parent, inherited });
  }
  for (const { direct, below, parent } of [...servings.values()].reverse()) {
    if (!parent || parent.direct.length > 0) continue;
    for (const id of direct.length > 0 ? direct : below) parent.below.add(id);
  }
  const served: SpecTrace['tasks'] = new Map();
  for (const [id, { direct, below, inherited, propertyIds }] of servings) {
    served.set(id, { criterionIds: direct.length > 0 ? direct : below.size > 0 ? inOrder(index, below) : inherited, propertyIds });
  }
  return served;
}

function inOrder(index: CriterionIndex, ids: Set<string>): string[] {
  return [...ids].sort((a, b) => (index.place.get(canonicalId(a)) ?? 0) - (index.place.get(canonicalId(b)) ?? 0));
}

function resolve(index: CriterionIndex, references: Reference[]): string[] {
  return unique(references.flatMap((reference) => criteriaOf(index, reference)));
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)];
}
