import { indexCriteria } from './resolve.ts';
import { type SpecTrace, type SpecTrees, traceSpec } from './trace.ts';

/** Something of a spec that has an id. */
export type SpecItem = { kind: 'criterion' | 'property' | 'task'; id: string };

/** What an edit did to one item; its words before and after, null where there were none. */
export type ItemChange = SpecItem & { change: 'changed' | 'added' | 'removed'; before: string | null; after: string | null };

/** Something that an edit reaches without touching it, and through which changed items. */
export type Reached = { id: string; causes: readonly SpecItem[] };

export type ImpactFacts = {
  before: SpecTrees;
  after: SpecTrees;
  /** Runs under way, each with the task that it works on. */
  runs: readonly { id: string; taskId: string }[];
  /** Checks whose word counts, with the criteria and the property that they speak for. */
  checks: readonly { id: string; criterionIds: readonly string[]; propertyId: string | null }[];
};

/** What an edit makes stale. Items that the edit itself changed stand in `changes` and not again in the lists of what it reaches. */
export type Impact = {
  changes: readonly ItemChange[];
  properties: readonly Reached[];
  tasks: readonly Reached[];
  runs: readonly (Reached & { taskId: string })[];
  checks: readonly Reached[];
};

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

type Words = { text: string; sameness: string };

function itemsOf({ requirements, design, tasks }: SpecTrees): Record<SpecItem['kind'], Map<string, Words>> {
  const criterion = new Map<string, Words>();
  const property = new Map<string, Words>();
  const task = new Map<string, Words>();
  const put = (items: Map<string, Words>, id: string, text: string, ...more: unknown[]) => {
    // Of an id that stands twice the first counts, as it does for the trace.
    if (!items.has(id)) items.set(id, { text: flat(text), sameness: JSON.stringify([flat(text), ...more]) });
  };
  for (const { criteria } of requirements?.requirements ?? []) for (const { id, text } of criteria) put(criterion, id, text);
  for (const { id, title, statement, validates } of design?.properties ?? [])
    put(
      property,
      id,
      statement,
      flat(title),
      validates.map(({ from, to }) => [from, to]),
    );
  for (const { id, title, isOptional, details, references, propertyIds, dependsOn } of tasks?.tasks ?? [])
    put(
      task,
      id,
      title,
      isOptional,
      details.map(flat),
      references.map(({ from, to }) => [from, to]),
      propertyIds,
      dependsOn,
    );
  return { criterion, property, task };
}

/**
 * The criteria, properties and tasks that differ between two states of a spec, by id: new ones in the order of `after`, then the removed
 * ones. White space and the state of a task's checkbox are no difference.
 */
export function itemChanges(before: SpecTrees, after: SpecTrees): ItemChange[] {
  const [old, now] = [itemsOf(before), itemsOf(after)];
  return (['criterion', 'property', 'task'] as const).flatMap((kind) => {
    const changes: ItemChange[] = [];
    for (const [id, { text, sameness }] of now[kind]) {
      const known = old[kind].get(id);
      if (!known) changes.push({ kind, id, change: 'added', before: null, after: text });
      else if (known.sameness !== sameness) changes.push({ kind, id, change: 'changed', before: known.text, after: text });
    }
    for (const [id, { text }] of old[kind])
      if (!now[kind].has(id)) changes.push({ kind, id, change: 'removed', before: text, after: null });
    return changes;
  });
}

/**
 * What an edit makes stale, by the links before and after it: whatever is linked to a changed item in either is reached. A task is reached
 * by the criteria that it serves and the properties that it names; a run by its task and what reaches that; a check by the sentences that it speaks for.
 */
export function impactOf({ before, after, runs, checks }: ImpactFacts): Impact {
  const changes = itemChanges(before, after);
  if (changes.length === 0) return { changes, properties: [], tasks: [], runs: [], checks: [] };
  const changed = new Map(changes.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }]));
  const traces = [before, after].map((trees) => traceSpec(trees, indexCriteria(trees.requirements)));
  const named = (kind: SpecItem['kind'], ids: readonly string[]): SpecItem[] => ids.flatMap((id) => changed.get(`${kind} ${id}`) ?? []);
  const properties = reachedBy(traces, 'properties', (links) => named('criterion', links.criterionIds));
  const tasks = reachedBy(traces, 'tasks', (links) => [
    ...named('criterion', links.criterionIds),
    ...named('property', 'propertyIds' in links ? links.propertyIds : []),
  ]);
  return {
    changes,
    properties: listed(properties, (id) => changed.has(`property ${id}`)),
    tasks: listed(tasks, (id) => changed.has(`task ${id}`)),
    runs: runs.flatMap(({ id, taskId }) => {
      const causes = unique([...named('task', [taskId]), ...(tasks.get(taskId) ?? [])]);
      return causes.length > 0 ? [{ id, taskId, causes }] : [];
    }),
    checks: checks.flatMap(({ id, criterionIds, propertyId }) => {
      const causes = unique([...named('criterion', criterionIds), ...named('property', propertyId === null ? [] : [propertyId])]);
      return causes.length > 0 ? [{ id, causes }] : [];
    }),
  };
}

type Links = { criterionIds: readonly string[] } | { criterionIds: readonly string[]; propertyIds: readonly string[] };

function reachedBy(traces: readonly SpecTrace[], kind: 'properties' | 'tasks', causesOf: (links: Links) => SpecItem[]) {
  const reached = new Map<string, SpecItem[]>();
  for (const trace of traces)
    for (const [id, links] of trace[kind]) {
      const causes = causesOf(links);
      if (causes.length > 0) reached.set(id, unique([...(reached.get(id) ?? []), ...causes]));
    }
  return reached;
}

const listed = (reached: ReadonlyMap<string, readonly SpecItem[]>, isChanged: (id: string) => boolean): Reached[] =>
  [...reached].filter(([id]) => !isChanged(id)).map(([id, causes]) => ({ id, causes }));

function unique(items: readonly SpecItem[]): SpecItem[] {
  return [...new Map(items.map((item) => [`${item.kind} ${item.id}`, item])).values()];
}
