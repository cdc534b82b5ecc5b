'use client';

import { createContext } from 'react';
import type { CriterionReading } from '#core/analysis/analysed-spec.ts';
import type { Readings } from './use-readings.ts';

/** What rows of a page know of the readings, without being drawn again for each of them. */
export type SharedReadings = {
  readings: Readings;
  byId: ReadonlyMap<string, CriterionReading>;
  sentenceOf: (criterion: string) => string | null;
  /** Whether what it means stands beneath every sentence. */
  isShown: boolean;
};

export const ReadingsContext = createContext<SharedReadings | null>(null);
