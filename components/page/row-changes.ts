import { say } from '#components/shell/toaster.tsx';
import type { Difference } from '#core/edits/difference.ts';
import { addTask, exchange, removeLines, withSubtasks } from '#core/edits/page-edits.ts';
import type { Span } from '#core/language/span.ts';
import type { Criterion, Requirement, RequirementsTree, Task, TasksTree } from '#core/language/spec-tree.ts';
import type { PageFacts } from './page-facts.ts';

/** What can be done with a row; what cannot is not there. */
export type RowChanges = {
  add?: (() => void) | undefined;
  addLabel?: string | undefined;
  up?: (() => void) | undefined;
  down?: (() => void) | undefined;
  remove?: (() => void) | undefined;
  /** Another id, over all documents. */
  rename?: (() => void) | undefined;
};

/** Whether rows may be added, moved, numbered and deleted: the edits for it write Kiro's shapes. In other formats words and boxes are edited where they stand. */
export const isShaped = ({ analysis: { texts } }: PageFacts): boolean => (texts.format ?? 'kiro') === 'kiro';

/** A criterion moves among those of its requirement, and keeps its number and with it all references. */
export function criterionChanges(facts: PageFacts, requirement: Requirement, criterion: Criterion): RowChanges | undefined {
  const { edit, source } = facts;
  if (!edit || !isShaped(facts)) return undefined;
  const name = `Criterion ${criterion.id}`;
  const at = requirement.criteria.indexOf(criterion);
  return {
    add: () => edit.onBuild(requirement, criterion),
    addLabel: `Add a criterion below ${criterion.id}`,
    ...moves(facts, name, requirement.criteria[at - 1]?.span, criterion.span, requirement.criteria[at + 1]?.span),
    rename: criterion.isSynthetic ? undefined : () => facts.actions.onRename({ kind: 'criterion', id: criterion.id }),
    remove: () => write(facts, removeLines(source, criterion.span), `${name} deleted. Ctrl+Z brings it back.`),
  };
}

/** A requirement moves with all that is in it. */
export function requirementChanges(facts: PageFacts, tree: RequirementsTree, requirement: Requirement): RowChanges | undefined {
  const { edit, source } = facts;
  if (!edit || !isShaped(facts)) return undefined;
  const name = `Requirement ${requirement.id}`;
  const at = tree.requirements.indexOf(requirement);
  return {
    ...moves(facts, name, tree.requirements[at - 1]?.span, requirement.span, tree.requirements[at + 1]?.span),
    rename: requirement.isSynthetic ? undefined : () => facts.actions.onRename({ kind: 'requirement', id: requirement.id }),
    remove: () => write(facts, removeLines(source, requirement.span), `${name} deleted. Ctrl+Z brings it back.`),
  };
}

/** A task moves with its subtasks, among its siblings. */
export function taskChanges(facts: PageFacts, tree: TasksTree, task: Task): RowChanges | undefined {
  const { edit, source } = facts;
  if (!edit || !isShaped(facts)) return undefined;
  const name = `Task ${task.id}`;
  const siblings = tree.tasks.filter(({ parentId, depth }) => parentId === task.parentId && depth === task.depth);
  const at = siblings.indexOf(task);
  const whole = (one: Task | undefined): Span | undefined =>
    one && { start: one.span.start, end: Math.max(...withSubtasks(tree, one).map(({ span }) => span.end)) };
  const own = whole(task) ?? task.span;
  return {
    add: () => {
      const { change } = addTask(source, tree, task, 'New task');
      write(facts, change, 'A task was added below.');
    },
    addLabel: `Add a task below ${task.id}`,
    ...moves(facts, name, whole(siblings[at - 1]), own, whole(siblings[at + 1])),
    rename: task.isSynthetic ? undefined : () => facts.actions.onRename({ kind: 'task', id: task.id }),
    remove: () => write(facts, removeLines(source, own), `${name} deleted. Ctrl+Z brings it back.`),
  };
}

function moves(
  facts: PageFacts,
  name: string,
  before: Span | undefined,
  own: Span,
  after: Span | undefined,
): Pick<RowChanges, 'up' | 'down'> {
  const to = (first: Span, second: Span) => () => {
    const change = exchange(facts.source, first, second);
    if (change) write(facts, change, `${name} moved. It keeps its number, and references hold; F2 renumbers it in all documents.`);
  };
  return { up: before && to(before, own), down: after && to(own, after) };
}

function write({ edit, source }: PageFacts, change: Difference, sentence: string): void {
  if (!edit) return;
  edit.session.undo.stopCapturing();
  edit.writer.write(source, change, sentence);
  edit.session.undo.stopCapturing();
  say(sentence);
}
