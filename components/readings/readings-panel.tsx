'use client';

import { useState } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { CoverageCounts, CriterionReading } from '#core/analysis/analysed-spec.ts';
import { ReadingItem } from './reading-item.tsx';

type ReadingsPanelProps = {
  /** Null until they are known. */
  readings: readonly CriterionReading[] | null;
  counts: CoverageCounts | null;
  /** The criterion that is looked at. */
  at: string | null;
  onJump: (reading: CriterionReading) => void;
};

const filters = {
  all: { label: 'All', has: () => true },
  unread: { label: 'Not wholly read', has: ({ coverage }: CriterionReading) => coverage !== 'read' },
  unconfirmed: { label: 'Not confirmed', has: ({ state }: CriterionReading) => state !== 'confirmed' },
} as const;
type Filter = keyof typeof filters;
const names = ['all', 'unread', 'unconfirmed'] as const satisfies readonly Filter[];

/** What each criterion is taken to mean, and what is not read and why. */
export function ReadingsPanel({ readings, counts, at, onJump }: ReadingsPanelProps) {
  const [filter, setFilter] = useState<Filter>('all');
  if (!readings || !counts) {
    return (
      <p role="status" className="late px-4 py-3 text-muted-foreground">
        Reading the criteria
      </p>
    );
  }
  if (readings.length === 0)
    return <EmptyState title="Nothing to read">Criteria that stand in the requirements are read as they are typed.</EmptyState>;
  const shown = readings.filter(filters[filter].has);
  return (
    <section aria-label="Readings">
      <p className="px-4 pt-2 text-xs text-muted-foreground">
        {counts.read} of {counts.criteria} read in full, {counts.partial} in part, {counts.opaque + counts.unread} not.
      </p>
      <fieldset className="flex gap-1 border-b border-border px-3 py-1.5">
        <legend className="sr-only">Show</legend>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={filter === name}
            onClick={() => setFilter(name)}
            className={cx(
              'h-6 rounded-md px-2 text-xs font-medium',
              filter === name ? 'bg-muted text-foreground' : 'text-muted-foreground hover:text-foreground',
            )}
          >
            {filters[name].label} <span className="font-normal text-muted-foreground">{readings.filter(filters[name].has).length}</span>
          </button>
        ))}
      </fieldset>
      {shown.length === 0 && <EmptyState title="None of these">Every criterion is past this.</EmptyState>}
      <ol>
        {shown.map((reading) => (
          <ReadingItem key={reading.criterion} reading={reading} isSelected={reading.criterion === at} onSelect={onJump} />
        ))}
      </ol>
    </section>
  );
}
