import type { Span } from '#core/language/span.ts';
import { monaco } from './monaco.ts';
import { nearMarkers } from './near-markers.ts';
import { areWithin, type Lines, linesAround, spanOfLines } from './visible-lines.ts';

/** Something wrong at a place of the text. */
export type Marker = { span: Span; severity: 'error' | 'warning' | 'hint'; message: string; code: string };

const severities = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  hint: monaco.MarkerSeverity.Info,
} as const;

const owner = 'plumbline';
/** Lines beyond what the editor shows that have their markers already. */
const aroundLines = 200;
/** Markers come for other lines once scrolling comes this near to the last of those. */
const edgeLines = 60;

type Shown = { show(markers: readonly Marker[]): void; hide(): void };

/** Shows markers in an editor, those near what it shows; the returned functions show others and take them away. */
export function openMarkers(editor: monaco.editor.IStandaloneCodeEditor, model: monaco.editor.ITextModel): Shown {
  let all: readonly Marker[] = [];
  let set: monaco.editor.IMarkerData[] = [];
  let lines: Lines = { from: 1, to: 0 };
  let isTorn = false;

  const place = () => {
    lines = linesAround(editor, model, aroundLines);
    const next = nearMarkers(all, spanOfLines(model, lines)).map((marker) => dataOf(model, marker));
    // Monaco would make all of their decorations anew.
    if (!isTorn && next.length === set.length && next.every((one, at) => isSame(one, set[at]))) return;
    set = next;
    isTorn = false;
    monaco.editor.setModelMarkers(model, owner, next);
  };
  // Words that were taken away and put back have the marker that they had, and a decoration that is gone.
  const tearing = model.onDidChangeContent(({ changes }) => {
    isTorn ||= changes.some(({ range, rangeLength }) => rangeLength > 0 && set.some((one) => monaco.Range.areIntersecting(range, one)));
  });
  const scrolling = editor.onDidScrollChange(({ scrollTopChanged }) => {
    if (scrollTopChanged && all.length > 0 && !areWithin(linesAround(editor, model, edgeLines), lines)) place();
  });
  return {
    show: (markers) => {
      all = markers;
      place();
    },
    hide: () => {
      scrolling.dispose();
      tearing.dispose();
      if (!model.isDisposed()) monaco.editor.setModelMarkers(model, owner, []);
    },
  };
}

function dataOf(model: monaco.editor.ITextModel, { span, severity, message, code }: Marker): monaco.editor.IMarkerData {
  const { startLineNumber, startColumn, endLineNumber, endColumn } = rangeOf(model, span);
  return { startLineNumber, startColumn, endLineNumber, endColumn, severity: severities[severity], message, code, source: owner };
}

function isSame(one: monaco.editor.IMarkerData, other: monaco.editor.IMarkerData | undefined): boolean {
  return (
    one.startLineNumber === other?.startLineNumber &&
    one.startColumn === other.startColumn &&
    one.endLineNumber === other.endLineNumber &&
    one.endColumn === other.endColumn &&
    one.severity === other.severity &&
    one.message === other.message &&
    one.code === other.code
  );
}

/** Where a span lies in the model; a place of an older text may lie beyond its end, and is clipped. */
export function rangeOf(model: monaco.editor.ITextModel, { start, end }: Span): monaco.Range {
  return monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
}
