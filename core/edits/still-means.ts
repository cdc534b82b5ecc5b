import { canonicalId } from '#core/trace/resolve.ts';
import type { Renaming } from './renaming.ts';
import type { ReadDocuments } from './spec-documents.ts';

/**
 * Whether a spec, read after an edit, is the spec that was read before under new names: the same requirements, criteria, properties and tasks in
 * the same order and places, serving, validating and awaiting the same. Null where it is; else a sentence that says what is lost.
 */
export function stillMeans(before: ReadDocuments, after: ReadDocuments, renaming: Renaming): string | null {
  const wanted = meaningOf(before, renaming);
  const found = meaningOf(after, null);
  for (const [aspect, words] of Object.entries(wanted)) {
    const now = found[aspect as keyof typeof found];
    const at = words.findIndex((line, index) => line !== now[index]);
    if (at < 0 && now.length === words.length) continue;
    return `Nothing was renamed, for ${aspect} would not be what they are (${(words[at] ?? now[words.length] ?? '').slice(0, 80)}).`;
  }
  return null;
}

/** A spec as lines of text, aspect by aspect, with ids in their new form. */
function meaningOf({ requirements, design, tasks, trace }: ReadDocuments, renaming: Renaming | null) {
  const named = (map: keyof Renaming) => (id: string) => renaming?.[map].get(canonicalId(id)) ?? id;
  const [requirement, criterion, property, task] = [named('requirements'), named('criteria'), named('properties'), named('tasks')];
  return {
    requirements: (requirements?.tree.requirements ?? []).map(({ id, isSynthetic, criteria }) =>
      [requirement(id), isSynthetic, ...criteria.map((one) => `${criterion(one.id)} ${one.pattern}`)].join(' '),
    ),
    'terms of the glossary': [String(requirements?.tree.glossary.length ?? 0)],
    properties: (design?.tree.properties ?? []).map(({ id }) => {
      const validated = trace.properties.get(id)?.criterionIds ?? [];
      return [property(id), ...validated.map(criterion)].join(' ');
    }),
    tasks: (tasks?.tree.tasks ?? []).map(({ id, isSynthetic, state, parentId, depth, dependsOn }) => {
      const links = trace.tasks.get(id);
      const words = [task(id), isSynthetic, state, parentId === null ? '' : task(parentId), depth];
      return [
        ...words,
        ...dependsOn.map(task),
        '|',
        ...(links?.criterionIds ?? []).map(criterion),
        '|',
        ...(links?.propertyIds ?? []).map(property),
      ].join(' ');
    }),
    'waves of tasks': (tasks?.tree.waves ?? []).map((wave) => wave.map(task).join(' ')),
  };
}
