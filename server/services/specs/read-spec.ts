import { type Format, formatOf } from '#core/formats/find-specs.ts';
import { readTexts } from '#core/formats/read-document.ts';
import { type SpecTexts, treesOf } from '#core/language/diagnose.ts';
import type { DesignTree, RequirementsTree, TasksTree } from '#core/language/spec-tree.ts';
import type { DocumentKind } from '#server/db/generated/enums.ts';

export type SpecTrees = { requirements: RequirementsTree | null; design: DesignTree | null; tasks: TasksTree | null };

type SpecDocument = { kind: DocumentKind; path: string; text: string };

/** The format that the documents of a spec are in, by where they lie. */
export function formatOfSpec(documents: readonly Pick<SpecDocument, 'kind' | 'path'>[]): Format {
  const own = documents.find(({ kind }) => kind !== 'readings') ?? documents[0];
  return own ? formatOf(own.path) : 'kiro';
}

/** The texts of a spec's documents with their format, as readers and analyses take them. */
export function specTextsOf(documents: readonly SpecDocument[]): SpecTexts {
  const text = (...kinds: DocumentKind[]) => documents.find(({ kind }) => kinds.includes(kind))?.text;
  return {
    format: formatOfSpec(documents),
    requirements: text('requirements') ?? text('bugfix'),
    design: text('design'),
    tasks: text('tasks'),
  };
}

/** The trees of a spec's documents; null for one that it does not have. */
export function readSpecTrees(documents: readonly SpecDocument[]): SpecTrees {
  return treesOf(readTexts(specTextsOf(documents)));
}
