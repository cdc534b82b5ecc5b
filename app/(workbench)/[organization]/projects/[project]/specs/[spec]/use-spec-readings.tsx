'use client';

import { type ReactNode, useCallback, useMemo, useSyncExternalStore } from 'react';
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
  const isShown = useSyncExternalStore(subscribe, isKept, never);
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
    show: (next: boolean) => write(next ? '1' : '0'),
  };
}

export type SpecReadings = ReturnType<typeof useSpecReadings>;

function wordsOf({ state, english, why }: CriterionReading): string {
  const look = readingStates[state];
  return `Read as (${look.label}): ${english ?? why ?? look.why}`;
}

const listeners = new Set<() => void>();
/** For a browser that keeps nothing: until the page is left. */
let inPage: string | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const never = () => false;

function isKept(): boolean {
  try {
    return (inPage ?? localStorage.getItem(shownKey)) === '1';
  } catch {
    return inPage === '1';
  }
}

function write(value: string): void {
  inPage = value;
  try {
    localStorage.setItem(shownKey, value);
  } catch {
    // Then it lives as long as the page.
  }
  for (const listener of listeners) listener();
}
