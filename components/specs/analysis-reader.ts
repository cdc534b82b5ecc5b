import { applyPatch } from '#core/language/analysis-patch.ts';
import type { SpecAnalysis, SpecTexts } from '#core/language/diagnose.ts';
import type { AnalysisAnswer, AnalysisWish } from './analyze.worker.ts';

/** A worker that reads the texts of one spec, always the latest. */
export type AnalysisReader = {
  /** The first analysis, for a page that came without one. */
  readonly first: Promise<SpecAnalysis>;
  read(texts: SpecTexts): void;
  close(): void;
};

const stages = ['requirements', 'design', 'tasks'] as const;

/**
 * Opens a worker. `shown` is the analysis that the page has of `texts`, if it has one. While one reading goes on, texts are not queued: the next takes
 * the latest. What comes back is what changed, put together with what was there.
 */
export function openReader(texts: SpecTexts, shown: SpecAnalysis | null, onRead: (analysis: SpecAnalysis) => void): AnalysisReader {
  const worker = new Worker(new URL('./analyze.worker.ts', import.meta.url), { type: 'module' });
  const send = (wish: AnalysisWish) => worker.postMessage(wish);
  const { promise: first, resolve } = Promise.withResolvers<SpecAnalysis>();
  let latest = shown;
  let asked = texts;
  let isBusy = shown === null;
  let next: SpecTexts | null = null;
  const go = () => {
    if (next === null || isBusy) return;
    const wanted = next;
    next = null;
    const changed: SpecTexts = {};
    for (const stage of stages) if (wanted[stage] !== asked[stage]) changed[stage] = wanted[stage];
    if (Object.keys(changed).length === 0) return;
    isBusy = true;
    asked = wanted;
    send({ next: changed });
  };
  worker.onmessage = ({ data }: MessageEvent<AnalysisAnswer>) => {
    isBusy = false;
    if ('whole' in data) latest = data.whole;
    else if (latest) latest = applyPatch(latest, data.patch, asked);
    if (latest && 'whole' in data) resolve(latest);
    if (latest) onRead(latest);
    go();
  };
  send({ begin: texts, isShown: shown !== null });
  return {
    first,
    read: (wanted) => {
      next = wanted;
      go();
    },
    close: () => worker.terminate(),
  };
}
