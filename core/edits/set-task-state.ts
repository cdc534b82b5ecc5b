import { parseTasks } from '#core/language/parse-tasks.ts';
import type { Task, TaskState } from '#core/language/spec-tree.ts';
import type { Difference } from './difference.ts';

const CHARACTER: Record<TaskState, string> = { todo: ' ', queued: '~', running: '-', done: 'x' };

/**
 * The edit that puts a task into a state: exactly one character, between the brackets of its checkbox. Null where no task has
 * this id, or it is in the state already (`[X]` is done as well as `[x]`). Of several tasks with one id, the first is meant.
 */
export function setTaskState(text: string, taskId: string, state: TaskState): Difference | null {
  const task = parseTasks(text).tree.tasks.find(({ id }) => id === taskId);
  return task ? stateChange(task, state) : null;
}

/** The same for a task that is at hand, whatever reader it came from. */
export function stateChange(task: Pick<Task, 'state' | 'stateSpan'>, state: TaskState): Difference | null {
  if (task.state === state) return null;
  return { start: task.stateSpan.start, removed: 1, inserted: CHARACTER[state] };
}
