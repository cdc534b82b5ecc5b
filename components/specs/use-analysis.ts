'use client';

import { startTransition, useEffect, useRef, useState } from 'react';
import { analyzeSpec, type SpecAnalysis, type SpecTexts } from '#core/language/diagnose.ts';

const restMs = 120;

/**
 * Trees, links and problems of the texts. The first come with the page; later ones are worked out beside the page's own
 * thread once nobody has typed for a moment. While one reading goes on, texts are not queued: the next takes the latest.
 */
export function useAnalysis(texts: SpecTexts): SpecAnalysis {
  const [analysis, setAnalysis] = useState(() => analyzeSpec(texts));
  const reader = useRef<Reader | null>(null);
  const known = useRef(texts);
  useEffect(() => () => reader.current?.close(), []);
  useEffect(() => {
    if (isSame(texts, known.current)) return undefined;
    const timer = setTimeout(() => {
      known.current = texts;
      reader.current ??= openReader((read) => startTransition(() => setAnalysis(read)));
      reader.current.read(texts);
    }, restMs);
    return () => clearTimeout(timer);
  }, [texts]);
  return analysis;
}

type Reader = { read: (texts: SpecTexts) => void; close: () => void };

function openReader(onRead: (analysis: SpecAnalysis) => void): Reader {
  const worker = new Worker(new URL('./analyze.worker.ts', import.meta.url), { type: 'module' });
  let isBusy = false;
  let next: SpecTexts | null = null;
  const send = () => {
    if (next === null || isBusy) return;
    isBusy = true;
    worker.postMessage(next);
    next = null;
  };
  worker.onmessage = ({ data }: MessageEvent<SpecAnalysis>) => {
    isBusy = false;
    onRead(data);
    send();
  };
  return {
    read: (texts) => {
      next = texts;
      send();
    },
    close: () => worker.terminate(),
  };
}

function isSame(one: SpecTexts, other: SpecTexts): boolean {
  return one.requirements === other.requirements && one.design === other.design && one.tasks === other.tasks;
}
