import { applyDifference, type Difference } from '#core/edits/difference.ts';
import { type AnalysisPatch, patchBetween } from '#core/language/analysis-patch.ts';
import { analyzeAgain, beginAnalysis, type LiveAnalysis } from '#core/language/analyze-again.ts';
import type { SpecAnalysis, SpecTexts } from '#core/language/diagnose.ts';
import { foldPairs, outlineByLines, type ShapeEntry } from '#core/language/shape.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';

/** A text as it is, or what to do to the one before, change by change. */
export type NextText = { text: string | undefined } | { changes: readonly Difference[] };
/**
 * `begin` starts from whole texts, and is answered only if the page has no analysis of them; `next` brings the texts that changed; `outline` and
 * `folds` ask for the shape of a document as it was told last.
 */
export type AnalysisWish =
  | { begin: SpecTexts; isShown: boolean }
  | { next: Partial<Record<DocumentStage, NextText>> }
  | { outline: DocumentStage }
  | { folds: DocumentStage };
export type AnalysisAnswer = { whole: SpecAnalysis } | { patch: AnalysisPatch } | { outline: ShapeEntry[] } | { folds: Int32Array };

let live: LiveAnalysis | null = null;
const answer = (message: AnalysisAnswer) => self.postMessage(message);

// Reading a long document takes longer than a frame, and handing over all of it does, too: here it holds up nobody who types.
self.onmessage = ({ data }: MessageEvent<AnalysisWish>) => {
  if ('begin' in data) {
    live = beginAnalysis(data.begin);
    if (!data.isShown) answer({ whole: live.analysis });
    return;
  }
  const before = live ?? beginAnalysis({});
  if ('outline' in data) return answer({ outline: outlineByLines(before.analysis, data.outline) });
  if ('folds' in data) return answer({ folds: foldPairs(before.known.texts[data.folds] ?? '') });
  live = analyzeAgain(before, textsAfter(before.known.texts, data.next));
  answer({ patch: patchBetween(before.analysis, live.analysis) });
};

function textsAfter(before: SpecTexts, next: Partial<Record<DocumentStage, NextText>>): SpecTexts {
  const texts = { ...before };
  for (const stage of ['requirements', 'design', 'tasks'] as const) {
    const one = next[stage];
    if (one) texts[stage] = 'text' in one ? one.text : one.changes.reduce(applyDifference, texts[stage] ?? '');
  }
  return texts;
}
