import type { Verdict } from '#core/verification/evidence.ts';
import { leafTasks } from './leaf-tasks.ts';
import type { SpecTrace, SpecTrees } from './trace.ts';

/** From what is asked for to what was established, in the order in which one leads to the next. */
export const traceColumns = ['requirement', 'criterion', 'property', 'task', 'run', 'evidence'] as const;
export type TraceColumn = (typeof traceColumns)[number];

export type TraceNode = {
  /** `criterion 1.2`: unique in a graph. */
  key: string;
  column: TraceColumn;
  id: string;
  text: string;
  /** What is missing beside it, in words; null where nothing is. */
  gap: string | null;
};

/** A spec with its runs and evidence as columns, and the links between them in both directions. */
export type TraceGraph = {
  columns: Record<TraceColumn, TraceNode[]>;
  below: ReadonlyMap<string, readonly string[]>;
  above: ReadonlyMap<string, readonly string[]>;
};

export type TraceFacts = {
  trees: SpecTrees;
  trace: SpecTrace;
  verdicts: Readonly<Record<string, Verdict>>;
  /** The latest run of each task. */
  progress: Readonly<Record<string, { state: string; runId: string | null }>>;
};

/** Lays a spec out in columns, each in document order, with what is missing. Only tasks without subtasks stand in it: work happens there. */
export function traceGraph({ trees, trace, verdicts, progress }: TraceFacts): TraceGraph {
  const columns: TraceGraph['columns'] = { requirement: [], criterion: [], property: [], task: [], run: [], evidence: [] };
  const below = new Map<string, string[]>();
  const above = new Map<string, string[]>();
  const known = new Map<string, TraceNode>();
  const put = (column: TraceColumn, id: string, text: string, gap: string | null = null): string => {
    const key = `${column} ${id}`;
    if (!known.has(key)) {
      const node = { key, column, id, text, gap };
      known.set(key, node);
      columns[column].push(node);
    }
    return key;
  };
  const link = (from: string, to: string) => {
    if (!known.has(from) || !known.has(to)) return;
    push(below, from, to);
    push(above, to, from);
  };
  const leaves = leafTasks(trees.tasks);
  const isLeaf = new Set(leaves.map(({ id }) => id));
  for (const { id, title, criteria } of trees.requirements?.requirements ?? []) {
    const requirement = put('requirement', id, title, criteria.length === 0 ? 'no criterion' : null);
    for (const criterion of criteria) {
      const { taskIds = [] } = trace.criteria.get(criterion.id) ?? {};
      link(requirement, put('criterion', criterion.id, criterion.text, taskIds.length === 0 ? 'no task' : null));
    }
  }
  const run = new Set(Object.values(verdicts).flatMap(({ checks }) => checks.flatMap(({ propertyId }) => propertyId ?? [])));
  for (const { id, title } of trees.design?.properties ?? []) {
    const property = put('property', id, title, run.has(id) ? null : 'nothing runs it');
    for (const criterionId of trace.properties.get(id)?.criterionIds ?? []) link(`criterion ${criterionId}`, property);
  }
  for (const { id, title } of leaves) {
    const { criterionIds = [], propertyIds = [] } = trace.tasks.get(id) ?? {};
    const task = put('task', id, title, criterionIds.length === 0 ? 'no criterion' : null);
    for (const criterionId of criterionIds) link(`criterion ${criterionId}`, task);
    for (const propertyId of propertyIds) link(`property ${propertyId}`, task);
  }
  for (const [taskId, { state, runId }] of Object.entries(progress))
    if (runId !== null && isLeaf.has(taskId)) link(`task ${taskId}`, put('run', runId, `Task ${taskId}, ${state}`));
  for (const [criterionId, { checks }] of Object.entries(verdicts))
    for (const { evidenceId, file, name, status, runId, propertyId } of checks) {
      const id = `${evidenceId} ${file ?? ''} ${name}`;
      const isNew = !known.has(`evidence ${id}`);
      const evidence = put('evidence', id, name, status === 'passed' ? null : status);
      link(`criterion ${criterionId}`, evidence);
      if (!isNew) continue;
      if (propertyId !== null) link(`property ${propertyId}`, evidence);
      if (runId !== null) link(`run ${runId}`, evidence);
    }
  return { columns, below, above };
}

/** What leads to a node and what follows from it, and the node itself: nothing that is linked only beside it. */
export function chainOf({ below, above }: Pick<TraceGraph, 'below' | 'above'>, key: string): Set<string> {
  return new Set([...walk(above, key), ...walk(below, key)]);
}

function walk(links: ReadonlyMap<string, readonly string[]>, from: string): Set<string> {
  const seen = new Set([from]);
  // A set gives what is added to it while it is walked through.
  for (const key of seen) for (const next of links.get(key) ?? []) seen.add(next);
  return seen;
}

function push(links: Map<string, string[]>, from: string, to: string): void {
  const known = links.get(from);
  if (known) known.push(to);
  else links.set(from, [to]);
}
