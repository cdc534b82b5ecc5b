import type { Requirement, RequirementsTree, Task, TasksTree } from '#core/language/spec-tree.ts';
import type { Difference } from './difference.ts';
import { criteriaPlace, nextMark, nextNumber, requirementBelow } from './own-style.ts';

/** A text with one stretch of it that somebody should look at next: what was just written. */
export type Placed = { change: Difference; select: { start: number; end: number } };

/**
 * A further criterion behind the requirement's last, or behind the one named: with the next free number, in the marks and indent that the list
 * has. Where the requirement has no criterion, its list is begun as that of its neighbours is.
 */
export function addCriterion(text: string, tree: RequirementsTree, requirement: Requirement, sentence: string, behindId?: string): Placed {
  const { criteria } = requirement;
  const last = criteria.find(({ id }) => id === behindId) ?? criteria.at(-1);
  if (!last) {
    const { at, before, mark, after } = criteriaPlace(text, tree, requirement);
    return placed(at, `${before}${mark}`, sentence, after);
  }
  const mark = nextMark(text, last.span.start, nextNumber(text, criteria));
  const isParted = isApart(text, criteria);
  return placed(endOfItem(text, last.span.end), `${isParted ? '\n\n' : '\n'}${mark}`, sentence, '');
}

/** A further requirement behind the one given, or at the end: heading, story and list as its neighbour writes them. */
export function addRequirement(text: string, tree: RequirementsTree, behind: Requirement | undefined, title: string): Placed {
  const { at, before, after } = requirementBelow(text, tree, behind);
  return placed(at, before, title, after);
}

/** A further task behind the one given and its subtasks, with the next free number among its siblings. */
export function addTask(text: string, tree: TasksTree, behind: Task | undefined, title: string): Placed {
  const last = behind ?? tree.tasks.at(-1);
  if (!last) {
    const start = text === '' || text.endsWith('\n') ? '' : '\n';
    return placed(text.length, `${start}- [ ] 1. `, title, '\n');
  }
  const siblings = tree.tasks.filter(({ parentId }) => parentId === last.parentId);
  const end = Math.max(...withSubtasks(tree, last).map(({ span }) => span.end));
  const line = text.slice(last.span.start, last.stateSpan.end);
  const marks = `${line.slice(0, -1)} ]`;
  const number = last.isSynthetic ? '' : nextTaskNumber(text, last, siblings);
  return placed(endOfItem(text, end), `\n${marks} ${number}`, title, '');
}

/** Takes an item out, with its own lines and nothing else. The blank lines around it become one stretch of them. */
export function removeLines(text: string, { start, end }: { start: number; end: number }): Difference {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lineBreak = text.indexOf('\n', end);
  if (lineBreak < 0) {
    const head = Math.max(0, from - 1);
    return { start: head, removed: text.length - head, inserted: '' };
  }
  let to = lineBreak + 1;
  const isBlankBefore = from === 0 || text.slice(0, from).endsWith('\n\n');
  while (isBlankBefore && text[to] === '\n') to += 1;
  return { start: from, removed: to - from, inserted: '' };
}

/** A task and all that stand beneath it, in the order of the text. */
export function withSubtasks({ tasks }: TasksTree, task: Task): Task[] {
  const family = new Set([task.id]);
  const from = tasks.indexOf(task);
  const found = [task];
  for (const one of tasks.slice(from + 1)) {
    if (one.parentId === null || !family.has(one.parentId)) {
      if (one.depth <= task.depth) break;
      continue;
    }
    family.add(one.id);
    found.push(one);
  }
  return found;
}

/**
 * Exchanges two neighbouring stretches of lines, the first one given first. What lies between them stays, so an item keeps its number and its
 * references, and the list its blank lines.
 */
export function exchange(text: string, first: { start: number; end: number }, second: { start: number; end: number }): Difference | null {
  const a = wholeLines(text, first);
  const b = wholeLines(text, second);
  if (a.end > b.start) return null;
  const between = text.slice(a.end, b.start);
  return {
    start: a.start,
    removed: b.end - a.start,
    inserted: text.slice(b.start, b.end) + between + text.slice(a.start, a.end),
  };
}

function wholeLines(text: string, { start, end }: { start: number; end: number }): { start: number; end: number } {
  return { start: text.lastIndexOf('\n', start - 1) + 1, end: endOfItem(text, end) };
}

function endOfItem(text: string, end: number): number {
  const lineBreak = text.indexOf('\n', end);
  return lineBreak < 0 ? text.length : lineBreak;
}

function isApart(text: string, criteria: Requirement['criteria']): boolean {
  const [first, second] = criteria;
  return first !== undefined && second !== undefined && /\n[ \t]*\n/.test(text.slice(first.span.end, second.span.start));
}

function nextTaskNumber(text: string, last: Task, siblings: Task[]): string {
  const dot = last.id.lastIndexOf('.') + 1;
  const highest = Math.max(0, ...siblings.map(({ id }) => Number.parseInt(id.slice(dot), 10) || 0));
  const title = text.indexOf(last.title, last.stateSpan.end);
  const printed = text.slice(text.indexOf(']', last.stateSpan.end) + 1, title < 0 ? undefined : title).replace(/^\*?[ \t]*/, '');
  return printed.replace(last.id, `${last.id.slice(0, dot)}${highest + 1}`) || `${highest + 1}. `;
}

function placed(at: number, before: string, words: string, after: string): Placed {
  const start = at + before.length;
  return { change: { start: at, removed: 0, inserted: before + words + after }, select: { start, end: start + words.length } };
}
