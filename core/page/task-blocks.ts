import { readTaskMaster } from '#core/formats/task-master.ts';
import type { TasksTree } from '#core/language/spec-tree.ts';
import type { PageBlock } from './page-block.ts';

export type TaskBlock = Extract<PageBlock, { kind: 'task' }>;

/** The rows of a `tasks.json`, in the order of its tree: each at the title of its task. Its words are as JSON has them, escapes and all. */
export function taskBlocksOf(text: string, { tasks }: TasksTree): TaskBlock[] {
  const titles = readTaskMaster(text).tags.flatMap((tag) => tag.tasks.map(({ titleSpan }) => titleSpan));
  return tasks.map((task, at) => {
    const words = titles[at] ?? { start: task.span.start, end: task.span.start };
    return { kind: 'task', start: words.start, end: words.end, words, task };
  });
}
