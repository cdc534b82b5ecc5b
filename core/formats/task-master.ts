import type { Difference } from '#core/edits/difference.ts';
import type { Span } from '#core/language/span.ts';
import type { Diagnostic, TaskState, TasksTree } from '#core/language/spec-tree.ts';
import { findCycles } from '#core/trace/cycles.ts';
import { type JsonNode, member, readJson } from './json-tree.ts';

export type TaskMasterStatus = 'pending' | 'in-progress' | 'done' | 'review' | 'deferred' | 'cancelled' | 'blocked' | 'completed';

/** A task or subtask of `tasks.json`. `id` is absolute (`3`, `3.2`), and so are the ids it depends on. */
export type TaskMasterTask = {
  id: string;
  title: string;
  description: string;
  /** What else is written in it: its details, how it is tested, what is accepted. */
  notes: string[];
  status: TaskMasterStatus | null;
  state: TaskState;
  priority: string | null;
  parentId: string | null;
  dependsOn: string[];
  span: Span;
  /** What stands between the quotes of its title; null where it has none. */
  titleSpan: Span | null;
  /** The quoted word; null where the task has no status. */
  statusSpan: Span | null;
};

export type TaskMasterTag = { name: string; tasks: TaskMasterTask[] };
export type TaskMasterFile = {
  tags: TaskMasterTag[] /** Whether the file says tags at all; else the one here is `master`. */;
  isTagged: boolean;
  diagnostics: Diagnostic[];
};

const STATE_OF: Record<TaskMasterStatus, TaskState> = {
  pending: 'todo',
  'in-progress': 'running',
  done: 'done',
  completed: 'done',
  review: 'running',
  deferred: 'todo',
  cancelled: 'done',
  blocked: 'queued',
};

const STATUS_OF = { todo: 'pending', queued: 'blocked', running: 'in-progress', done: 'done' } as const satisfies Record<
  TaskState,
  TaskMasterStatus
>;

/** The word for a state; reading it gives the state back. */
export function statusOf(state: TaskState): TaskMasterStatus {
  return STATUS_OF[state];
}

/** Reads `.taskmaster/tasks/tasks.json`, tagged or not. Keys that we do not know stay where they are: nothing is printed back. */
export function readTaskMaster(text: string): TaskMasterFile {
  const read = readJson(text);
  if ('errorAt' in read) {
    const span = { start: Math.min(read.errorAt, text.length), end: Math.min(read.errorAt + 1, text.length) };
    return {
      tags: [],
      isTagged: false,
      diagnostics: [problem('taskmaster/no-json', 'error', 'The file is no JSON from here on, so no task in it is read.', span)],
    };
  }
  const { node } = read;
  const isTagged = node.kind === 'object' && node.entries.some(({ key }) => key !== 'tasks' && key !== 'metadata');
  const named: [string, JsonNode | undefined][] =
    node.kind === 'object' && isTagged
      ? node.entries.map(({ key, value }) => [key, member(value, 'tasks')])
      : [['master', member(node, 'tasks') ?? node]];
  const tags = named.flatMap(([name, list]) =>
    list?.kind === 'array' ? [{ name, tasks: list.items.flatMap((item) => readTask(item, null)) }] : [],
  );
  return { tags, isTagged, diagnostics: tags.flatMap(checkTag) };
}

/**
 * The edit that gives a task another status: the quoted word and nothing else. Null where no such task has a status, or it has this one
 * already.
 */
export function setTaskMasterStatus(text: string, tag: string, taskId: string, status: TaskMasterStatus): Difference | null {
  const task = readTaskMaster(text)
    .tags.find(({ name }) => name === tag)
    ?.tasks.find(({ id }) => id === taskId);
  if (!task?.statusSpan || task.status === status) return null;
  return { start: task.statusSpan.start, removed: task.statusSpan.end - task.statusSpan.start, inserted: JSON.stringify(status) };
}

/** The tasks of all tags as one tree, for what looks at trees; a task's `stateSpan` is its quoted status, or empty before it where it has none. */
export function taskMasterTree({ tags, isTagged }: TaskMasterFile): TasksTree {
  const tasks = tags.flatMap(({ name, tasks: own }) => {
    const named = (id: string) => (isTagged && tags.length > 1 ? `${name}:${id}` : id);
    return own.map((task) => ({
      id: named(task.id),
      isSynthetic: false,
      title: task.title,
      state: task.state,
      isOptional: false,
      stateSpan: task.statusSpan ?? { start: task.span.start, end: task.span.start },
      span: task.span,
      depth: task.parentId === null ? 0 : 1,
      parentId: task.parentId === null ? null : named(task.parentId),
      details: [task.description, ...task.notes].filter((words) => words !== ''),
      references: [],
      propertyIds: [],
      dependsOn: task.dependsOn.map(named),
    }));
  });
  return { kind: 'tasks', title: null, tasks, waves: null };
}

function readTask(node: JsonNode, parentId: string | null): TaskMasterTask[] {
  const own = wordOf(member(node, 'id'));
  if (node.kind !== 'object' || own === '') return [];
  const id = parentId === null ? own : `${parentId}.${own}`;
  const titleNode = member(node, 'title');
  const statusNode = member(node, 'status');
  const word = wordOf(statusNode);
  const status = isStatus(word) ? word : null;
  const dependencies = member(node, 'dependencies');
  const subtasks = member(node, 'subtasks');
  const task: TaskMasterTask = {
    id,
    title: wordOf(titleNode),
    description: wordOf(member(node, 'description')),
    notes: notesOf(node),
    status,
    state: status ? STATE_OF[status] : 'todo',
    priority: wordOf(member(node, 'priority')) || null,
    parentId,
    dependsOn: dependencies?.kind === 'array' ? dependencies.items.map((item) => absolute(wordOf(item), parentId)).filter(Boolean) : [],
    span: node.span,
    titleSpan: titleNode?.kind === 'string' ? { start: titleNode.span.start + 1, end: titleNode.span.end - 1 } : null,
    statusSpan: statusNode?.kind === 'string' ? statusNode.span : null,
  };
  const below = parentId === null && subtasks?.kind === 'array' ? subtasks.items.flatMap((item) => readTask(item, id)) : [];
  return [task, ...below];
}

function notesOf(node: JsonNode): string[] {
  const accepted = member(node, 'acceptanceCriteria');
  const criteria = accepted?.kind === 'array' ? accepted.items.map(wordOf) : [wordOf(accepted)];
  return [wordOf(member(node, 'details')), wordOf(member(node, 'testStrategy')), ...criteria].filter((words) => words !== '');
}

/** Within a task, a bare number means its sibling. */
function absolute(id: string, parentId: string | null): string {
  return parentId === null || id === '' || id.includes('.') ? id : `${parentId}.${id}`;
}

function wordOf(node: JsonNode | undefined): string {
  return node?.kind === 'string' ? node.value : node?.kind === 'number' ? String(node.value) : '';
}

function isStatus(word: string): word is TaskMasterStatus {
  return Object.hasOwn(STATE_OF, word);
}

function checkTag({ tasks }: TaskMasterTag): Diagnostic[] {
  const byId = new Map<string, TaskMasterTask>();
  const problems: Diagnostic[] = [];
  for (const task of tasks) {
    if (byId.has(task.id))
      problems.push(problem('taskmaster/duplicate-id', 'error', `Task ${task.id} stands here a second time.`, task.span));
    else byId.set(task.id, task);
  }
  for (const { id, dependsOn, span } of tasks) {
    const missing = dependsOn.filter((other) => !byId.has(other));
    if (missing.length > 0)
      problems.push(
        problem(
          'taskmaster/unknown-dependency',
          'warning',
          `Task ${id} waits for ${missing.slice(0, 5).join(', ')}, which is no task here.`,
          span,
        ),
      );
  }
  for (const cycle of findCycles(tasks)) {
    const first = byId.get(cycle[0] ?? '');
    if (first)
      problems.push(
        problem('taskmaster/cycle', 'error', `These tasks wait for each other: ${[...cycle, cycle[0]].join(' -> ')}.`, first.span),
      );
  }
  return problems;
}

function problem(code: string, severity: Diagnostic['severity'], message: string, span: Span): Diagnostic {
  return { code, severity, message, span, fixes: [] };
}
