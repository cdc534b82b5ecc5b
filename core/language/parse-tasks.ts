import { isLabel, readLabelled } from './labels.ts';
import { type Line, readLines } from './lines.ts';
import { findTitle } from './parse-requirements.ts';
import { readReferences } from './references.ts';
import type { Parsed, Reference, Task, TaskState, TasksTree } from './spec-tree.ts';
import { readGraph, type TaskGraph } from './task-graph.ts';
import { textDiagnostics } from './text-diagnostics.ts';

const STATE_OF: Record<string, TaskState> = { ' ': 'todo', x: 'done', X: 'done', '-': 'running', '~': 'queued', '\u00a0': 'todo' };
const NUMBER =
  /^(?:\*\*|__)?(?:(?:task|任务|タスク|작업|tarefa|tarea|задача)\s{0,3}#?)?(\d{1,5}[a-z]?(?:\.\d{1,5}[a-z]?){0,5})(?=$|[\s.:：、)\\*_-])\\?[.:：、)]?(?:\*\*|__)?[.:：]?\s*/i;
const PROPERTY =
  /(?:propert(?:y|ies)|属性|プロパティ|속성)\s{0,3}((?:\d{1,5}[a-z]?)(?:\s{0,2}(?:,|、|&|and|和)\s{0,2}\d{1,5}[a-z]?(?![.\d])){0,20})/gi;

/** A heading that gathers tasks; its own reference lines serve those tasks beneath it that name none. */
type Group = { references: Reference[] };

/**
 * Reads `tasks.md`: every checkbox outside of code is a task, in any state and numbering. Unnumbered ones get synthetic ids
 * (`#1`), which are never written back. Detail lines, references, properties and dependencies belong to the task above them.
 */
export function parseTasks(text: string): Parsed<TasksTree> {
  const read = readLines(text);
  const { lines } = read;
  const tasks: Task[] = [];
  const path: { task: Task; indent: number }[] = [];
  const byId = new Map<string, Task>();
  let open: { task: Task; indent: number } | null = null;
  let group: Group | null = null;
  const heirs = new Map<Task, Group>();
  let synthetic = 0;
  for (const line of lines) {
    if (line.kind === 'blank' || line.kind === 'opaque') continue;
    if (line.kind === 'heading') {
      open = null;
      path.length = 0;
      group = { references: [] };
      continue;
    }
    if (line.box >= 0 && isState(text[line.box])) {
      const number = NUMBER.exec(text.slice(line.from, Math.min(line.to, line.from + 60)));
      if (!number) synthetic += 1;
      const task = taskAt(text, line, number?.[1] ?? `#${synthetic}`, !number, number?.[0].length ?? 0);
      while (path.length > 0 && (path.at(-1)?.indent ?? 0) >= line.indent) path.pop();
      const parent = parentByNumber(task, byId) ?? path.at(-1)?.task ?? null;
      task.parentId = parent?.id ?? null;
      task.depth = parent ? parent.depth + 1 : 0;
      if (group && !parent) heirs.set(task, group);
      open = { task, indent: line.indent };
      path.push(open);
      tasks.push(task);
      if (!byId.has(task.id)) byId.set(task.id, task);
      addPropertyIds(task, text.slice(line.from, line.to));
    } else if (open && (line.indent > open.indent || line.kind === 'item' || !isProse(text, line))) {
      readDetail(text, line, open.task);
    } else if (group && !open) {
      const labelled = readLabelled(text, line.from, line.to);
      if (labelled && (isLabel('references', labelled.label) || isLabel('validates', labelled.label))) {
        for (const reference of readReferences(text, labelled.rest.start, labelled.rest.end)) group.references.push(reference);
      }
    } else open = null;
  }
  for (const [task, { references }] of heirs) if (task.references.length === 0) task.references = references;
  const graph = readGraph(text, lines);
  applyGraph(tasks, graph);
  return {
    tree: { kind: 'tasks', title: findTitle(text, lines), tasks, waves: graph.waves },
    diagnostics: [...textDiagnostics(text, read), ...graph.diagnostics],
  };
}

function isState(char: string | undefined): boolean {
  return char !== undefined && STATE_OF[char] !== undefined;
}

function taskAt(text: string, line: Line, id: string, isSynthetic: boolean, skipped: number): Task {
  return {
    id,
    isSynthetic,
    title: text
      .slice(line.from + skipped, line.to)
      .replace(/\*\*$/, '')
      .trim(),
    state: STATE_OF[text[line.box] ?? ' '] ?? 'todo',
    isOptional: line.isStarred,
    stateSpan: { start: line.box, end: line.box + 1 },
    span: { start: line.start, end: line.to },
    depth: 0,
    parentId: null,
    details: [],
    references: [],
    propertyIds: [],
    dependsOn: [],
  };
}

/** The nearest task whose number this one continues: `2.1` belongs to `2`, however it is indented. */
function parentByNumber(task: Task, byId: Map<string, Task>): Task | null {
  if (task.isSynthetic) return null;
  for (let dot = task.id.lastIndexOf('.'); dot > 0; dot = task.id.lastIndexOf('.', dot - 1)) {
    const parent = byId.get(task.id.slice(0, dot));
    if (parent) return parent;
  }
  return null;
}

/** Plain words flush left, after the list has ended, belong to nobody. */
function isProse(text: string, line: Line): boolean {
  const first = text[line.from];
  return line.kind === 'text' && line.indent === 0 && first !== '_' && first !== '*';
}

function readDetail(text: string, line: Line, task: Task): void {
  task.span.end = line.to;
  const words = text.slice(line.from, line.to);
  const labelled = readLabelled(text, line.from, line.to);
  if (labelled) {
    const { label, rest } = labelled;
    if (isLabel('depends', label)) {
      for (const { from, kind } of readReferences(text, rest.start, rest.end))
        if (kind !== 'words' && kind !== 'all') task.dependsOn.push(from);
      return;
    }
    if (isLabel('references', label) || isLabel('validates', label)) {
      const isProperty = PROPERTY_FIRST.test(text.slice(rest.start, rest.start + 20));
      const references = isProperty ? [] : readReferences(text, rest.start, rest.end);
      if (isProperty) addPropertyIds(task, words);
      const isPlainSentence = labelled.mark === '' && references[0]?.kind === 'words';
      if (!isPlainSentence) {
        for (const reference of references) task.references.push(reference);
        return;
      }
    }
  }
  addPropertyIds(task, words);
  task.details.push(words);
}

const PROPERTY_FIRST = /^(?:propert(?:y|ies)|属性|プロパティ)/i;

function addPropertyIds(task: Task, words: string): void {
  for (const match of words.slice(0, 400).matchAll(PROPERTY)) {
    for (const id of (match[1] ?? '').match(/\d{1,5}[a-z]?/g) ?? []) if (!task.propertyIds.includes(id)) task.propertyIds.push(id);
  }
}

/**
 * A task waits for what its own line or the graph names. Where neither names anything, it waits for the wave before its own;
 * those tasks share one list, or large waves would cost the square of their size.
 */
function applyGraph(tasks: Task[], { waves, dependsOn }: TaskGraph): void {
  const waveBefore = new Map<string, string[]>();
  waves?.forEach((wave, index) => {
    const before = waves[index - 1];
    if (before) for (const id of wave) waveBefore.set(id, before);
  });
  for (const task of tasks) {
    const named = dependsOn.get(task.id);
    if (named) task.dependsOn = task.dependsOn.concat(named);
    else if (task.dependsOn.length === 0) task.dependsOn = waveBefore.get(task.id) ?? task.dependsOn;
  }
}
