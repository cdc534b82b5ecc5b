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
    properties.set(id, { criterionIds: together(properties.get(id)?.criterionIds, resolve(index, validates)) });
  }
  const served = tasks ? serveTasks(index, tasks, properties) : new Map<string, { criterionIds: string[]; propertyIds: string[] }>();
  const criteria = new Map<string, { taskIds: string[]; propertyIds: string[] }>();
  for (const id of index.order) criteria.set(id, { taskIds: nothing, propertyIds: nothing });
  let links = 0;
  for (const [taskId, { criterionIds }] of served) {
    links += criterionIds.length;
    if (links > MAX_LINKS) break;
    for (const id of criterionIds) {
      const own = criteria.get(id);
      if (own) own.taskIds = joined(own.taskIds, taskId);
    }
  }
  for (const [propertyId, { criterionIds }] of properties) {
    for (const id of criterionIds) {
      const own = criteria.get(id);
      if (own) own.propertyIds = joined(own.propertyIds, propertyId);
    }
  }
  return { criteria, tasks: served, properties };
}

/** What one task names itself, and what it gets from its properties, from below, or from above. */
type Serving = {
  own: string[];
  direct: string[];
  propertyIds: string[];
  below: Set<string> | null;
  parent: Serving | null;
  inherited: string[];
};

/** Parents stand before their subtasks, so one walk down hands references on, and one walk up gathers them. */
function serveTasks(index: CriterionIndex, { tasks }: TasksTree, properties: SpecTrace['properties']): SpecTrace['tasks'] {
  const servings = new Map<string, Serving>();
  for (const { id, references, propertyIds, parentId } of tasks) {
    const before = servings.get(id);
    const own = together(before?.own, resolve(index, references));
    const named = together(before?.propertyIds, propertyIds);
    const direct = own.length > 0 ? own : unique(named.flatMap((propertyId) => properties.get(propertyId)?.criterionIds ?? []));
    const parent = before ? before.parent : parentId === null || parentId === id ? null : (servings.get(parentId) ?? null);
    const inherited = parent ? (parent.own.length > 0 ? parent.own : parent.inherited) : [];
    if (before) Object.assign(before, { own, direct, propertyIds: named });
    else servings.set(id, { own, direct, propertyIds: named, below: null, parent, inherited });
  }
  for (const { direct, below, parent } of [...servings.values()].reverse()) {
    if (!parent || parent.direct.length > 0) continue;
    const ids = direct.length > 0 ? direct : [...(below ?? nothing)];
    if (ids.length === 0) continue;
    parent.below ??= new Set();
    for (const id of ids) parent.below.add(id);
  }
  const served: SpecTrace['tasks'] = new Map();
  for (const [id, { direct, below, inherited, propertyIds }] of servings) {
    served.set(id, { criterionIds: direct.length > 0 ? direct : below ? inOrder(index, below) : inherited, propertyIds });
  }
  return served;
}

function inOrder(index: CriterionIndex, ids: Set<string>): string[] {
  return [...ids].sort((a, b) => (index.place.get(canonicalId(a)) ?? 0) - (index.place.get(canonicalId(b)) ?? 0));
}

// A key in a heading links thousands of tasks anew, most of which name one or two criteria: lists are made where there is something to put together.

/** Shared, and never written to. */
const nothing: string[] = [];

function joined(list: string[], id: string): string[] {
  if (list === nothing) return [id];
  list.push(id);
  return list;
}

function resolve(index: CriterionIndex, references: Reference[]): string[] {
  const [first] = references;
  if (first === undefined) return nothing;
  // What one reference stands for has no repetition.
  return references.length === 1 ? criteriaOf(index, first) : unique(references.flatMap((reference) => criteriaOf(index, reference)));
}

function together(before: string[] | undefined, ids: string[]): string[] {
  return before === undefined && ids.length < 2 ? ids : unique([...(before ?? nothing), ...ids]);
}

function unique(ids: string[]): string[] {
  return ids.length < 2 ? ids : [...new Set(ids)];
}
