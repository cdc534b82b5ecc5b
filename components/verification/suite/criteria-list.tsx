'use client';

import type { ReactNode } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { coveredOf } from './coverage-table.tsx';
import type { Overview } from './suite.worker.ts';

type CriteriaListProps = {
  criteria: Overview['criteria'];
  unconfirmed: ReadonlySet<string>;
  selected: string | null;
  sentence: (criterion: string) => ReactNode;
  onSelect: (criterion: string) => void;
};

/** The sentences that cases come from, each with how many and how much of it they reach. */
export function CriteriaList({ criteria, unconfirmed, selected, sentence, onSelect }: CriteriaListProps) {
  return (
    <ul aria-label="Criteria with cases">
      {criteria.map(({ criterion, cases, coverage }) => {
        const { met, of } = coveredOf(coverage);
        const isWhole = met === of && cases > 0;
        return (
          <li key={criterion} className="border-b border-border">
            <button
              type="button"
              data-row
              aria-current={criterion === selected}
              onClick={() => onSelect(criterion)}
              className={cx(
                'flex w-full items-start gap-2 px-4 py-2 text-left hover:bg-muted/60 md:px-5',
                criterion === selected && 'bg-accent-soft hover:bg-accent-soft',
              )}
            >
              <span className="w-8 shrink-0 font-mono text-xs leading-5 font-semibold">{criterion}</span>
              <span className="min-w-0 flex-1">
                <span className="line-clamp-2">{sentence(criterion)}</span>
                <span className="mt-0.5 flex flex-wrap items-center gap-x-3 text-xs text-muted-foreground tabular-nums">
                  <span>{cases === 1 ? '1 case' : `${cases.toLocaleString('en-US')} cases`}</span>
                  <span className={cx('inline-flex items-center gap-1', !isWhole && 'text-warning')}>
                    <StateIcon shape={isWhole ? 'check' : 'bang'} className="size-3.5" />
                    {met} of {of} covered
                  </span>
                  {unconfirmed.has(criterion) && <span title="Nobody has confirmed its reading">proposed</span>}
                </span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
