import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { applyDifference } from '#core/edits/difference.ts';
import { stateChange } from '#core/edits/set-task-state.ts';
import { readTasks } from '#core/formats/read-document.ts';
import { writeSource } from '#core/formats/source-text.ts';
import type { TaskState } from '#core/language/spec-tree.ts';
import { findSpecs } from './spec-files.ts';
import { UsageError } from './usage-error.ts';

const STATES: Record<string, TaskState> = {
  todo: 'todo',
  queued: 'queued',
  running: 'running',
  done: 'done',
  ' ': 'todo',
  '~': 'queued',
  '-': 'running',
  x: 'done',
};

/** Puts one task into a state: one byte of one file, or the one word of task-master. */
export function setState({
  path,
  taskId,
  state,
}: {
  path: string | undefined;
  taskId: string | undefined;
  state: string | undefined;
}): number {
  if (path === undefined || taskId === undefined) throw new UsageError('task takes a path and the number of a task.');
  const wanted = STATES[state ?? ''];
  if (wanted === undefined) throw new UsageError('--state takes todo, queued, running or done.');
  const found = findSpecs([path]).flatMap(({ files, format }) =>
    files.filter(({ kind }) => kind === 'tasks').map((file) => ({ file, format })),
  );
  const [only, ...others] = found;
  if (!only || others.length > 0) throw new UsageError(`${path} holds ${found.length} task documents: name one.`);
  const { file, format } = only;
  const { text } = file.source;
  const { tasks } = readTasks(text, format).tree;
  const task = tasks.find(({ id }) => id === taskId);
  if (!task) throw new UsageError(`${file.path} has no task ${taskId}.`);
  const change = stateChange(task, wanted);
  if (change) writeChanged(file.path, file.bytes, writeSource(applyDifference(text, change), file.bytes));
  process.stdout.write(`${file.path}: task ${taskId} ${change ? 'is now' : 'was already'} ${wanted}: ${task.title}\n`);
  return 0;
}

/** Where only one byte differs, only that byte is written: nothing can be lost, whatever happens in between. */
function writeChanged(path: string, before: Uint8Array, after: Uint8Array): void {
  const at = after.findIndex((byte, index) => byte !== before[index]);
  const isOneByte =
    before.length === after.length && at >= 0 && after.subarray(at + 1).every((byte, index) => byte === before[at + 1 + index]);
  if (!isOneByte) {
    writeFileSync(path, after);
    return;
  }
  const file = openSync(path, 'r+');
  try {
    writeSync(file, after, at, 1, at);
  } finally {
    closeSync(file);
  }
}
