'use client';

import { cx } from '#components/ui/class-names.ts';
import { InlineText } from '#components/ui/inline-text.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import type { CriterionReading } from '#core/analysis/analysed-spec.ts';
import { ReadingDetail } from './reading-detail.tsx';
import { readingStates } from './reading-state.ts';
import type { Readings } from './use-readings.ts';

type ReadingItemProps = {
  reading: CriterionReading;
  readings: Readings;
  sentence: string;
  isSelected: boolean;
  onSelect: (reading: CriterionReading) => void;
};

/** One criterion as it is read: in plain English, with a step that it allows and one that it forbids. The formula is there for who asks. */
export function ReadingItem({ reading, readings, sentence, isSelected, onSelect }: ReadingItemProps) {
  const { criterion, state, english, why, source } = reading;
  const look = readingStates[state];
  return (
    <li
      className={cx(
        'offscreen-cheap relative border-b border-l-2 border-border px-3.5 py-2.5',
        isSelected ? 'border-l-accent bg-accent-soft/20' : 'border-l-transparent hover:bg-muted/50',
      )}
    >
      <p className="flex items-center gap-1.5 text-xs text-muted-foreground">
        <span className="font-semibold text-foreground">{criterion}</span>
        <StateIcon shape={look.shape} className={cx('size-3.5', look.color)} />
        <span title={look.why}>{look.label}</span>
        {source === 'table' && <span>· from a table</span>}
      </p>
      <button
        type="button"
        data-row
        aria-expanded={isSelected}
        onClick={() => onSelect(reading)}
        className={cx('mt-0.5 text-left break-words', !isSelected && 'after:absolute after:inset-0')}
      >
        {english ? <InlineText text={english} /> : <span className="text-muted-foreground">{why ?? look.why}</span>}
      </button>
      {english && why && state !== 'stale' && <p className="mt-0.5 text-xs text-muted-foreground">{why}</p>}
      {isSelected && <ReadingDetail reading={reading} readings={readings} sentence={sentence} />}
    </li>
  );
}
