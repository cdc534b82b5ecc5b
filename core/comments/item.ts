import type { Format } from '#core/formats/find-specs.ts';
import { readDesign, readRequirements, readTasks } from '#core/formats/read-document.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import type { DocumentKind } from '#core/trace/bound-text.ts';

/** What can be commented on as such, besides a stretch of the text. */
export const itemKinds = ['requirement', 'criterion', 'property', 'task'] as const;
export type ItemKind = (typeof itemKinds)[number];
export type Item = { kind: ItemKind; id: string };

type Trees = {
  requirements?: { tree: NonNullable<SpecAnalysis['requirements']>['tree'] } | null | undefined;
  design?: { tree: NonNullable<SpecAnalysis['design']>['tree'] } | null | undefined;
  tasks?: { tree: NonNullable<SpecAnalysis['tasks']>['tree'] } | null | undefined;
};

/** The stretch that stands for an item: a criterion's sentence, a heading, a task's own line. Null where there is none of this id. */
export function spanOfItem({ requirements, design, tasks }: Trees, { kind, id }: Item): Span | null {
  const all = requirements?.tree.requirements ?? [];
  if (kind === 'requirement') return all.find((requirement) => requirement.id === id)?.headingSpan ?? null;
  if (kind === 'criterion') return all.flatMap(({ criteria }) => criteria).find((criterion) => criterion.id === id)?.span ?? null;
  if (kind === 'property') return design?.tree.properties.find((property) => property.id === id)?.headingSpan ?? null;
  return tasks?.tree.tasks.find((task) => task.id === id)?.span ?? null;
}

/** Like `spanOfItem`, in the text of one document. */
export function findItem(documentKind: DocumentKind, text: string, item: Item, format?: Format): Span | null {
  if (documentKind === 'design') return spanOfItem({ design: readDesign(text) }, item);
  if (documentKind === 'tasks') return spanOfItem({ tasks: readTasks(text, format) }, item);
  if (documentKind !== 'requirements' && documentKind !== 'bugfix') return null;
  return spanOfItem({ requirements: readRequirements(text, format) }, item);
}

/** The criterion, property, task or requirement that a place lies in, in words for people: `criterion 1.2`. Null between items. */
export function itemAt({ requirements, design, tasks }: Trees, document: 'requirements' | 'design' | 'tasks', at: number): Item | null {
  const covers = ({ start, end }: Span) => start <= at && at < end;
  if (document === 'requirements') {
    for (const requirement of requirements?.tree.requirements ?? []) {
      if (!covers(requirement.span)) continue;
      const criterion = requirement.criteria.find(({ span }) => covers(span));
      return criterion ? { kind: 'criterion', id: criterion.id } : { kind: 'requirement', id: requirement.id };
    }
    return null;
  }
  if (document === 'design') {
    const property = design?.tree.properties.find(({ span }) => covers(span));
    return property ? { kind: 'property', id: property.id } : null;
  }
  const task = tasks?.tree.tasks.filter(({ span }) => covers(span)).at(-1);
  return task ? { kind: 'task', id: task.id } : null;
}
