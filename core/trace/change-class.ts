import { parseDesign } from '#core/language/parse-design.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { parseTasks } from '#core/language/parse-tasks.ts';
import type { DocumentKind } from './bound-text.ts';

/** `cosmetic`: white space, or prose outside everything that a machine holds people to. */
export type ChangeClass = 'none' | 'cosmetic' | 'substantive';

/**
 * What a change of a document amounts to, by rule: cosmetic if each title, story, criterion, glossary entry, property and task says word for
 * word what it said, under the same id and in the same order. In a design, where prose is the substance, only white space is cosmetic.
 */
export function changeClass(kind: DocumentKind, before: string, after: string): ChangeClass {
  if (before === after) return 'none';
  return claimsOf(kind, before) === claimsOf(kind, after) ? 'cosmetic' : 'substantive';
}

const words = (text: string): string => text.trim().replace(/\s+/g, ' ');

/** All that a text commits to, white space evened out; equal for two texts that commit to the same. */
function claimsOf(kind: DocumentKind, text: string): string {
  return JSON.stringify(claims[kind](text));
}

const requirementClaims = (text: string): unknown => {
  const { title, glossary, requirements } = parseRequirements(text).tree;
  return [
    title,
    glossary.map(({ term, definition }) => [words(term), words(definition)]),
    requirements.map(({ id, title, userStory, criteria }) => [
      id,
      words(title),
      userStory && words(userStory.text),
      criteria.map((criterion) => [criterion.id, words(criterion.text)]),
    ]),
  ];
};

const claims: Record<DocumentKind, (text: string) => unknown> = {
  requirements: requirementClaims,
  bugfix: requirementClaims,
  design: (text) => [parseDesign(text).tree.properties.map(({ id }) => id), words(text)],
  tasks: (text) => {
    const { tasks, waves } = parseTasks(text).tree;
    const claimed = tasks.map(({ id, title, isOptional, depth, details, references, propertyIds, dependsOn }) => [
      id,
      words(title),
      isOptional,
      depth,
      details.map(words),
      references.map(({ from, to }) => [from, to]),
      propertyIds,
      dependsOn,
    ]);
    return [claimed, waves];
  },
};
