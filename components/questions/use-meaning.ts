'use client';

import { startTransition, useEffect, useRef, useState } from 'react';
import { applyMeaning, type Meaning } from '#core/analysis/meaning-patch.ts';
import type { Format } from '#core/formats/find-specs.ts';
import type { MeaningAnswer, MeaningWish } from './meaning.worker.ts';

/** What the criteria mean, read beside the page's own thread as they are typed. Null until they were read for the first time. */
export function useMeaning(requirements: string | undefined, readings: string | undefined, format?: Format): Meaning | null {
  const [meaning, setMeaning] = useState<Meaning | null>(null);
  const reader = useRef<ReturnType<typeof openReader> | null>(null);
  useEffect(() => {
    const opened = openReader((read) => startTransition(() => setMeaning(read)));
    reader.current = opened;
    return () => {
      reader.current = null;
      opened.close();
    };
  }, []);
  useEffect(() => {
    // A spec without requirements has nothing to be read, and that is known at once.
    reader.current?.read(requirements ?? '', readings, format);
  }, [requirements, readings, format]);
  return meaning;
}

/** A worker that reads what it was given last. What comes back is put together with what was there, also where newer texts are on their way. */
function openReader(onRead: (meaning: Meaning) => void) {
  const worker = new Worker(new URL('./meaning.worker.ts', import.meta.url), { type: 'module' });
  const asked = new Map<number, MeaningWish>();
  let round = 0;
  let latest: Meaning | null = null;
  worker.onmessage = ({ data }: MessageEvent<MeaningAnswer>) => {
    const wish = asked.get(data.round);
    for (const earlier of asked.keys()) if (earlier <= data.round) asked.delete(earlier);
    if ('whole' in data) latest = data.whole;
    else if (latest && wish) latest = applyMeaning(latest, data.patch, { text: wish.requirements, readingsText: wish.readings });
    if (latest && data.round === round) onRead(latest);
  };
  return {
    read: (requirements: string, readings: string | undefined, format: Format | undefined) => {
      round += 1;
      const wish: MeaningWish = { round, requirements, readings, format };
      asked.set(round, wish);
      worker.postMessage(wish);
    },
    close: () => worker.terminate(),
  };
}
