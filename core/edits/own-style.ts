import type { Criterion, Requirement, RequirementsTree } from '#core/language/spec-tree.ts';

/** What stands before a criterion's sentence on its line, with another number: `  3. `, `- **AC-3**: `. */
export function nextMark(text: string, sentenceStart: number, number: number): string {
  const mark = text.slice(text.lastIndexOf('\n', sentenceStart - 1) + 1, sentenceStart);
  const at = /(\d+)(?=[^\d]*$)/.exec(mark)?.index;
  return at === undefined ? mark : mark.slice(0, at) + mark.slice(at).replace(/^\d+/, String(number));
}

/** The number behind the highest that the list has printed. */
export function nextNumber(text: string, criteria: readonly Criterion[]): number {
  const numbers = criteria.map(({ id, isSynthetic, span }, index) => {
    if (isSynthetic) return index + 1;
    const mark = text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start);
    const printed = /(\d+)(?=[^\d]*$)/.exec(mark)?.[1] ?? id.slice(id.lastIndexOf('.') + 1);
    return Number.parseInt(printed, 10) || index + 1;
  });
  return Math.max(0, ...numbers) + 1;
}

type Opening = { at: number; before: string; mark: string; after: string };

/** Where and how the first criterion of a requirement is written: as the nearest requirement that has one begins its list. */
export function criteriaPlace(text: string, tree: RequirementsTree, requirement: Requirement): Opening {
  const at = lineBreakAt(text, requirement.span.end);
  const own = /(?:^|\n)#{1,6}[^\n]*$/.test(text.slice(requirement.headingSpan.end, requirement.span.end));
  const model = nearest(tree, requirement, ({ criteria }) => criteria.length > 0);
  const first = model?.criteria[0];
  if (!model || !first) return { at, before: own ? '\n\n' : '\n\n#### Acceptance Criteria\n\n', mark: '1. ', after: '' };
  const mark = nextMark(text, first.span.start, 1);
  return {
    at,
    before: own ? '\n\n' : `\n\n${labelAbove(text, model, first)}\n\n`,
    mark: markFor(mark, model.id, requirement.id),
    after: '',
  };
}

type Below = { at: number; before: string; after: string };

/** Where and how a further requirement is written. Its heading has the words of its neighbour's, and the number behind the highest. */
export function requirementBelow(text: string, tree: RequirementsTree, behind: Requirement | undefined): Below {
  const last = behind ?? tree.requirements.at(-1);
  if (!last) {
    const gap = text === '' || text.endsWith('\n\n') ? '' : text.endsWith('\n') ? '\n' : '\n\n';
    return { at: text.length, before: `${gap}### Requirement 1: `, after: `\n\n**User Story:** \n\n#### Acceptance Criteria\n\n1. \n` };
  }
  const heading = text.slice(last.headingSpan.start, last.headingSpan.end);
  const head = headOf(heading, last, nextRequirement(tree));
  const at = lineBreakAt(text, last.span.end);
  const story = last.userStory ? text.slice(text.lastIndexOf('\n', last.userStory.span.start - 1) + 1, last.userStory.span.start) : null;
  const first = last.criteria[0];
  const list = first ? `\n\n${labelAbove(text, last, first)}\n\n${markFor(nextMark(text, first.span.start, 1), last.id, head.id)}` : '';
  const tail = text.startsWith('\n\n', at) || at === text.length ? '' : '\n';
  return { at, before: `\n\n${head.words}`, after: `${story === null ? '' : `\n\n${story}`}${list}${tail}` };
}

/** The heading up to its title, with the next number in place of its own. */
function headOf(heading: string, { id, title }: Requirement, next: number): { words: string; id: string } {
  const end = title === '' ? heading.length : heading.lastIndexOf(title);
  const words = end < 0 ? heading : heading.slice(0, end);
  const nextId = id.replace(/\d+(?=[^\d]*$)/, String(next));
  const own = words.lastIndexOf(id);
  if (own < 0) return { words: /\s$/.test(words) ? words : `${words} `, id: nextId };
  const renamed = words.slice(0, own) + nextId + words.slice(own + id.length);
  return { words: /\s$/.test(renamed) ? renamed : `${renamed}${title === '' ? ': ' : ''}`, id: nextId };
}

function nextRequirement({ requirements }: RequirementsTree): number {
  const numbers = requirements.map(({ id }) => Number.parseInt(/(\d+)[^\d]*$/.exec(id)?.[1] ?? '0', 10));
  return Math.max(0, ...numbers) + 1;
}

/** Where each criterion prints its requirement's id, too (`3.1`), it is the new one's. */
function markFor(mark: string, modelId: string, id: string): string {
  const printed = mark.indexOf(`${modelId}.`);
  const isWhole = printed >= 0 && /\d/.test(mark.charAt(printed + modelId.length + 1));
  return !isWhole ? mark : mark.slice(0, printed) + id + mark.slice(printed + modelId.length);
}

/** The line above the first criterion that says what the list is. */
function labelAbove(text: string, { headingSpan, userStory }: Requirement, first: Criterion): string {
  const from = Math.max(headingSpan.end, userStory?.span.end ?? 0);
  const lineStart = text.lastIndexOf('\n', first.span.start - 1) + 1;
  const above = text.slice(from, Math.max(from, lineStart)).trim().split('\n').at(-1)?.trim() ?? '';
  return above === '' || above.length > 80 ? '#### Acceptance Criteria' : above;
}

function nearest({ requirements }: RequirementsTree, to: Requirement, fits: (one: Requirement) => boolean): Requirement | undefined {
  const at = requirements.indexOf(to);
  for (let far = 1; far < requirements.length; far += 1) {
    const found = [requirements[at - far], requirements[at + far]].find((one) => one !== undefined && fits(one));
    if (found) return found;
  }
  return undefined;
}

function lineBreakAt(text: string, offset: number): number {
  const next = text.indexOf('\n', offset);
  return next < 0 ? text.length : next;
}
