'use client';

import { startTransition, use, useEffect, useState } from 'react';
import { analyzeSpec, type SpecAnalysis, type SpecTexts } from '#core/language/diagnose.ts';
import { openReader } from './analysis-reader.ts';
import { type LiveTexts, openLiveTexts } from './live-texts.ts';

/** Texts up to this length are read at once, in less than a frame; longer ones by the worker, while the page that the server drew stays as it is. */
const atOnce = 40_000;
/** Whether a page can have the reading of these texts without waiting for the worker. */
export function isReadAtOnce(texts: readonly (string | undefined)[]): boolean {
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0) <= atOnce;
}

/** A first reading that no page has come for is let go after this. */
const keptMs = 20_000;

type LiveReading = {
  analysis: SpecAnalysis;
  /** Where texts that are open are followed key by key, and what is found in them is told as soon as it is known. */
  live: Pick<LiveTexts, 'follow' | 'subscribe' | 'shapes'>;
  /** Reads other texts than those that are shown. */
  read: (texts: SpecTexts) => void;
};

/**
 * Trees, links and problems of the texts; `name` tells one spec from another. The first reading comes with the page. Later ones are worked out beside
 * the page's own thread. A component that calls this for a long spec suspends until the worker has read it.
 */
export function useAnalysis(name: string, texts: SpecTexts): LiveReading {
  const first = useFirst(name, texts);
  const [analysis, setAnalysis] = useState(first);
  const [live] = useState(() => openLiveTexts(first, (read) => startTransition(() => setAnalysis(read))));
  useEffect(() => {
    live.open();
    return live.close;
  }, [live]);
  useEffect(() => live.read(texts), [live, texts]);
  return { analysis, live, read: live.read };
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
