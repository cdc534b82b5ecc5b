import type { Reference } from '#core/language/spec-tree.ts';
import { type CriterionIndex, canonicalId, criteriaOf, indexCriteria } from './resolve.ts';
import { type SpecTrace, type SpecTrees, traceSpec } from './trace.ts';

/**
 * The links of a spec, drawn as far as they are asked for: after a key in a heading all of them are new, and what is wrong depends on little
 * more than which criteria are served at all.
 */
export type SpecLinks = {
  readonly index: CriterionIndex;
  readonly trace: SpecTrace;
  /** Whether a reference can name the criterion, and no task serves it. */
  isUnserved(criterionId: string): boolean;
};

/** Links the documents of a spec. */
export function linkSpec(trees: SpecTrees): SpecLinks {
  const index = indexCriteria(trees.requirements);
  let trace: SpecTrace | null = null;
  let served: Uint8Array | null = null;
  return {
    index,
    get trace() {
      trace ??= traceSpec(trees, index);
      return trace;
    },
    isUnserved(criterionId) {
      const place = index.place.get(canonicalId(criterionId));
      // A later criterion of the same number, written otherwise, cannot be named.
      if (place === undefined || index.order[place] !== criterionId) return false;
      served ??= placesServed(trees, index);
      return served[place] === 0;
    },
  };
}

/**
 * Marks the places of the criteria that tasks serve: those that their own lines name, else those of the properties that they name. What a task
 * has from above or below is in the lines of another.
 */
function placesServed({ design, tasks }: SpecTrees, index: CriterionIndex): Uint8Array {
  const served = new Uint8Array(index.order.length);
  const all = tasks?.tasks ?? [];
  const mark = (reference: Reference) => markCriteria(served, index, reference);
  const properties = design?.properties ?? [];
  const byProperty = properties.length === 0 ? [] : all.filter(({ propertyIds }) => propertyIds.length > 0);
  const naming = new Set<string>();
  for (const { id, references } of all) {
    let isNaming = false;
    for (const reference of references) isNaming = mark(reference) || isNaming;
    if (isNaming && byProperty.length > 0) naming.add(id);
  }
  const asked = new Set(byProperty.flatMap(({ id, propertyIds }) => (naming.has(id) ? [] : propertyIds)));
  for (const { id, validates } of properties) if (asked.has(id)) for (const reference of validates) mark(reference);
  return served;
}

/** Whether there was anything to mark. */
function markCriteria(served: Uint8Array, index: CriterionIndex, reference: Reference): boolean {
  // Nearly all references are one number: no list is made for it.
  const place = reference.kind === 'id' ? index.place.get(canonicalId(reference.from)) : undefined;
  if (place !== undefined) {
    served[place] = 1;
    return true;
  }
  if (reference.kind === 'all') {
    served.fill(1);
    return served.length > 0;
  }
  const ids = criteriaOf(index, reference);
  for (const id of ids) served[index.place.get(canonicalId(id)) ?? -1] = 1;
  return ids.length > 0;
}
