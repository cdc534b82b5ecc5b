import type { TasksTree } from '#core/language/spec-tree.ts';

/** The tasks without those that merely hold others of them. */
export function leavesOf(taskIds: readonly string[], tree: TasksTree | null): string[] {
  const parents = new Set(tree?.tasks.filter(({ id }) => taskIds.includes(id)).map(({ parentId }) => parentId));
  return taskIds.filter((id) => !parents.has(id));
}
