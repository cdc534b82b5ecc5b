import type { Span } from '#core/language/span.ts';
import type { Criterion, Property, Requirement, Task } from '#core/language/spec-tree.ts';

/**
 * What a page shows of a document, in the document's order. `start..end` are whole lines, without the last line's break, in UTF-16 units of the
 * text that was read. Whoever wants to say something about a place of the text (a comment, a suggestion, a colleague's caret) says it with
 * offsets of that text; `segmentsOf` puts it on what is shown.
 */
export type PageBlock = Span &
  (
    | { kind: 'heading'; level: number; words: Span }
    | { kind: 'requirement'; level: number; words: Span; requirement: Requirement }
    | { kind: 'story'; words: Span; requirement: Requirement }
    | { kind: 'criterion'; words: Span; requirement: Requirement; criterion: Criterion }
    | { kind: 'property'; level: number; words: Span; property: Property }
    | { kind: 'task'; words: Span; task: Task }
    /** The lines beneath a task: what it says of itself, and what it serves. */
    | { kind: 'details'; task: Task }
    /** Markdown of any other sort: paragraphs, lists, tables, quotes. */
    | { kind: 'prose' }
    /** A fenced block; `words` is what stands between the fences, `language` what the fence says, in lower case. */
    | { kind: 'code'; language: string; words: Span }
    /** Front matter and HTML comments: shown as they are. */
    | { kind: 'aside' }
    /** What git left between `<<<<<<<` and `>>>>>>>`: shown as it is, for nobody can say which half counts. */
    | { kind: 'conflict' }
  );

/** What can be edited in place where it is shown, and the stretch that an edit replaces. */
export function editableSpan(block: PageBlock): Span | null {
  switch (block.kind) {
    case 'heading':
    case 'requirement':
    case 'story':
    case 'criterion':
    case 'property':
    case 'task':
      return block.words;
    case 'prose':
    case 'details':
    case 'code':
      return { start: block.start, end: block.end };
    case 'aside':
    case 'conflict':
      return null;
  }
}
