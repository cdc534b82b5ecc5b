import type { Span } from '#core/language/span.ts';
import { monaco } from './monaco.ts';

/** Something wrong at a place of the text. */
export type Marker = { span: Span; severity: 'error' | 'warning' | 'hint'; message: string; code: string };

const severities = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  hint: monaco.MarkerSeverity.Info,
} as const;

/** Shows the markers in the model, in place of those before. */
export function showMarkers(model: monaco.editor.ITextModel, markers: Marker[]): void {
  monaco.editor.setModelMarkers(
    model,
    'plumbline',
    markers.map(({ span, severity, message, code }) => {
      const { startLineNumber, startColumn, endLineNumber, endColumn } = rangeOf(model, span);
      return { startLineNumber, startColumn, endLineNumber, endColumn, severity: severities[severity], message, code, source: 'plumbline' };
    }),
  );
}

/** Where a span lies in the model. */
export function rangeOf(model: monaco.editor.ITextModel, { start, end }: Span): monaco.Range {
  return monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
}
