'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { InlineText } from '#components/ui/inline-text.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import type { CriterionReading } from '#core/analysis/analysed-spec.ts';
import { readingStates } from './reading-state.ts';

type ReadingItemProps = { reading: CriterionReading; isSelected: boolean; onSelect: (reading: CriterionReading) => void };

/** One criterion as it is read: in plain English, with a step that it allows and one that it forbids. The formula is there for who asks. */
export function ReadingItem({ reading, isSelected, onSelect }: ReadingItemProps) {
  const [hasFormula, setHasFormula] = useState(false);
  const { criterion, state, english, allowed, forbidden, why, lines, source } = reading;
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
      {english && why && <p className="mt-0.5 text-xs text-muted-foreground">{why}</p>}
      {isSelected && (
        <div className="mt-1.5 space-y-1 text-xs leading-5">
          {allowed && <Scenario shape="check" color="text-success" label="Allowed" words={allowed} />}
          {forbidden && <Scenario shape="cross" color="text-danger" label="Forbidden" words={forbidden} />}
          {lines.length > 0 && (
            <Button size="sm" variant="ghost" className="-ml-2" aria-expanded={hasFormula} onClick={() => setHasFormula(!hasFormula)}>
              {hasFormula ? 'Hide the formula' : 'Show the formula'}
            </Button>
          )}
          {hasFormula && (
            <pre className="rounded-md bg-muted px-2.5 py-1.5 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
              {lines.join('\n')}
            </pre>
          )}
        </div>
      )}
    </li>
  );
}

type ScenarioProps = { shape: 'check' | 'cross'; color: string; label: string; words: string };

function Scenario({ shape, color, label, words }: ScenarioProps) {
  return (
    <p className="flex items-start gap-1.5">
      <StateIcon shape={shape} className={cx('mt-0.75 size-3.5', color)} />
      <span className="min-w-0 break-words">
        <span className="sr-only">{label}: </span>
        {words}
      </span>
    </p>
  );
}
