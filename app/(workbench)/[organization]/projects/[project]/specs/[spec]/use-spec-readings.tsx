'use client';

import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { ReadingBeneath } from '#components/readings/reading-beneath.tsx';
import { readingStates } from '#components/readings/reading-state.ts';
import { type Readings, useReadings } from '#components/readings/use-readings.ts';
import type { CriterionReading } from '#core/analysis/analysed-spec.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';

type UseSpecReadings = { specId: string; meaning: Parameters<typeof useReadings>[0]['meaning']; analysis: SpecAnalysis };

const shownKey = 'plumbline:readings-shown';

/** The readings of a spec with the sentences that are on the screen. */
export function useSpecReadings({ specId, meaning, analysis }: UseSpecReadings) {
  const readings: Readings = useReadings({ specId, meaning });
  const [isShown, setIsShown] = useState(false);
  useEffect(() => setIsShown(read() === '1'), []);
  const sentences = useMemo(
    () =>
      new Map(
        analysis.requirements?.tree.requirements.flatMap(({ criteria }) => criteria.map(({ id, text }) => [id, text] as const)) ?? [],
      ),
    [analysis],
  );
  const sentenceOf = useCallback((id: string) => sentences.get(id) ?? null, [sentences]);
  const byId = useMemo(() => new Map((readings.readings ?? []).map((reading) => [reading.criterion, reading])), [readings.readings]);
  /** Beneath each sentence. The same function for ever: rows are not drawn again because a reading is another one. */
  const beneath = useCallback((id: string): ReactNode => <ReadingBeneath criterion={id} />, []);
  const readingOf = useCallback(
    (id: string): string | null => {
      const reading = byId.get(id);
      return reading ? wordsOf(reading) : null;
    },
    [byId],
  );
  return {
    readings,
    sentenceOf,
    beneath,
    /** In words, for the source. */
    readingOf,
    shared: { readings, byId, sentenceOf, isShown },
    isShown,
    show: (next: boolean) => {
      setIsShown(next);
      write(next ? '1' : '0');
    },
  };
}

export type SpecReadings = ReturnType<typeof useSpecReadings>;

function wordsOf({ state, english, why }: CriterionReading): string {
  const look = readingStates[state];
  return `Read as (${look.label}): ${english ?? why ?? look.why}`;
}

function read(): string | null {
  try {
    return localStorage.getItem(shownKey);
  } catch {
    return null;
  }
}

function write(value: string): void {
  try {
    localStorage.setItem(shownKey, value);
  } catch {
    // A browser that keeps nothing shows it until the page is left.
  }
}
