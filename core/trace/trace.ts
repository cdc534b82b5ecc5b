import type { DesignTree, Reference, RequirementsTree, TasksTree } from '#core/language/spec-tree.ts';
import { type CriterionIndex, criteriaOf, indexCriteria } from './resolve.ts';

/** The links of a spec, by id, each list in document order and without repetition. */
export type SpecTrace = {
  criteria: Map<string, { taskIds: string[]; propertyIds: string[] }>;
  tasks: Map<string, { criterionIds: string[]; propertyIds: string[] }>;
  properties: Map<string, { criterionIds: string[] }>;
};

export type SpecTrees = { requirements: RequirementsTree | null; design: DesignTree | null; tasks: TasksTree | null };

/**
 * Links criteria, properties and tasks. Ranges, whole requirements and `All` stand for each criterion in them. A task serves
 * - the criteria that its own lines name, and no others if they name any;
 * - else those of the properties that it names (a property test proves what its property validates);
 * - else those that its subtasks serve;
 * - else those that its nearest ancestor's own lines name.
 */
export function traceSpec({ requirements, design, tasks }: SpecTrees): SpecTrace {
  const index = indexCriteria(requirements);
  const properties = new Map<string, { criterionIds: string[] }>();
  for (const { id, validates } of design?.properties ?? []) {
    properties.set(id, { criterionIds: unique([...(properties.get(id)?.criterionIds ?? []), ...resolve(index, validates)]) });
  }
  const served = tasks ? serveTasks(index, tasks, properties) : new Map<string, { criterionIds: string[]; propertyIds: string[] }>();
  const criteria = new Map<string, { taskIds: string[]; propertyIds: string[] }>();
  for (const id of index.order) criteria.set(id, { taskIds: [], propertyIds: [] });
  for (const [taskId, { criterionIds }] of served) for (const id of criterionIds) criteria.get(id)?.taskIds.push(taskId);
  for (const [propertyId, { criterionIds }] of properties) for (const id of criterionIds) criteria.get(id)?.propertyIds.push(propertyId);
  return { criteria, tasks: served, properties };
}

function serveTasks(index: CriterionIndex, { tasks }: TasksTree, properties: SpecTrace['properties']): SpecTrace['tasks'] {
  const own = new Map<string, string[]>();
  const named = new Map<string, string[]>();
  const parentOf = new Map<string, string | null>();
  for (const { id, references, propertyIds, parentId } of tasks) {
    const ids = resolve(index, references);
    own.set(id, unique([...(own.get(id) ?? []), ...ids]));
    named.set(id, unique([...(named.get(id) ?? []), ...propertyIds]));
    if (!parentOf.has(id)) parentOf.set(id, parentId === id ? null : parentId);
  }
  const direct = new Map<string, string[]>();
  for (const [id, ids] of own) {
    direct.set(
      id,
      ids.length > 0 ? ids : unique((named.get(id) ?? []).flatMap((propertyId) => properties.get(propertyId)?.criterionIds ?? [])),
    );
  }
  const fromBelow = new Map<string, Set<string>>();
  for (const id of [...direct.keys()].reverse()) {
    const parent = parentOf.get(id);
    const mine = direct.get(id)?.length ? direct.get(id) : [...(fromBelow.get(id) ?? [])];
    if (!parent || direct.get(parent)?.length) continue;
    const set = fromBelow.get(parent) ?? new Set();
    for (const criterionId of mine ?? []) set.add(criterionId);
    fromBelow.set(parent, set);
  }
  const served: SpecTrace['tasks'] = new Map();
  for (const [id, ids] of direct) {
    const below = fromBelow.get(id);
    const parent = parentOf.get(id);
    const inherited = parent && own.get(parent)?.length ? own.get(parent) : parent && !direct.get(parent)?.length ? undefined : undefined;
    served.set(id, { criterionIds: ids.length > 0 ? ids : below ? [...below] : [...(inherited ?? [])], propertyIds: named.get(id) ?? [] });
  }
  return served;
}

function resolve(index: CriterionIndex, references: Reference[]): string[] {
  return unique(references.flatMap((reference) => criteriaOf(index, reference)));
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)];
}
