'use client';

import { useEffect, useRef, useState } from 'react';
import type { SpecDiagnosis, SpecTexts } from '#core/language/diagnose.ts';

/**
 * What is wrong in the documents of a spec, worked out beside the page's own thread. Null until the first answer. While a diagnosis runs,
 * texts are not queued: the next one takes the latest.
 */
export function useDiagnostics({ requirements, design, tasks }: SpecTexts): SpecDiagnosis | null {
  const [diagnosis, setDiagnosis] = useState<SpecDiagnosis | null>(null);
  const ask = useRef<(texts: SpecTexts) => void>(undefined);
  useEffect(() => {
    const worker = new Worker(new URL('./diagnose.worker.ts', import.meta.url), { type: 'module' });
    let isBusy = false;
    let next: SpecTexts | undefined;
    const send = () => {
      if (!next || isBusy) return;
      isBusy = true;
      worker.postMessage(next);
      next = undefined;
    };
    worker.onmessage = ({ data }: MessageEvent<SpecDiagnosis>) => {
      isBusy = false;
      setDiagnosis(data);
      send();
    };
    ask.current = (texts) => {
      next = texts;
      send();
    };
    return () => {
      ask.current = undefined;
      worker.terminate();
    };
  }, []);
  useEffect(() => {
    ask.current?.({ requirements, design, tasks });
  }, [requirements, design, tasks]);
  return diagnosis;
}
