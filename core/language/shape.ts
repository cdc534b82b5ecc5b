import type { DocumentStage } from '#core/pipeline/stages.ts';
import type { SpecAnalysis } from './diagnose.ts';
import { foldsOf } from './folds.ts';
import { type OutlineEntry, outlineOf } from './outline.ts';
import { lineStarts, positionAt } from './positions.ts';

/** What was found of a document's shape, and in which text: that which is shown may be some keys further. */
export type Shaped<T> = { text: string; found: T };

/** An entry of the outline by its lines, counted from 1: it stands from `start` to `end`, and what names it to `nameEnd`. */
export type ShapeEntry = Pick<OutlineEntry, 'name' | 'kind'> & { start: number; nameEnd: number; end: number; children: ShapeEntry[] };

/** The outline of an analysed document, by lines. */
export function outlineByLines(analysis: SpecAnalysis, document: DocumentStage): ShapeEntry[] {
  const starts = lineStarts(analysis.texts[document] ?? '');
  const lineOf = (offset: number) => positionAt(starts, offset).line;
  const byLines = ({ name, kind, span, nameSpan, children }: OutlineEntry): ShapeEntry => ({
    name,
    kind,
    start: lineOf(span.start),
    nameEnd: lineOf(nameSpan.end),
    end: lineOf(span.end),
    children: children.map(byLines),
  });
  return outlineOf(analysis, document).map(byLines);
}

/** First and last lines of what can be folded, pair by pair: thousands of them go from thread to thread as one piece. */
export function foldPairs(text: string): Int32Array {
  const folds = foldsOf(text);
  const pairs = new Int32Array(folds.length * 2);
  for (const [at, { start, end }] of folds.entries()) {
    pairs[at * 2] = start;
    pairs[at * 2 + 1] = end;
  }
  return pairs;
}
