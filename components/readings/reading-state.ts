import type { Shape } from '#components/ui/state-icon.tsx';
import type { ReadingState } from '#core/analysis/analysed-spec.ts';

/** Each state of a reading: its shape and word, and what it means. */
export const readingStates: Record<ReadingState, { label: string; shape: Shape; color: string; why: string }> = {
  confirmed: { label: 'confirmed', shape: 'check', color: 'text-success', why: 'Somebody has said that this is what the sentence means.' },
  proposed: { label: 'proposed', shape: 'hollow', color: 'text-accent', why: 'Read by rule; nobody has confirmed it.' },
  partial: { label: 'partly read', shape: 'half', color: 'text-warning', why: 'A part of it is taken as it stands.' },
  stale: { label: 'stale', shape: 'bang', color: 'text-warning', why: 'The sentence has changed since.' },
  none: { label: 'not read', shape: 'dashed', color: 'text-muted-foreground', why: 'It takes no part in the analysis.' },
};
