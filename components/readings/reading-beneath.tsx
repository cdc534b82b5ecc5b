'use client';

import { useContext, useState } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { InlineText } from '#components/ui/inline-text.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { ReadingDetail } from './reading-detail.tsx';
import { readingStates } from './reading-state.ts';
import { ReadingsContext } from './readings-context.ts';

/** Beneath a sentence of the page: how it is read, opened where it stands. Nothing until it has been read. */
export function ReadingBeneath({ criterion }: { criterion: string }) {
  const shared = useContext(ReadingsContext);
  const [isOpen, setIsOpen] = useState(false);
  const reading = shared?.byId.get(criterion);
  if (!shared || !reading) return null;
  const { readings, isShown, sentenceOf } = shared;
  const { state, english, why } = reading;
  const look = readingStates[state];
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={`Reading of ${criterion}: ${look.label}`}
        title={look.why}
        onClick={() => setIsOpen(!isOpen)}
        className="inline-flex items-center gap-1 rounded-sm px-1 text-xs text-muted-foreground hover:bg-muted hover:text-foreground"
      >
        <StateIcon shape={look.shape} className={cx('size-3.5', look.color)} />
        {look.label}
      </button>
      {(isShown || isOpen) && (
        <div className={cx('basis-full', isOpen ? 'mt-1 rounded-md border border-border bg-card px-3 py-2' : 'text-xs')}>
          <p className={cx('break-words', !isOpen && 'text-muted-foreground')}>
            {english ? <InlineText text={english} /> : <span className="text-muted-foreground">{why ?? look.why}</span>}
          </p>
          {isOpen && english && why && state !== 'stale' && <p className="text-xs text-muted-foreground">{why}</p>}
          {isOpen && <ReadingDetail reading={reading} readings={readings} sentence={sentenceOf(criterion) ?? ''} />}
        </div>
      )}
    </>
  );
}
