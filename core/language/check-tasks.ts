import { findCycles } from '#core/trace/cycles.ts';
import type { Diagnostic, Task, TasksTree } from './spec-tree.ts';

/** Dependencies that no order can satisfy or that name nothing, and states that contradict each other. */
export function checkTasks({ tasks, waves }: TasksTree): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const byId = new Map(tasks.map((task) => [task.id, task]));
  for (const cycle of findCycles(tasks)) {
    const task = byId.get(cycle[0] ?? '');
    if (!task) continue;
    const message = `These tasks wait for each other, so none can begin: ${[...cycle, cycle[0]].join(' -> ')}.`;
    diagnostics.push({ code: 'tasks/cycle', severity: 'error', message, span: titleSpan(task), fixes: [] });
  }
  const inWaves = new Set(waves?.flat());
  const unknown = [...inWaves].filter((id) => !byId.has(id));
  if (unknown.length > 0) {
    const message = `The dependency graph names ${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ' and others' : ''}, which is no task here.`;
    diagnostics.push({
      code: 'tasks/unknown-dependency',
      severity: 'warning',
      message,
      span: tasks.at(-1) ? titleSpan(tasks.at(-1)) : { start: 0, end: 0 },
      fixes: [],
    });
  }
  const checked = new Set<string[]>();
  for (const task of tasks) {
    if (checked.has(task.dependsOn)) continue;
    checked.add(task.dependsOn);
    const missing = task.dependsOn.filter((id) => !byId.has(id) && !inWaves.has(id));
    if (missing.length === 0) continue;
    const message = `Task ${task.id} waits for ${missing.slice(0, 5).join(', ')}, which is no task here.`;
    diagnostics.push({ code: 'tasks/unknown-dependency', severity: 'warning', message, span: titleSpan(task), fixes: [] });
  }
  return [...diagnostics, ...doneTooEarly(tasks, byId)];
}

function doneTooEarly(tasks: Task[], byId: Map<string, Task>): Diagnostic[] {
  const open = new Map<string, Task>();
  for (const task of tasks) {
    const parent = task.parentId === null ? undefined : byId.get(task.parentId);
    if (parent?.state === 'done' && task.state !== 'done' && !task.isOptional && !open.has(parent.id)) open.set(parent.id, task);
  }
  return [...open].flatMap(([id, child]) => {
    const parent = byId.get(id);
    const message = `Task ${id} is done, but its required subtask ${child.id} is not.`;
    if (!parent) return [];
    const fixes = [{ title: `Open task ${id} again`, edits: [{ span: parent.stateSpan, text: ' ' }] }];
    return [{ code: 'tasks/done-too-early', severity: 'warning' as const, message, span: titleSpan(parent), fixes }];
  });
}

/** The checkbox and the title: the line that a reader recognises the task by. */
export function titleSpan(task: Task | undefined): { start: number; end: number } {
  return task
    ? { start: task.stateSpan.start - 1, end: Math.min(task.span.end, task.stateSpan.end + 1 + task.title.length + task.id.length + 2) }
    : { start: 0, end: 0 };
}
