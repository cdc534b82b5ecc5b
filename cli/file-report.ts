import type { Format } from '#core/formats/find-specs.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import { lineStarts, positionAt } from '#core/language/positions.ts';
import type {
  Criterion,
  DesignTree,
  Diagnostic,
  GlossaryTerm,
  Property,
  Reference,
  Requirement,
  RequirementsTree,
  Task,
  TasksTree,
} from '#core/language/spec-tree.ts';
import type { KiroFile, SpecFile } from './spec-files.ts';

/** A diagnostic with the place of its start as people count: from one, columns in UTF-16 units. */
export type PlacedDiagnostic = Diagnostic & { line: number; column: number };

type Placed<T> = T & { line: number };

/**
 * One file of `plumbline check --json`, documented in `docs/cli.md`: an interface. Every list is there for every kind of document,
 * empty where it has nothing to hold. Offsets are UTF-16 units in the text without byte-order mark, line breaks counted as one.
 */
export type FileReport = {
  path: string;
  format: Format;
  kind: SpecFile['kind'] | KiroFile['kind'];
  encoding: { isValidUtf8: boolean; hasBom: boolean; lineEnding: string };
  title: string | null;
  glossary: Placed<GlossaryTerm>[];
  requirements: Placed<Omit<Requirement, 'criteria'> & { criterionIds: string[] }>[];
  criteria: Placed<Criterion & { requirementId: string; taskIds: string[]; propertyIds: string[] }>[];
  properties: Placed<Property & { criterionIds: string[] }>[];
  tasks: Placed<Task & { criterionIds: string[] }>[];
  waves: string[][] | null;
  references: Placed<Reference & { owner: { kind: 'task' | 'property'; id: string } }>[];
  diagnostics: PlacedDiagnostic[];
};

/** Puts together what is known of one file. */
export function fileReport(
  { path, kind, source }: SpecFile,
  format: Format,
  analysis: SpecAnalysis,
  diagnostics: Diagnostic[],
): FileReport {
  const starts = lineStarts(source.text);
  const placed = <T extends { span: { start: number } }>(value: T): T & { line: number } => ({
    ...value,
    line: positionAt(starts, value.span.start).line,
  });
  const tree = kind === 'design' ? analysis.design?.tree : kind === 'tasks' ? analysis.tasks?.tree : analysis.requirements?.tree;
  const requirements = isRequirements(tree) ? tree.requirements : [];
  const properties = tree?.kind === 'design' ? tree.properties : [];
  const tasks = tree?.kind === 'tasks' ? tree.tasks : [];
  return {
    path,
    format,
    kind,
    encoding: { isValidUtf8: source.isValidUtf8, hasBom: source.hasBom, lineEnding: source.lineEnding },
    title: tree?.title ?? null,
    glossary: isRequirements(tree) ? tree.glossary.map(placed) : [],
    requirements: requirements.map(({ criteria, ...requirement }) =>
      placed({ ...requirement, criterionIds: criteria.map(({ id }) => id) }),
    ),
    criteria: requirements.flatMap(({ id, criteria }) =>
      criteria.map((criterion) =>
        placed({ ...criterion, requirementId: id, ...(analysis.trace.criteria.get(criterion.id) ?? { taskIds: [], propertyIds: [] }) }),
      ),
    ),
    properties: properties.map((property) =>
      placed({ ...property, criterionIds: analysis.trace.properties.get(property.id)?.criterionIds ?? [] }),
    ),
    tasks: tasks.map((task) => placed({ ...task, criterionIds: analysis.trace.tasks.get(task.id)?.criterionIds ?? [] })),
    waves: tree?.kind === 'tasks' ? tree.waves : null,
    references: [
      ...properties.flatMap(({ id, validates }) =>
        validates.map((reference) => placed({ ...reference, owner: { kind: 'property' as const, id } })),
      ),
      ...tasks.flatMap(({ id, references }) =>
        references.map((reference) => placed({ ...reference, owner: { kind: 'task' as const, id } })),
      ),
    ],
    diagnostics: diagnostics.map((diagnostic) => ({ ...diagnostic, ...positionAt(starts, diagnostic.span.start) })),
  };
}

/** The report of a file that holds no part of a spec. */
export function plainReport({ path, kind, source }: KiroFile, diagnostics: Diagnostic[]): FileReport {
  const starts = lineStarts(source.text);
  return {
    path,
    format: 'kiro',
    kind,
    encoding: { isValidUtf8: source.isValidUtf8, hasBom: source.hasBom, lineEnding: source.lineEnding },
    title: null,
    glossary: [],
    requirements: [],
    criteria: [],
    properties: [],
    tasks: [],
    waves: null,
    references: [],
    diagnostics: diagnostics.map((diagnostic) => ({ ...diagnostic, ...positionAt(starts, diagnostic.span.start) })),
  };
}

function isRequirements(tree: RequirementsTree | DesignTree | TasksTree | undefined): tree is RequirementsTree {
  return tree?.kind === 'requirements' || tree?.kind === 'bugfix';
}
