import type { Verdict } from '#core/verification/evidence.ts';
import { type TraceRow, traceRows } from './coverage.ts';
import type { SpecTrace, SpecTrees } from './trace.ts';

/** A criterion with all that speaks for it. */
export type MatrixRow = TraceRow & { verdict: Verdict | null };

/** What is missing, as a filter: `shaky` is every criterion without a verdict that holds today. */
export const matrixFilters = ['all', 'without-property', 'without-task', 'without-test', 'shaky'] as const;
export type MatrixFilter = (typeof matrixFilters)[number];

/** Every criterion in document order, with its properties, tasks and verdict. */
export function matrixRows(trees: SpecTrees, trace: SpecTrace, verdicts: Readonly<Record<string, Verdict>>): MatrixRow[] {
  return traceRows(trees, trace).map((row) => ({ ...row, verdict: verdicts[row.criterionId] ?? null }));
}

/** The rows that a filter and some words leave. Words are looked for in the sentence, the id and the ids of what serves it, whatever their case. */
export function filterMatrix(rows: readonly MatrixRow[], filter: MatrixFilter, words: string): MatrixRow[] {
  const wanted = words.trim().toLowerCase();
  return rows.filter((row) => isMissing(row, filter) && (wanted === '' || searched(row).includes(wanted)));
}

/** How many criteria each filter leaves. */
export function countMatrix(rows: readonly MatrixRow[]): Record<MatrixFilter, number> {
  const count = (filter: MatrixFilter) => rows.filter((row) => isMissing(row, filter)).length;
  return {
    all: rows.length,
    'without-property': count('without-property'),
    'without-task': count('without-task'),
    'without-test': count('without-test'),
    shaky: count('shaky'),
  };
}

/** The matrix as CSV (RFC 4180). A cell that a spreadsheet would take for a formula is quoted with an apostrophe. */
export function matrixCsv(rows: readonly MatrixRow[]): string {
  const cell = (value: string) => {
    const line = value.replace(/\s+/g, ' ');
    return `"${(/^[=+\-@]/.test(line) ? `'${line}` : line).replaceAll('"', '""')}"`;
  };
  const lines = rows.map(({ requirementId, criterionId, text, propertyIds, taskIds, verdict }) =>
    [
      requirementId,
      criterionId,
      text,
      propertyIds.join(' '),
      taskIds.join(' '),
      [
        ...(verdict?.checks ?? []).map(({ name }) => name),
        ...(verdict?.own ?? []).map(({ name }) => `${name} (by the agent, not adopted)`),
      ].join('; '),
      verdict ? `${verdict.state}${verdict.isStale ? ' (stale)' : ''}` : 'unverified',
    ]
      .map(cell)
      .join(','),
  );
  return `${['requirement,criterion,text,properties,tasks,tests,verdict', ...lines].join('\r\n')}\r\n`;
}

function isMissing({ propertyIds, taskIds, verdict }: MatrixRow, filter: MatrixFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'without-property':
      return propertyIds.length === 0;
    case 'without-task':
      return taskIds.length === 0;
    case 'without-test':
      return (verdict?.checks.length ?? 0) === 0;
    case 'shaky':
      return verdict?.state !== 'holds' || verdict.isStale;
  }
}

function searched({ criterionId, text, propertyIds, taskIds }: MatrixRow): string {
  return `${criterionId} ${text} ${propertyIds.map((id) => `property ${id}`).join(' ')} ${taskIds.map((id) => `task ${id}`).join(' ')}`.toLowerCase();
}
