import { phraseKey } from '#core/analysis/propose/phrase-key.ts';
import type { Difference } from '#core/edits/difference.ts';
import { isLabel } from '#core/language/labels.ts';
import { readLines } from '#core/language/lines.ts';
import { headingWords } from '#core/language/requirement-headings.ts';
import type { RequirementsTree } from '#core/language/spec-tree.ts';

/**
 * The smallest edit after which the section Glossary of the requirements defines a term: another definition, a line behind the last one in the style of the list, or
 * the section itself, before the first requirement. Null where it says so already.
 */
export function glossaryTermEdit(text: string, tree: RequirementsTree, term: string, definition: string): Difference | null {
  const words = oneLine(definition);
  const name = oneLine(term).replaceAll('*', '');
  const known = tree.glossary.find((each) => phraseKey(each.term) === phraseKey(name));
  if (known) {
    const start = known.span.end - known.definition.length;
    const removed = known.definition.trimEnd().length;
    return known.definition.trim() === words ? null : { start, removed, inserted: words };
  }
  const last = tree.glossary.at(-1);
  if (last) {
    const lineStart = text.lastIndexOf('\n', last.termSpan.start - 1) + 1;
    const mark = text.slice(lineStart, last.termSpan.start);
    const gap = text.slice(last.termSpan.end, last.span.end - last.definition.length);
    return { start: last.span.end, removed: 0, inserted: `\n${mark}${name}${gap}${words}` };
  }
  const line = `- **${name}**: ${words}`;
  const heading = readLines(text).lines.find((each) => each.kind === 'heading' && isLabel('glossary', headingWords(text, each)));
  if (heading) return { start: heading.to, removed: 0, inserted: `\n\n${line}` };
  return { ...placeOfSection(text, tree), inserted: `## Glossary\n\n${line}\n\n` };
}

/** Before the heading above the first requirement, if it is one of all of them; else before the requirement; else at the end. */
function placeOfSection(text: string, { requirements }: RequirementsTree): Omit<Difference, 'inserted'> {
  const first = requirements[0];
  if (!first) return { start: text.length, removed: 0 };
  const start = text.lastIndexOf('\n', first.headingSpan.start - 1) + 1;
  const above = /(?:^|\n)(## [^\n]*\n\s*)$/.exec(text.slice(0, start));
  return { start: above?.[1] ? start - above[1].length : start, removed: 0 };
}

/** What people write stays one line of the list. */
function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}
