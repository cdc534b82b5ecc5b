import { parseDesign } from '#core/language/parse-design.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { parseTasks } from '#core/language/parse-tasks.ts';
import type { DesignTree, Diagnostic, Parsed, RequirementsTree, TasksTree } from '#core/language/spec-tree.ts';
import type { Format } from './find-specs.ts';
import { readOpenSpec } from './open-spec.ts';
import { readSpecKitSpec, readSpecKitTasks } from './spec-kit.ts';
import { readTaskMaster, taskMasterTree } from './task-master.ts';

/** Texts of one spec and the format that they are in. Where none is said it is Kiro's. */
type Texts = { format?: Format | undefined; requirements?: string | undefined; design?: string | undefined; tasks?: string | undefined };

/** Reads the text that says what is wanted, as its format writes it. task-master has no such text: what stands there is read as Kiro's. */
export function readRequirements(text: string, format: Format = 'kiro'): Parsed<RequirementsTree> {
  if (format === 'openspec') {
    const { tree, diagnostics } = readOpenSpec(text);
    return { tree, diagnostics };
  }
  return format === 'spec-kit' ? readSpecKitSpec(text) : parseRequirements(text);
}

/** Reads the text that says how: prose in every format, in which Kiro's properties may stand. */
export function readDesign(text: string): Parsed<DesignTree> {
  return parseDesign(text);
}

/** Reads the text that says what is to be done, as its format writes it. */
export function readTasks(text: string, format: Format = 'kiro'): Parsed<TasksTree> {
  if (format === 'task-master') {
    const file = readTaskMaster(text);
    return { tree: taskMasterTree(file), diagnostics: file.diagnostics };
  }
  return format === 'spec-kit' ? readSpecKitTasks(text) : parseTasks(text);
}

/** Reads whatever there is of a spec. This file is the one place that knows which reader is whose. */
export function readTexts({ format, requirements, design, tasks }: Texts): {
  requirements: Parsed<RequirementsTree> | null;
  design: Parsed<DesignTree> | null;
  tasks: Parsed<TasksTree> | null;
} {
  return {
    requirements: requirements === undefined ? null : readRequirements(requirements, format),
    design: design === undefined ? null : readDesign(design),
    tasks: tasks === undefined ? null : readTasks(tasks, format),
  };
}

/** What is no habit of a format is no problem in it: scenarios need no SHALL, and spec-kit's tasks name files and stories, not criteria. */
const NOT_ASKED: Readonly<Partial<Record<Format, ReadonlySet<string>>>> = {
  'spec-kit': new Set(['ears/no-modal', 'ears/unclassified', 'ears/no-unwanted', 'trace/orphan-task', 'trace/untraced-criterion']),
  openspec: new Set([
    'ears/no-modal',
    'ears/several-shalls',
    'ears/no-unwanted',
    'structure/no-user-story',
    'trace/orphan-task',
    'trace/untraced-criterion',
  ]),
  'task-master': new Set(['trace/orphan-task']),
};

/** Of what was found in a text, what its format has a word in. */
export function askedIn(format: Format | undefined, diagnostics: Diagnostic[]): Diagnostic[] {
  const unasked = NOT_ASKED[format ?? 'kiro'];
  return unasked ? diagnostics.filter(({ code }) => !unasked.has(code)) : diagnostics;
}
