import type { Task, TasksTree } from '#core/language/spec-tree.ts';

/** The tasks of a wave in the order of the plan, what each waits for among all tasks, and the files that each names. */
export type WavePlan = {
  taskIds: string[];
  waitsFor: ReadonlyMap<string, readonly string[]>;
  names: ReadonlyMap<string, readonly string[]>;
};

/** How far a task of a wave is. `done` is merged, or was marked so before; `failed` is any end that merged nothing. */
export type TaskProgress = 'open' | 'going' | 'parked' | 'done' | 'failed';

/** Which tasks of a spec a wave is made of. */
export type Wanted = 'required' | 'all' | readonly string[];

/**
 * Plans the tasks that are not done: those without subtasks, since a heading is done when what stands beneath it is. A task waits for what it depends
 * on, a heading standing for its subtasks. A plan that says nothing about order is worked in its own: each task waits for the one before.
 */
export function planWave({ tasks, waves }: TasksTree, wanted: Wanted): WavePlan {
  const parents = new Set(tasks.flatMap(({ parentId }) => parentId ?? []));
  const leaves = tasks.filter(({ id }) => !parents.has(id));
  const isWanted = (task: Task) => (wanted === 'all' ? true : wanted === 'required' ? !task.isOptional : wanted.includes(task.id));
  const planned = leaves.filter((task) => task.state !== 'done' && isWanted(task));
  const saysOrder = waves !== null || tasks.some(({ dependsOn }) => dependsOn.length > 0);
  const below = (id: string): string[] =>
    parents.has(id) ? tasks.filter(({ parentId }) => parentId === id).flatMap((child) => below(child.id)) : [id];
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const above = (task: Task): Task[] => {
    const parent = task.parentId === null ? undefined : byId.get(task.parentId);
    return parent && parent !== task ? [task, ...above(parent)] : [task];
  };
  const waitsFor = planned.map((task, i): [string, string[]] => {
    if (!saysOrder) return [task.id, planned.slice(Math.max(0, i - 1), i).map(({ id }) => id)];
    const own = new Set(above(task).flatMap(({ dependsOn }) => dependsOn.flatMap((id) => (byId.has(id) ? below(id) : []))));
    return [task.id, [...own].filter((id) => id !== task.id && byId.get(id)?.state !== 'done')];
  });
  const names = planned.map((task): [string, string[]] => [task.id, pathsIn([task.title, ...task.details].join('\n'))]);
  return { taskIds: planned.map(({ id }) => id), waitsFor: new Map(waitsFor), names: new Map(names) };
}

/** Words that look like the path of a file: a folder or a dot and an ending, as in `src/price.ts` or `README.md`. */
function pathsIn(text: string): string[] {
  return [...new Set(text.match(/(?<![\w./-])(?:[\w.-]+\/)*[\w-][\w.-]*\.[A-Za-z][A-Za-z0-9]{0,4}(?![\w/-])/g) ?? [])].filter(
    (path) => !/^\d/.test(path),
  );
}

/** What may start now, why the rest may not yet, and what never will. */
export type WaveStep = { start: string[]; heldBack: Record<string, string>; isOver: boolean };

/**
 * What a wave starts next. A task starts when all that it waits for is done, fewer than `parallel` are going, and no task that goes on or starts beside
 * it touches a file of its own: files that it names, or that earlier attempts changed (`touched`). What waits for a failed task is not started.
 * @param touched files by task, as far as they are known.
 */
export function nextInWave(
  { taskIds, waitsFor, names }: WavePlan,
  progress: ReadonlyMap<string, TaskProgress>,
  { parallel, touched }: { parallel: number; touched: ReadonlyMap<string, readonly string[]> },
): WaveStep {
  const of = (id: string): TaskProgress => progress.get(id) ?? (waitsFor.has(id) ? 'open' : 'failed');
  const filesOf = (id: string) => [...(names.get(id) ?? []), ...(touched.get(id) ?? [])];
  const active = taskIds.filter((id) => of(id) === 'going' || of(id) === 'parked');
  let going = taskIds.filter((id) => of(id) === 'going').length;
  const taken = new Map(active.flatMap((id) => filesOf(id).map((file) => [file, id] as const)));
  const lost = lostIn(taskIds, waitsFor, of);
  const start: string[] = [];
  const heldBack: Record<string, string> = {};
  for (const id of taskIds) {
    if (of(id) !== 'open') continue;
    const missing = (waitsFor.get(id) ?? []).filter((other) => of(other) !== 'done');
    const shared = filesOf(id).find((file) => taken.has(file));
    const broken = lost.get(id);
    if (broken !== undefined) heldBack[id] = `It waits for ${broken}, which is not merged.`;
    else if (missing.length > 0) heldBack[id] = `It waits for ${missing.join(', ')}.`;
    else if (shared !== undefined) heldBack[id] = `${shared} is being worked on in task ${taken.get(shared)}.`;
    else if (going >= parallel) heldBack[id] = `${parallel} of its tasks are going on already.`;
    else {
      start.push(id);
      going += 1;
      for (const file of filesOf(id)) taken.set(file, id);
    }
  }
  return { start, heldBack, isOver: start.length === 0 && active.length === 0 };
}

/** Tasks that can never start, each with what it waits for that failed, or that stands in no plan. */
function lostIn(taskIds: readonly string[], waitsFor: WavePlan['waitsFor'], of: (id: string) => TaskProgress): Map<string, string> {
  const lost = new Map<string, string>();
  for (let isMore = true; isMore; ) {
    isMore = false;
    for (const id of taskIds) {
      if (lost.has(id) || of(id) !== 'open') continue;
      const broken = (waitsFor.get(id) ?? []).find((other) => of(other) === 'failed' || lost.has(other));
      if (broken === undefined) continue;
      lost.set(id, broken);
      isMore = true;
    }
  }
  return lost;
}
