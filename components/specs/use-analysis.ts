'use client';

import { startTransition, use, useEffect, useState } from 'react';
import { analyzeSpec, type SpecAnalysis, type SpecTexts } from '#core/language/diagnose.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import { type AnalysisReader, openReader } from './analysis-reader.ts';

/** Texts up to this length are read at once, in less than a frame; longer ones by the worker, while the page that the server drew stays as it is. */
const atOnce = 40_000;
/** Whether a page can have the reading of these texts without waiting for the worker. */
export function isReadAtOnce(texts: readonly (string | undefined)[]): boolean {
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0) <= atOnce;
}

/** A first reading that no page has come for is let go after this. */
const keptMs = 20_000;

/** Tells of problems as soon as they are known, for what need not wait until the page is drawn again. */
export type ProblemFeed = { subscribe(listener: (stage: DocumentStage, problems: readonly Diagnostic[]) => void): () => void };

type LiveReading = {
  analysis: SpecAnalysis /** Reads other texts than those that are shown. */;
  read: (texts: SpecTexts) => void;
  feed: ProblemFeed;
};

/**
 * Trees, links and problems of the texts; `name` tells one spec from another. The first reading comes with the page. Later ones are worked out beside
 * the page's own thread. A component that calls this for a long spec suspends until the worker has read it.
 */
export function useAnalysis(name: string, texts: SpecTexts): LiveReading {
  const first = useFirst(name, texts);
  const [analysis, setAnalysis] = useState(first);
  const [channel] = useState(openChannel);
  useEffect(() => {
    // Opened when there is something to read, and closed with the page.
    const show = (read: SpecAnalysis) => {
      for (const stage of ['requirements', 'design', 'tasks'] as const) channel.tell(stage, read.diagnostics[stage]);
      startTransition(() => setAnalysis(read));
    };
    channel.opensWith(() => openReader(first.texts, first, show));
    return () => channel.close();
  }, [channel, first]);
  useEffect(() => {
    if (!isSame(texts, first.texts)) channel.read(texts);
  }, [channel, texts, first]);
  return { analysis, read: channel.read, feed: channel.feed };
}

function openChannel() {
  const listeners = new Set<Parameters<ProblemFeed['subscribe']>[0]>();
  const told: Partial<Record<DocumentStage, readonly Diagnostic[]>> = {};
  let reader: AnalysisReader | null = null;
  let open: (() => AnalysisReader) | null = null;
  return {
    opensWith: (how: () => AnalysisReader) => {
      open = how;
    },
    read: (texts: SpecTexts) => {
      reader ??= open?.() ?? null;
      reader?.read(texts);
    },
    close: () => {
      reader?.close();
      reader = null;
    },
    tell: (stage: DocumentStage, problems: readonly Diagnostic[]) => {
      if (told[stage] === problems) return;
      told[stage] = problems;
      for (const listener of listeners) listener(stage, problems);
    },
    feed: {
      subscribe: (listener: Parameters<ProblemFeed['subscribe']>[0]) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
}

const firsts = new Map<string, Promise<SpecAnalysis>>();

/** The server reads for the first answer; a browser reads a long spec in the worker, and React keeps what the server drew until then. */
function useFirst(name: string, texts: SpecTexts): SpecAnalysis {
  const [kept, keep] = useState<SpecAnalysis | null>(null);
  if (kept) return kept;
  const isQuick = typeof window === 'undefined' || isReadAtOnce([texts.requirements, texts.design, texts.tasks]);
  const read = isQuick ? analyzeSpec(texts) : use(firstReading(name, texts));
  keep(read);
  return read;
}

function firstReading(name: string, texts: SpecTexts): Promise<SpecAnalysis> {
  const known = firsts.get(name);
  if (known) return known;
  const reader = openReader(texts, null, () => {});
  const reading = reader.first.finally(() => {
    reader.close();
    setTimeout(() => firsts.delete(name), keptMs);
  });
  firsts.set(name, reading);
  return reading;
}

function isSame(one: SpecTexts, other: SpecTexts): boolean {
  return one.requirements === other.requirements && one.design === other.design && one.tasks === other.tasks;
}
