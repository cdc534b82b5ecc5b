import { parseDesign } from '#core/language/parse-design.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { parseTasks } from '#core/language/parse-tasks.ts';
import type { DesignTree, RequirementsTree, TasksTree } from '#core/language/spec-tree.ts';
import type { DocumentKind } from '#server/db/generated/enums.ts';

export type SpecTrees = { requirements: RequirementsTree | null; design: DesignTree | null; tasks: TasksTree | null };

/** The trees of a spec's documents; null for one that it does not have. */
export function readSpecTrees(documents: readonly { kind: DocumentKind; text: string }[]): SpecTrees {
  const text = (...kinds: DocumentKind[]) => documents.find(({ kind }) => kinds.includes(kind))?.text ?? null;
  const requirements = text('requirements', 'bugfix');
  const design = text('design');
  const tasks = text('tasks');
  return {
    requirements: requirements === null ? null : parseRequirements(requirements).tree,
    design: design === null ? null : parseDesign(design).tree,
    tasks: tasks === null ? null : parseTasks(tasks).tree,
  };
}
