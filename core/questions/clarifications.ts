import type { Difference } from '#core/edits/difference.ts';

/** What is written down of an answer. `day` is an ISO date. */
export type Clarification = { day: string; criteria: readonly string[]; question: string; answer: string; by: string };

const HEADING = /^## +Clarifications[ \t]*$/m;

/** The edit that adds an answer to the end of the section `## Clarifications`, which is made at the end of the text where there is none. */
export function clarificationEdit(text: string, { day, criteria, question, answer, by }: Clarification): Difference {
  const about = criteria.length > 0 ? `${criteria.join(', ')}: ` : '';
  const line = `- ${day} ${about}${oneLine(question)} **${oneLine(answer)}** (${oneLine(by)})\n`;
  const heading = HEADING.exec(text);
  if (!heading) {
    const gap = text === '' || text.endsWith('\n\n') ? '' : text.endsWith('\n') ? '\n' : '\n\n';
    return { start: text.length, removed: 0, inserted: `${gap}## Clarifications\n\n${line}` };
  }
  const from = heading.index + heading[0].length;
  const next = /^#{1,2} /m.exec(text.slice(from));
  const section = text.slice(from, next ? from + next.index : text.length);
  const start = from + section.trimEnd().length;
  const isEmpty = section.trim() === '';
  const isAtEnd = start === text.length || text.slice(start).trim() === '';
  const lead = isEmpty ? '\n\n' : '\n';
  const body = lead + line.trimEnd();
  return { start, removed: isAtEnd ? text.length - start : 0, inserted: isAtEnd ? `${body}\n` : body };
}

/** What people write stays one item: no line breaks, no emphasis that would end early. */
function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').replaceAll('**', '').trim();
}
