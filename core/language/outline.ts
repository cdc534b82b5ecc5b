import type { DocumentStage } from '#core/pipeline/stages.ts';
import type { SpecAnalysis } from './diagnose.ts';
import { readLines } from './lines.ts';
import type { Span } from './span.ts';

/** An entry of a document's outline. `span` is all of it, `nameSpan` the line that names it. */
export type OutlineEntry = {
  name: string;
  kind: 'section' | 'requirement' | 'criterion' | 'property' | 'task';
  span: Span;
  nameSpan: Span;
  children: OutlineEntry[];
};

type Flat = Omit<OutlineEntry, 'children' | 'span'> & { level: number; end: number | null };

/** Headings of Markdown are of level 1 to 6; what stands beneath them is deeper. */
const ITEM_LEVEL = 10;
const NAME_LENGTH = 80;

/** Sections, requirements with their criteria, properties, and tasks with their subtasks, nested as they stand in the analysed text. */
export function outlineOf(analysis: SpecAnalysis, document: DocumentStage): OutlineEntry[] {
  const text = analysis.texts[document];
  if (text === undefined) return [];
  const items = itemsOf(analysis, document);
  const known = new Set(items.map(({ nameSpan }) => nameSpan.start));
  const headings = readLines(text).lines.flatMap(({ kind, level, start, from, to }): Flat[] =>
    kind === 'heading' && !known.has(start)
      ? [{ name: text.slice(from, to), kind: 'section', nameSpan: { start, end: to }, level, end: null }]
      : [],
  );
  const levels = levelsOf(text, items);
  const all = [...headings, ...items.map((item, at) => ({ ...item, level: levels[at] ?? item.level }))];
  return nest(
    all.filter(({ name }) => name !== '').sort((a, b) => a.nameSpan.start - b.nameSpan.start),
    text.trimEnd().length,
  );
}

function itemsOf({ requirements, design, tasks }: SpecAnalysis, document: DocumentStage): Flat[] {
  if (document === 'requirements') {
    return (requirements?.tree.requirements ?? []).flatMap(({ id, isSynthetic, title, headingSpan, criteria }) => [
      { name: (isSynthetic ? title : `${id} ${title}`).trim() || id, kind: 'requirement', nameSpan: headingSpan, level: 0, end: null },
      ...criteria.map(
        ({ id: criterionId, text, span }): Flat => ({
          name: `${criterionId} ${short(text)}`,
          kind: 'criterion',
          nameSpan: span,
          level: ITEM_LEVEL,
          end: span.end,
        }),
      ),
    ]);
  }
  if (document === 'design') {
    return (design?.tree.properties ?? []).map(({ id, title, headingSpan }) => ({
      name: `Property ${id} ${title}`.trim(),
      kind: 'property',
      nameSpan: headingSpan,
      level: 0,
      end: null,
    }));
  }
  return (tasks?.tree.tasks ?? []).map(({ id, isSynthetic, title, depth, span }) => ({
    name: short(isSynthetic ? title : `${id} ${title}`) || id,
    kind: 'task',
    nameSpan: span,
    level: ITEM_LEVEL + depth,
    end: null,
  }));
}

/** Requirements and properties are as deep as their headings; one without hashes is a paragraph in bold, beneath every heading. */
function levelsOf(text: string, items: Flat[]): number[] {
  return items.map(({ level, nameSpan }) =>
    level > 0 ? level : (/^\s{0,3}(#{1,6})/.exec(text.slice(nameSpan.start, nameSpan.end))?.[1]?.length ?? 7),
  );
}

function nest(flat: Flat[], end: number): OutlineEntry[] {
  const roots: OutlineEntry[] = [];
  const path: { entry: OutlineEntry; level: number }[] = [];
  const closeTo = (level: number, at: number) => {
    while (path.length > 0 && (path.at(-1)?.level ?? 0) >= level) {
      const closed = path.pop();
      if (closed && closed.entry.span.end < 0) closed.entry.span.end = Math.max(at, closed.entry.nameSpan.end);
    }
  };
  for (const { level, end: ownEnd, ...named } of flat) {
    closeTo(level, named.nameSpan.start);
    const entry: OutlineEntry = { ...named, span: { start: named.nameSpan.start, end: ownEnd ?? -1 }, children: [] };
    (path.at(-1)?.entry.children ?? roots).push(entry);
    path.push({ entry, level });
  }
  closeTo(0, end);
  return roots;
}

function short(words: string): string {
  const line = words.split('\n', 1)[0] ?? '';
  return line.length > NAME_LENGTH ? `${line.slice(0, NAME_LENGTH - 1)}…` : line;
}
