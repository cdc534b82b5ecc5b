'use client';

import { useMemo, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { FilterBar } from '#components/ui/filter-bar.tsx';
import { LongList } from '#components/ui/long-list.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { CriterionReading } from '#core/analysis/analysed-spec.ts';
import type { SpecQuestion } from '#core/questions/spec-question.ts';
import { readyToConfirm } from '#core/readings/ready-to-confirm.ts';
import { ConfirmAll } from './confirm-all.tsx';
import { ReadingItem } from './reading-item.tsx';
import type { Readings } from './use-readings.ts';

type ReadingsPanelProps = {
  readings: Readings;
  /** The open questions of the spec. */
  questions: readonly SpecQuestion[];
  sentenceOf: (reading: CriterionReading) => string;
  /** The criterion that is looked at. */
  at: string | null;
  onJump: (reading: CriterionReading) => void;
  /** Shows readings.spec itself. */
  onSource: () => void;
};

const filters = {
  all: { label: 'All', has: () => true },
  unread: { label: 'Not wholly read', has: ({ coverage }: CriterionReading) => coverage !== 'read' },
  unconfirmed: { label: 'Not confirmed', has: ({ state }: CriterionReading) => state !== 'confirmed' },
} as const;
type Filter = keyof typeof filters;
const names = ['all', 'unread', 'unconfirmed'] as const satisfies readonly Filter[];

/** What each criterion is taken to mean, what is confirmed, and what is not read and why. */
export function ReadingsPanel({ readings, questions, sentenceOf, at, onJump, onSource }: ReadingsPanelProps) {
  const [filter, setFilter] = useState<Filter>('all');
  const [isConfirming, setIsConfirming] = useState(false);
  const { readings: all, counts, mayEdit } = readings;
  const { ready, open } = useMemo(() => readyToConfirm(all ?? [], questions), [all, questions]);
  if (!all || !counts) {
    return (
      <p role="status" className="late px-4 py-3 text-muted-foreground">
        Reading the criteria
      </p>
    );
  }
  const gone = readings.diagnostics.filter(({ code }) => code === 'reading/no-criterion');
  if (all.length === 0 && gone.length === 0)
    return <EmptyState title="Nothing to read">Criteria that stand in the requirements are read as they are typed.</EmptyState>;
  const shown = all.filter(filters[filter].has);
  const confirmed = all.filter(({ state }) => state === 'confirmed').length;
  return (
    <section aria-label="Readings">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-4 pt-2 text-xs text-muted-foreground">
        <p className="min-w-0 flex-1">
          {counts.read} of {counts.criteria} read in full, {counts.partial} in part, {counts.opaque + counts.unread} not; {confirmed}{' '}
          confirmed.
        </p>
        {mayEdit && ready.length > 0 && (
          <Button size="sm" onClick={() => setIsConfirming(true)}>
            Confirm {ready.length}…
          </Button>
        )}
      </div>
      {gone.length > 0 && (
        <Notice className="mx-3 mt-2" role="status">
          {gone[0]?.message}
          {gone.length > 1 && ` So it is with ${gone.length - 1} more.`} What was read of it is kept in{' '}
          <button type="button" className="text-accent hover:underline" onClick={onSource}>
            readings.spec
          </button>
          .
        </Notice>
      )}
      <FilterBar
        className="border-b border-border px-3 py-1.5"
        names={names}
        labelOf={(name) => filters[name].label}
        countOf={(name) => all.filter(filters[name].has).length}
        value={filter}
        onChange={setFilter}
      />
      {shown.length === 0 && <EmptyState title="None of these">Every criterion is past this.</EmptyState>}
      <LongList items={shown} itemPx={72} kept={at === null ? -1 : shown.findIndex(({ criterion }) => criterion === at)}>
        {(part) => (
          <ol>
            {part.map((reading) => (
              <ReadingItem
                key={reading.criterion}
                reading={reading}
                readings={readings}
                sentence={sentenceOf(reading)}
                isSelected={reading.criterion === at}
                onSelect={onJump}
              />
            ))}
          </ol>
        )}
      </LongList>
      {isConfirming && <ConfirmAll ready={ready} open={open} readings={readings} onClose={() => setIsConfirming(false)} />}
    </section>
  );
}
