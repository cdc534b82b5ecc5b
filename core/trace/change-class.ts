import type { Format } from '#core/formats/find-specs.ts';
import { readDesign, readRequirements, readTasks } from '#core/formats/read-document.ts';
import { printDeclaration, printRule } from '#core/language/reading/format-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { DocumentKind } from './bound-text.ts';

/** `cosmetic`: white space, or prose outside everything that a machine holds people to. */
export type ChangeClass = 'none' | 'cosmetic' | 'substantive';

/**
 * What a change of a document amounts to, by rule: cosmetic if each title, story, criterion, glossary entry, property and task says word for
 * word what it said, under the same id and in the same order. In readings, if all declarations and confirmed readings say the same. In a design, where prose is the substance, only white space is cosmetic.
 */
export function changeClass(kind: DocumentKind, before: string, after: string, format?: Format): ChangeClass {
  if (before === after) return 'none';
  return claimsOf(kind, before, format) === claimsOf(kind, after, format) ? 'cosmetic' : 'substantive';
}

const words = (text: string): string => text.trim().replace(/\s+/g, ' ');

/** All that a text commits to, white space evened out; equal for two texts that commit to the same. */
function claimsOf(kind: DocumentKind, text: string, format: Format | undefined): string {
  return JSON.stringify(claims[kind](text, format));
}

const requirementClaims = (text: string, format?: Format): unknown => {
  const { title, glossary, requirements } = readRequirements(text, format).tree;
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

/** Of readings, what declares a word or was confirmed; a proposal binds nobody, and neither does the order of lines or a comment. */
function readingClaims(text: string): unknown {
  const { tree } = parseReadings(text);
  const broken = tree.lines.filter(({ item }) => item.kind === 'broken').map(({ span }) => words(text.slice(span.start, span.end)));
  const declared = tree.declarations.map((item) => printDeclaration(item));
  const confirmed = tree.readings.filter(({ mark }) => mark === 'confirmed').map((one) => `${one.id} ${one.hash} ${printRule(one)}`);
  return [broken, declared.sort(), confirmed.sort()];
}

const claims: Record<DocumentKind, (text: string, format?: Format) => unknown> = {
  requirements: requirementClaims,
  bugfix: requirementClaims,
  design: (text) => [readDesign(text).tree.properties.map(({ id }) => id), words(text)],
  tasks: (text, format) => {
    const { tasks, waves } = readTasks(text, format).tree;
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
  readings: readingClaims,
  proposal: words,
  steering: words,
};
