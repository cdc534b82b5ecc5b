import { type AnalysisPatch, patchBetween } from '#core/language/analysis-patch.ts';
import { analyzeAgain, beginAnalysis, type LiveAnalysis } from '#core/language/analyze-again.ts';
import type { SpecAnalysis, SpecTexts } from '#core/language/diagnose.ts';

/** `begin` starts from whole texts, and is answered only if the page has no analysis of them; `next` brings the texts that changed. */
export type AnalysisWish = { begin: SpecTexts; isShown: boolean } | { next: SpecTexts };
export type AnalysisAnswer = { whole: SpecAnalysis } | { patch: AnalysisPatch };

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
  live = analyzeAgain(before, { ...before.analysis.texts, ...data.next });
  answer({ patch: patchBetween(before.analysis, live.analysis) });
};
