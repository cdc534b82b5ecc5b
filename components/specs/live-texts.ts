import type { Difference } from '#core/edits/difference.ts';
import type { SpecAnalysis, SpecTexts } from '#core/language/diagnose.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import { type AnalysisReader, openReader } from './analysis-reader.ts';

const stages = ['requirements', 'design', 'tasks'] as const;
/** The page is drawn again once nobody has typed for a moment, and now and then while somebody goes on. */
const restMs = 80;
const longestMs = 500;

/** Hears of the problems of a document as soon as they are known, for what need not wait until the page is drawn again. */
type ProblemListener = (stage: DocumentStage, problems: readonly Diagnostic[]) => void;

/** An open text: tells of each change as it happens, and whether this person made it. */
type OpenText = { getText(): string; onEdits(listener: (changes: readonly Difference[], isOwn: boolean) => void): () => void };

/** The texts of a spec as they are now, read in a worker. */
export type LiveTexts = {
  open(): void;
  close(): void;
  /** What the page knows of the texts. Of one that is followed the page may be behind: it is not listened to. */
  read(texts: SpecTexts): void;
  /** Follows an open text key by key, until the returned function is called. */
  follow(stage: DocumentStage, text: OpenText): () => void;
  subscribe(listener: ProblemListener): () => void;
  /** Outline and folds of a text as it was read last. Null where nothing reads any more. */
  shapes: DocumentShapes;
};

type DocumentShapes = Pick<AnalysisReader, 'outline' | 'folds'>;

/** `first` is the analysis that the page has; `onRested` gets those that the page is to be drawn with. The worker is started when there is something to read. */
export function openLiveTexts(first: SpecAnalysis, onRested: (analysis: SpecAnalysis) => void): LiveTexts {
  const listeners = new Set<ProblemListener>();
  const followed = new Map<DocumentStage, OpenText>();
  let known: SpecTexts = first.texts;
  let latest = first;
  let reader: AnalysisReader | null = null;
  let isOpen = false;
  let readAt: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const rest = () => {
    readAt = null;
    onRested(latest);
    // Half a surrogate pair that somebody took away is something else in the text than in its changes.
    for (const stage of followed.keys()) catchUp(stage);
  };
  const onRead = (analysis: SpecAnalysis) => {
    const before = latest;
    latest = analysis;
    for (const stage of stages) {
      if (analysis.diagnostics[stage] === before.diagnostics[stage]) continue;
      for (const listener of listeners) listener(stage, analysis.diagnostics[stage]);
    }
    const now = performance.now();
    readAt ??= now;
    clearTimeout(timer);
    timer = setTimeout(rest, followed.size === 0 ? 0 : Math.max(0, Math.min(restMs, readAt + longestMs - now)));
  };
  const opened = () => {
    reader ??= openReader(latest.texts, latest, onRead);
    return reader;
  };
  const take = (texts: SpecTexts) => {
    if (isSame(texts, known)) return;
    known = texts;
    if (isOpen) opened().read(known);
  };
  const catchUp = (stage: DocumentStage) => {
    const text = followed.get(stage)?.getText();
    if (text !== undefined) take({ ...known, [stage]: text });
  };

  return {
    open: () => {
      isOpen = true;
      if (!isSame(known, latest.texts)) opened().read(known);
    },
    close: () => {
      isOpen = false;
      clearTimeout(timer);
      reader?.close();
      reader = null;
      known = latest.texts;
    },
    read: (texts) => {
      const merged = { ...texts };
      for (const stage of followed.keys()) merged[stage] = known[stage];
      take(merged);
    },
    follow: (stage, text) => {
      followed.set(stage, text);
      catchUp(stage);
      // Before the first key, which would have to wait for it.
      if (isOpen) opened();
      const stop = text.onEdits((changes, isOwn) => {
        if (isOpen && changes.length > 0) known = { ...known, [stage]: opened().edit(stage, changes, isOwn) };
      });
      return () => {
        stop();
        if (followed.get(stage) === text) followed.delete(stage);
      };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    shapes: {
      outline: async (stage) => (isOpen ? opened().outline(stage) : null),
      folds: async (stage) => (isOpen ? opened().folds(stage) : null),
    },
  };
}

function isSame(one: SpecTexts, other: SpecTexts): boolean {
  return stages.every((stage) => one[stage] === other[stage]);
}
