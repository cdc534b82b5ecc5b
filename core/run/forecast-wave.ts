import { nextInWave, type TaskProgress, type WavePlan } from './wave-plan.ts';

/** How a wave will go if every task is merged: what starts together, which files keep tasks apart, and what can never start. */
export type WaveForecast = {
  groups: string[][];
  /** Files that more than one task is likely to touch: those tasks are not worked on side by side. */
  shared: { path: string; taskIds: string[] }[];
  never: Record<string, string>;
};

/** Plays a wave without running anything: each group starts when the one before is merged. The real one is not held back by such steps, and starts what it can. */
export function forecastWave(
  plan: WavePlan,
  { parallel, touched }: { parallel: number; touched: ReadonlyMap<string, readonly string[]> },
): WaveForecast {
  const progress = new Map<string, TaskProgress>();
  const groups: string[][] = [];
  for (;;) {
    const { start, heldBack, isOver } = nextInWave(plan, progress, { parallel, touched });
    if (isOver || start.length === 0) return { groups, shared: sharedIn(plan, touched), never: heldBack };
    groups.push(start);
    for (const id of start) progress.set(id, 'done');
  }
}

function sharedIn({ taskIds, names }: WavePlan, touched: ReadonlyMap<string, readonly string[]>): WaveForecast['shared'] {
  const tasksOf = new Map<string, string[]>();
  for (const id of taskIds)
    for (const path of new Set([...(names.get(id) ?? []), ...(touched.get(id) ?? [])]))
      tasksOf.set(path, [...(tasksOf.get(path) ?? []), id]);
  return [...tasksOf].filter(([, ids]) => ids.length > 1).map(([path, ids]) => ({ path, taskIds: ids }));
}
