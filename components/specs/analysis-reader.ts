import { applyDifference, type Difference } from '#core/edits/difference.ts';
import { applyPatch } from '#core/language/analysis-patch.ts';
import type { SpecAnalysis, SpecTexts } from '#core/language/diagnose.ts';
import type { Shaped, ShapeEntry } from '#core/language/shape.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import type { AnalysisAnswer, AnalysisWish, NextText } from './analyze.worker.ts';

/** A worker that reads the texts of one spec, always the latest. */
export type AnalysisReader = {
  /** The first analysis, for a page that came without one. */
  readonly first: Promise<SpecAnalysis>;
  read(texts: SpecTexts): void;
  /**
   * The same where one text is the one before with some changes, one after the other: only these are sent. Changes that nobody here waits for
   * (those of colleagues, who may be many) are gathered for a moment. Gives the text that they make.
   */
  edit(stage: DocumentStage, changes: readonly Difference[], isAwaited: boolean): string;
  /** The shape of a document as the worker knows it; null where the worker ends before it answers. */
  outline(stage: DocumentStage): Promise<Shaped<ShapeEntry[]> | null>;
  folds(stage: DocumentStage): Promise<Shaped<Int32Array> | null>;
  close(): void;
};

const stages = ['requirements', 'design', 'tasks'] as const;
const gatherMs = 200;

/**
 * Opens a worker. `shown` is the analysis that the page has of `texts`, if it has one. While one reading goes on, texts are not queued: the next takes
 * the latest. What comes back is what changed, put together with what was there.
 */
export function openReader(texts: SpecTexts, shown: SpecAnalysis | null, onRead: (analysis: SpecAnalysis) => void): AnalysisReader {
  const worker = new Worker(new URL('./analyze.worker.ts', import.meta.url), { type: 'module' });
  const send = (wish: AnalysisWish) => worker.postMessage(wish);
  const { promise: first, resolve } = Promise.withResolvers<SpecAnalysis>();
  let latest = shown;
  let isBusy = shown === null;
  /** What the worker was told last, and what it is to be told next. */
  let asked = texts;
  let wanted = texts;
  let next: Partial<Record<DocumentStage, NextText>> = {};
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let isAwaiting = false;
  const go = () => {
    if (isBusy || Object.keys(next).length === 0) return;
    clearTimeout(gathering);
    gathering = undefined;
    isAwaiting = false;
    isBusy = true;
    asked = wanted;
    send({ next });
    next = {};
  };
  /** Who asked for a shape, in the order in which the worker answers. */
  const asking: ((answer: AnalysisAnswer | null) => void)[] = [];
  const ask = (wish: AnalysisWish) => {
    send(wish);
    return new Promise<AnalysisAnswer | null>((answer) => asking.push(answer));
  };
  worker.onmessage = ({ data }: MessageEvent<AnalysisAnswer>) => {
    if ('outline' in data || 'folds' in data) return asking.shift()?.(data);
    isBusy = false;
    if ('whole' in data) latest = data.whole;
    else if (latest) latest = applyPatch(latest, data.patch, asked);
    if (latest && 'whole' in data) resolve(latest);
    // The worker goes on while the page shows what it found.
    if (isAwaiting || gathering === undefined) go();
    if (latest) onRead(latest);
  };
  send({ begin: texts, isShown: shown !== null });
  return {
    first,
    read: (given) => {
      for (const stage of stages) {
        const text = given[stage];
        if (text !== wanted[stage]) next[stage] = { text };
      }
      wanted = given;
      go();
    },
    edit: (stage, changes, isAwaited) => {
      const text = changes.reduce(applyDifference, wanted[stage] ?? '');
      const waiting = next[stage];
      if (waiting && 'text' in waiting) next[stage] = { text };
      else next[stage] = { changes: [...(waiting?.changes ?? []), ...changes] };
      wanted = { ...wanted, [stage]: text };
      isAwaiting ||= isAwaited;
      if (isAwaited) go();
      else
        gathering ??= setTimeout(() => {
          gathering = undefined;
          go();
        }, gatherMs);
      return text;
    },
    outline: async (stage) => {
      const text = asked[stage] ?? '';
      const answer = await ask({ outline: stage });
      return answer && 'outline' in answer ? { text, found: answer.outline } : null;
    },
    folds: async (stage) => {
      const text = asked[stage] ?? '';
      const answer = await ask({ folds: stage });
      return answer && 'folds' in answer ? { text, found: answer.folds } : null;
    },
    close: () => {
      clearTimeout(gathering);
      worker.terminate();
      for (const answer of asking.splice(0)) answer(null);
    },
  };
}
