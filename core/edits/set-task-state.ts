import type { Format } from '#core/formats/find-specs.ts';
import { readTasks } from '#core/formats/read-document.ts';
import { statusOf } from '#core/formats/task-master.ts';
import type { Task, TaskState } from '#core/language/spec-tree.ts';
import type { Difference } from './difference.ts';

const CHARACTER: Record<TaskState, string> = { todo: ' ', queued: '~', running: '-', done: 'x' };

/**
 * The edit that puts a task into a state: exactly one character, between the brackets of its checkbox, or the quoted word of its status in task-master's
 * file. Null where no task has this id, it is in the state already (`[X]` is done as well as `[x]`), or its status is not written. Of several tasks with
 * one id, the first is meant.
 */
export function setTaskState(text: string, taskId: string, state: TaskState, format?: Format): Difference | null {
  const task = readTasks(text, format).tree.tasks.find(({ id }) => id === taskId);
  return task ? stateChange(task, state) : null;
}

/** The same for a task that is at hand, whatever reader it came from. */
export function stateChange({ state: before, stateSpan }: Pick<Task, 'state' | 'stateSpan'>, state: TaskState): Difference | null {
  const { start, end } = stateSpan;
  if (before === state || end === start) return null;
  const isWord = end - start > 1;
  return { start, removed: end - start, inserted: isWord ? JSON.stringify(statusOf(state)) : CHARACTER[state] };
}
