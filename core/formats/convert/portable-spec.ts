import type { Span } from '#core/language/span.ts';
import type { TaskState } from '#core/language/spec-tree.ts';
import type { Format } from '../find-specs.ts';

/** Where something stands in a document that is converted: the document as the caller calls it, and UTF-16 units in its text. */
export type Origin = { document: string; span: Span };

/** A criterion as any format has it. `text` has no indent on the lines that continue it. */
export type PortableCriterion = { id: string; name: string | null; text: string; origin: Origin };

export type PortableRequirement = { id: string; title: string; story: string | null; criteria: PortableCriterion[]; origin: Origin };

/** What a task serves: criteria and whole requirements by id, or everything. */
export type Served = { criterionIds: string[]; requirementIds: string[]; isAll: boolean };

/** A task with those beneath it. `hasBox` is false for a heading that gathers tasks and has no state of its own. */
export type PortableTask = {
  id: string;
  title: string;
  state: TaskState;
  hasBox: boolean;
  isOptional: boolean;
  isParallel: boolean;
  details: string[];
  serves: Served;
  dependsOn: string[];
  children: PortableTask[];
  origin: Origin;
};

/** A spec between two formats. `design` is copied as it is, for no format asks for more than Markdown there. */
export type PortableSpec = {
  format: Format;
  title: string | null;
  introduction: string | null;
  glossary: { term: string; definition: string; origin: Origin }[];
  requirements: PortableRequirement[];
  tasks: PortableTask[];
  design: { text: string; origin: Origin } | null;
  properties: { id: string; origin: Origin }[];
  waves: Origin | null;
  /** What the format has and no other does. */
  unread: Loss[];
};

/** Something that the format which is written cannot hold, and where it stands in what was read. */
export type Loss = Origin & { what: LostKind; message: string };

export type LostKind =
  | 'requirement'
  | 'criterion'
  | 'name'
  | 'story'
  | 'glossary'
  | 'introduction'
  | 'design'
  | 'property'
  | 'state'
  | 'optional'
  | 'parallel'
  | 'reference'
  | 'dependency'
  | 'detail'
  | 'graph'
  | 'operation'
  | 'priority';

/** An id that has another form in the format which is written. */
export type NewId = { kind: 'requirement' | 'criterion' | 'task'; from: string; to: string };

/** A file to be written, `/` between folders, and its text. */
export type WrittenFile = { path: string; text: string };

export type Written = { files: WrittenFile[]; lost: Loss[]; renamed: NewId[] };

/** All tasks, each before those beneath it. */
export function eachTask(tasks: readonly PortableTask[]): PortableTask[] {
  return tasks.flatMap((task) => [task, ...eachTask(task.children)]);
}

/** The state of a heading: done where all required tasks beneath it are, and begun where any is. */
export function gatheredState(children: readonly PortableTask[]): TaskState {
  const required = children.filter(({ isOptional }) => !isOptional);
  const counted = required.length > 0 ? required : children;
  if (counted.length > 0 && counted.every(({ state }) => state === 'done')) return 'done';
  return 'todo';
}

/** Whether a task says nothing that a heading above its subtasks could not say as well. */
export function isMereHeading({ children, state, isOptional, dependsOn }: PortableTask): boolean {
  return children.length > 0 && state === gatheredState(children) && !isOptional && dependsOn.length === 0;
}
