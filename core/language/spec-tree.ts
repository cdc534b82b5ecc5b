import type { Span } from './span.ts';

/** The EARS pattern of a criterion (Mavin et al., RE 2009), or honestly none. */
export type EarsPattern = 'ubiquitous' | 'event' | 'state' | 'unwanted' | 'optional' | 'complex' | 'unclassified';

/** A clause of a criterion with the place it stands at. `keyword` is as written. */
export type Clause = { kind: 'feature' | 'state' | 'trigger' | 'condition'; keyword: string; text: string; span: Span };

export type Criterion = {
  /** `1.2` as written by the author (requirement and printed number), or synthetic where the author wrote none. */
  id: string;
  isSynthetic: boolean;
  /** The whole item without its list marker. */
  text: string;
  span: Span;
  pattern: EarsPattern;
  clauses: Clause[];
  /** Who shall: `THE Cart`, without the article. */
  subject: { text: string; span: Span } | null;
  modality: { text: string; span: Span; isNegative: boolean } | null;
  response: { text: string; span: Span } | null;
};

export type Requirement = {
  id: string;
  isSynthetic: boolean;
  title: string;
  span: Span;
  /** The heading line alone. */
  headingSpan: Span;
  userStory: { text: string; span: Span } | null;
  criteria: Criterion[];
};

export type GlossaryTerm = { term: string; definition: string; span: Span; termSpan: Span };

/** A mention of a criterion or requirement by id, as in `_Requirements: 1.2, 3.1-3.4_`. A range is one reference. */
export type Reference = {
  text: string;
  span: Span /** Ids it stands for as written: a range gives both ends. */;
  from: string;
  to: string | null;
  kind: 'id' | 'range' | 'all' | 'words';
};

export type RequirementsTree = {
  kind: 'requirements' | 'bugfix';
  title: string | null;
  introduction: Span | null;
  glossary: GlossaryTerm[];
  requirements: Requirement[];
};

/** A universal statement in a design: `### Property 3: ...`. */
export type Property = { id: string; title: string; statement: string; span: Span; headingSpan: Span; validates: Reference[] };

export type DesignTree = { kind: 'design'; title: string | null; properties: Property[] };

export type TaskState = 'todo' | 'queued' | 'running' | 'done';

export type Task = {
  id: string;
  isSynthetic: boolean;
  title: string;
  state: TaskState;
  isOptional: boolean;
  /** Where the one character of its state stands. */
  stateSpan: Span;
  span: Span;
  depth: number;
  parentId: string | null;
  /** Text of the detail lines beneath it, without reference lines. */
  details: string[];
  references: Reference[];
  /** `Property 3` mentions in it or beneath it. */
  propertyIds: string[];
  /** Tasks it waits for, by id, from `_Depends: ..._` lines and the dependency graph. */
  dependsOn: string[];
};

export type TasksTree = { kind: 'tasks'; title: string | null; tasks: Task[]; waves: string[][] | null };

export type SpecTree = RequirementsTree | DesignTree | TasksTree;

/** A fix that a machine can apply: replacements in one document, in order, not overlapping. */
export type Fix = { title: string; edits: { span: Span; text: string }[] };

export type Diagnostic = {
  /** Stable, documented: `kiro/...`, `ids/...`, `refs/...`, `ears/...`. */
  code: string;
  severity: 'error' | 'warning' | 'hint';
  message: string;
  span: Span;
  fixes: Fix[];
};

/** What any text gives: a tree, however little of it could be read, and what is wrong with it. Never an exception. */
export type Parsed<T extends SpecTree> = { tree: T; diagnostics: Diagnostic[] };
