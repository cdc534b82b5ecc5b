import type { Span } from '#core/language/span.ts';
import type { monaco } from './monaco.ts';

type Model = monaco.editor.ITextModel;

/** Lines of a model, both ends included. */
export type Lines = { from: number; to: number };

/** The lines that an editor shows, and so many more on either side. */
export function linesAround(editor: monaco.editor.ICodeEditor, model: Model, by: number): Lines {
  const visible = editor.getVisibleRanges();
  return {
    from: Math.max(1, (visible[0]?.startLineNumber ?? 1) - by),
    to: Math.min(model.getLineCount(), (visible.at(-1)?.endLineNumber ?? 1) + by),
  };
}

/** Whether the lines of one are all among those of another. */
export function areWithin(inner: Lines, outer: Lines): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

/** The stretch of the text that lines are. */
export function spanOfLines(model: Model, { from, to }: Lines): Span {
  return {
    start: model.getOffsetAt({ lineNumber: from, column: 1 }),
    end: model.getOffsetAt({ lineNumber: to, column: model.getLineMaxColumn(to) }),
  };
}
