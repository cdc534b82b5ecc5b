import type { StageState } from './stage-standing.ts';

/** What the board needs to know of a spec to place it. */
export type BoardSpec = {
  /** The stages of its project's policy, in order. */
  stages: readonly { stage: string; name: string; state: StageState }[];
  counts: { criteria: number; verified: number; problems: number; falsified: number };
  isArchived: boolean;
};

/** A column of specs: a stage of a policy by its id, or one of the three that every board has, which no policy can name a stage. */
export type Column = { id: string; name: string };

export const buildColumn: Column = { id: ':build', name: 'Build' };
export const verifiedColumn: Column = { id: ':verified', name: 'Verified' };
export const archiveColumn: Column = { id: ':archive', name: 'Archive' };

/**
 * The column that a spec stands in: the first stage that it has not passed; Build once it has passed all, Verified when every criterion
 * holds as well.
 */
export function columnOf({ stages, counts, isArchived }: BoardSpec): string {
  if (isArchived) return archiveColumn.id;
  const waiting = stages.find(({ state }) => state !== 'approved' && state !== 'skipped');
  if (waiting) return waiting.stage;
  return counts.criteria > 0 && counts.verified === counts.criteria ? verifiedColumn.id : buildColumn.id;
}

/** The columns of a board over projects with policies of their own: every stage once, after the stages that come before it somewhere. */
export function columnsOf(specs: readonly Pick<BoardSpec, 'stages'>[], withArchive: boolean): Column[] {
  const columns: Column[] = [];
  for (const { stages } of specs) {
    let after = -1;
    for (const { stage: id, name } of stages) {
      const known = columns.findIndex((column) => column.id === id);
      if (known >= 0) after = Math.max(after, known);
      else {
        after += 1;
        columns.splice(after, 0, { id, name });
      }
    }
  }
  return [...columns, buildColumn, verifiedColumn, ...(withArchive ? [archiveColumn] : [])];
}

/** What happens when a spec is put into a column. Stages move by decisions alone: putting a spec onto its next one leads to the gate. */
export type Move =
  | { kind: 'archive' }
  | { kind: 'restore' }
  | { kind: 'gate'; stage: string }
  | { kind: 'stay' }
  | { kind: 'refused'; because: string };

/** The move of `spec` into column `to`. */
export function moveOf(spec: BoardSpec, to: string): Move {
  const from = columnOf(spec);
  if (from === to) return { kind: 'stay' };
  if (to === archiveColumn.id) return { kind: 'archive' };
  if (spec.isArchived) return { kind: 'restore' };
  const at = spec.stages.findIndex(({ stage }) => stage === from);
  if (at < 0)
    return to === verifiedColumn.id
      ? { kind: 'refused', because: 'Evidence moves a spec to Verified, not a hand. Run its tasks and checks.' }
      : { kind: 'refused', because: 'An approval is undone by an edit or a request for changes, made at the gate.' };
  const next = spec.stages.slice(at + 1).find(({ state }) => state !== 'approved' && state !== 'skipped')?.stage ?? buildColumn.id;
  if (to === next) return { kind: 'gate', stage: from };
  const isBack = spec.stages.slice(0, at).some(({ stage }) => stage === to);
  return {
    kind: 'refused',
    because: isBack
      ? 'This stage is passed; an edit of its text opens it again.'
      : 'Stages are passed one after the other, each at its gate.',
  };
}

/** How far a task is, as columns: by runs and evidence, and where neither speaks by the mark in its text. */
export const taskColumns = [
  { id: 'todo', name: 'To do' },
  { id: 'running', name: 'Running' },
  { id: 'attention', name: 'Needs attention' },
  { id: 'ticked', name: 'Ticked, not verified' },
  { id: 'verified', name: 'Verified' },
] as const satisfies readonly Column[];
export type TaskColumn = (typeof taskColumns)[number]['id'];

/** What the board knows of a task: `progress` by runs and evidence, `isTicked` by its text. */
export type BoardTask = { progress: 'open' | 'running' | 'verified' | 'failed'; isTicked: boolean; cannotStartBecause: string | null };

/** The column that a task stands in. */
export function taskColumnOf({ progress, isTicked }: Pick<BoardTask, 'progress' | 'isTicked'>): TaskColumn {
  if (progress === 'running' || progress === 'verified') return progress;
  if (progress === 'failed') return 'attention';
  return isTicked ? 'ticked' : 'todo';
}

/** The move of a task into column `to`: only onto Running, where its run is prepared, and only while its spec's gate is open. */
export function taskMoveOf(task: BoardTask, to: TaskColumn): { kind: 'run' } | { kind: 'stay' } | { kind: 'refused'; because: string } {
  const from = taskColumnOf(task);
  if (from === to) return { kind: 'stay' };
  if (to !== 'running') return { kind: 'refused', because: 'Tasks move by their runs and by evidence.' };
  if (from === 'verified') return { kind: 'refused', because: 'This task is verified already.' };
  return task.cannotStartBecause === null ? { kind: 'run' } : { kind: 'refused', because: task.cannotStartBecause };
}

/** What a board shows. `words` are looked for in titles, ids and epics. */
export const specStates = ['any', 'waits', 'stale', 'held-up', 'problems', 'falsified'] as const;
export type SpecStateFilter = (typeof specStates)[number];
export type BoardFilter = {
  words: string;
  project: string | null;
  epic: string | null;
  kind: 'feature' | 'bugfix' | null;
  state: SpecStateFilter;
};

type Filterable = BoardSpec & { title: string; slug: string; epic: string | null; kind: 'feature' | 'bugfix'; project: { slug: string } };

/** Whether a filter leaves a spec on the board; one in the archive is left by its words, project, epic and kind alone. */
export function isOnBoard(spec: Filterable, filter: BoardFilter): boolean {
  const wanted = filter.words.trim().toLowerCase();
  return (
    (wanted === '' || `${spec.title}\n${spec.slug}\n${spec.epic ?? ''}`.toLowerCase().includes(wanted)) &&
    (filter.project === null || spec.project.slug === filter.project) &&
    (filter.epic === null || (spec.epic ?? '') === filter.epic) &&
    (filter.kind === null || spec.kind === filter.kind) &&
    (spec.isArchived || inState(spec, filter.state))
  );
}

function inState({ stages, counts }: BoardSpec, state: SpecStateFilter): boolean {
  switch (state) {
    case 'any':
      return true;
    case 'waits':
      return stages.some((stage) => stage.state === 'draft' || stage.state === 'stale');
    case 'stale':
      return stages.some((stage) => stage.state === 'stale');
    case 'held-up':
      return stages.some((stage) => stage.state === 'changes_requested' || stage.state === 'rejected');
    case 'problems':
      return counts.problems > 0;
    case 'falsified':
      return counts.falsified > 0;
  }
}
