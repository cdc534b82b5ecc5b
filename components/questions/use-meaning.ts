'use client';

import { startTransition, useEffect, useRef, useState } from 'react';
import type { Meaning, MeaningAnswer, MeaningWish } from './meaning.worker.ts';

/** What the criteria mean, read beside the page's own thread as they are typed. Null until they were read for the first time. */
export function useMeaning(requirements: string | undefined, readings: string | undefined): Meaning | null {
  const [meaning, setMeaning] = useState<Meaning | null>(null);
  const worker = useRef<Worker | null>(null);
  const round = useRef(0);
  useEffect(() => {
    const opened = new Worker(new URL('./meaning.worker.ts', import.meta.url), { type: 'module' });
    opened.onmessage = ({ data }: MessageEvent<MeaningAnswer>) => {
      if (data.round === round.current) startTransition(() => setMeaning(data.meaning));
    };
    worker.current = opened;
    return () => {
      worker.current = null;
      opened.terminate();
    };
  }, []);
  useEffect(() => {
    if (requirements === undefined) return;
    round.current += 1;
    worker.current?.postMessage({ round: round.current, requirements, readings } satisfies MeaningWish);
  }, [requirements, readings]);
  return meaning;
}
