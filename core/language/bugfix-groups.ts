import type { Line } from './lines.ts';
import { findRequirementHeadings, headingWords, type RequirementHeading } from './requirement-headings.ts';

const NUMBERED = /^\*{0,2}(\d{1,4})\.\d{1,4}[.:]?\*{0,2}[.:]?\s/;
const BUGFIX = /bug\s?fix|bug analysis|correção de bug|corrección de errores|バグ|缺陷|버그|исправлени/i;

/**
 * The groups of a bugfix document: headings whose paragraphs are numbered `1.1`, `1.2` and so on, the first number being the
 * group's. Null where the text is no such document.
 */
export function findBugfixGroups(text: string, lines: Line[]): RequirementHeading[] | null {
  const isNamed = lines.some((line) => line.kind === 'heading' && line.level <= 2 && BUGFIX.test(headingWords(text, line)));
  if (!isNamed || findRequirementHeadings(text, lines).some(({ id, title }) => id !== null && title !== null && !/\./.test(id)))
    return null;
  const groups: RequirementHeading[] = [];
  let heading: { index: number; title: string; id: string | null } | null = null;
  const close = (endIndex: number) => {
    if (heading?.id) groups.push({ index: heading.index, endIndex, id: heading.id, title: heading.title });
  };
  lines.forEach((line, index) => {
    if (line.kind === 'heading') {
      close(index);
      heading = { index, title: headingWords(text, line), id: null };
    } else if (heading && heading.id === null && (line.kind === 'text' || line.kind === 'item')) {
      heading.id =
        NUMBERED.exec(text.slice(line.from, line.from + 40))?.[1] ??
        (line.kind === 'item' && /^\d+\.\d+$/.test(line.marker) ? (line.marker.split('.')[0] ?? null) : null);
    }
  });
  close(lines.length);
  return groups.length > 0 ? groups : null;
}
