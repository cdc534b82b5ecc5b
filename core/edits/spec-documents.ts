import type { Format } from '#core/formats/find-specs.ts';
import { readDesign, readRequirements, readTasks } from '#core/formats/read-document.ts';
import { type Line, readLines } from '#core/language/lines.ts';
import type { DesignTree, RequirementsTree, TasksTree } from '#core/language/spec-tree.ts';
import type { DocumentKind } from '#core/trace/bound-text.ts';
import { type SpecTrace, traceSpec } from '#core/trace/trace.ts';

/** A document of a spec: at most one of each kind, all in one format (Kiro's where none is said). */
export type SpecDocument = { kind: DocumentKind; text: string; format?: Format | undefined };

/** The documents of a spec, read for an edit that reaches over all of them. */
export type ReadDocuments = {
  documents: readonly (SpecDocument & { lines: readonly Line[] })[];
  /** `requirements.md`, or else `bugfix.md`: what ids of the other documents refer to. */
  requirements: { kind: 'requirements' | 'bugfix'; text: string; tree: RequirementsTree } | null;
  design: { text: string; tree: DesignTree } | null;
  tasks: { text: string; tree: TasksTree } | null;
  trace: SpecTrace;
};

/** Reads them once, in the format that they are in. */
export function readDocuments(documents: readonly SpecDocument[]): ReadDocuments {
  const format = documents[0]?.format;
  const textOf = (kind: DocumentKind) => documents.find((document) => document.kind === kind)?.text;
  const kind = textOf('requirements') === undefined ? 'bugfix' : 'requirements';
  const text = textOf(kind);
  const requirements = text === undefined ? null : ({ kind, text, tree: readRequirements(text, format).tree } as const);
  const designText = textOf('design');
  const design = designText === undefined ? null : { text: designText, tree: readDesign(designText).tree };
  const tasksText = textOf('tasks');
  const tasks = tasksText === undefined ? null : { text: tasksText, tree: readTasks(tasksText, format).tree };
  return {
    documents: documents.map((document) => ({ ...document, lines: readLines(document.text).lines })),
    requirements,
    design,
    tasks,
    trace: traceSpec({ requirements: requirements?.tree ?? null, design: design?.tree ?? null, tasks: tasks?.tree ?? null }),
  };
}
