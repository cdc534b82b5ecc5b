import type { SpecTrace, SpecTrees } from './trace.ts';

/** How much of a spec hangs together, in counts. */
export type Coverage = {
  criteria: number;
  withTask: number;
  withProperty: number;
  tasks: number;
  tasksWithoutCriterion: number;
  properties: number;
};

/** Counts what `traceSpec` found. */
export function coverageOf({ tasks, design }: SpecTrees, trace: SpecTrace): Coverage {
  const criteria = [...trace.criteria.values()];
  return {
    criteria: criteria.length,
    withTask: criteria.filter(({ taskIds }) => taskIds.length > 0).length,
    withProperty: criteria.filter(({ propertyIds }) => propertyIds.length > 0).length,
    tasks: tasks?.tasks.length ?? 0,
    tasksWithoutCriterion: [...trace.tasks.values()].filter(({ criterionIds }) => criterionIds.length === 0).length,
    properties: design?.properties.length ?? 0,
  };
}

/** A row of the matrix: a criterion, and what serves and validates it. */
export type TraceRow = { requirementId: string; criterionId: string; text: string; taskIds: string[]; propertyIds: string[] };

/** Requirement by requirement, every criterion with its tasks and properties, in document order. */
export function traceRows({ requirements }: SpecTrees, trace: SpecTrace): TraceRow[] {
  return (requirements?.requirements ?? []).flatMap(({ id, criteria }) =>
    criteria.map((criterion) => ({
      requirementId: id,
      criterionId: criterion.id,
      text: criterion.text,
      ...(trace.criteria.get(criterion.id) ?? { taskIds: [], propertyIds: [] }),
    })),
  );
}

/** The matrix as CSV (RFC 4180). A cell that a spreadsheet would take for a formula is quoted with an apostrophe. */
export function traceCsv(rows: TraceRow[]): string {
  const cell = (value: string) => {
    const words = value.replace(/\s+/g, ' ');
    return `"${(/^[=+\-@\t]/.test(words) ? `'${words}` : words).replaceAll('"', '""')}"`;
  };
  const lines = rows.map(({ requirementId, criterionId, text, taskIds, propertyIds }) =>
    [requirementId, criterionId, text, taskIds.join(' '), propertyIds.join(' ')].map(cell).join(','),
  );
  return `${['requirement,criterion,text,tasks,properties', ...lines].join('\r\n')}\r\n`;
}
