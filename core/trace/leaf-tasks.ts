import type { Task, TasksTree } from '#core/language/spec-tree.ts';

/** The tasks that have no subtasks, in document order. */
export function leafTasks(tree: TasksTree | null): Task[] {
  const tasks = tree?.tasks ?? [];
  const parents = new Set(tasks.map(({ parentId }) => parentId));
  return tasks.filter(({ id }) => !parents.has(id));
}
