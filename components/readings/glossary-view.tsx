'use client';

import { Plus, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { FilterBar } from '#components/ui/filter-bar.tsx';
import { formatCount } from '#components/ui/format-time.ts';
import { Notice } from '#components/ui/notice.tsx';
import type { GlossaryTerm } from '#core/language/spec-tree.ts';
import { glossaryOf } from '#core/readings/glossary.ts';
import { GlossaryItem } from './glossary-item.tsx';
import { type GlossaryFilter, glossaryFilterNames, glossaryFilters } from './glossary-words.ts';
import { ProjectTerms } from './project-terms.tsx';
import { TermForm } from './term-form.tsx';
import type { Readings } from './use-readings.ts';

type GlossaryViewProps = {
  readings: Readings;
  /** What the section Glossary of the requirements says. */
  glossary: readonly GlossaryTerm[];
  onCriterion: (id: string) => void;
  onSource: () => void;
};

const newTerm = '\n';
const nothing: readonly never[] = [];

/** Every word that the readings of a spec speak of: what people declared, what the rules found, and what nobody has defined. */
export function GlossaryView({ readings, glossary, onCriterion, onSource }: GlossaryViewProps) {
  const [filter, setFilter] = useState<GlossaryFilter>('all');
  const [wanted, setWanted] = useState('');
  const [opened, setOpened] = useState<string | null>(null);
  const { words, mayEdit } = readings;
  const all = readings.readings;
  const entries = useMemo(
    () => glossaryOf({ glossary, written: words.written, offered: words.offered, readings: all ?? nothing }),
    [glossary, words.written, words.offered, all],
  );
  const problems = readings.diagnostics.filter(({ code }) => code !== 'reading/stale' && code !== 'reading/no-criterion');
  const needle = wanted.trim().toLowerCase();
  const found = entries.filter(
    ({ name, phrases, definition }) =>
      needle === '' || [name, ...phrases, definition ?? ''].some((text) => text.toLowerCase().includes(needle)),
  );
  const shown = found.filter(({ kind }) => glossaryFilters[filter].has(kind));
  return (
    <section aria-label="Glossary" className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-1.5 border-b border-border px-3 py-1.5">
        <label className="relative min-w-36 flex-1">
          <span className="sr-only">Find a word</span>
          <Search aria-hidden="true" className="pointer-events-none absolute top-1.5 left-2 size-4 text-muted-foreground" />
          <input
            type="search"
            className="control h-7! pl-7.5!"
            placeholder="Find a word"
            value={wanted}
            onChange={({ target }) => setWanted(target.value)}
          />
        </label>
        <FilterBar
          names={glossaryFilterNames}
          labelOf={(name) => glossaryFilters[name].label}
          countOf={(name) => found.filter(({ kind }) => glossaryFilters[name].has(kind)).length}
          value={filter}
          onChange={setFilter}
        />
        {mayEdit && (
          <Button size="sm" onClick={() => setOpened(newTerm)}>
            <Plus aria-hidden="true" className="size-3.5" /> New word
          </Button>
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        {problems.length > 0 && (
          <Notice tone="warning" className="m-3" role="status">
            <span className="block font-medium">{formatCount(problems.length, 'problem')} in readings.spec</span>
            {problems.slice(0, 4).map(({ message, span }) => (
              <span key={`${span.start}:${message}`} className="block break-words">
                {message}
              </span>
            ))}
            {problems.length > 4 && <span className="block">and {problems.length - 4} more</span>}
            <button type="button" className="text-accent hover:underline" onClick={onSource}>
              Show them in the source
            </button>
          </Notice>
        )}
        {opened === newTerm && (
          <div className="border-b border-border px-4 py-3">
            <TermForm entry={null} readings={readings} entries={entries} onClose={() => setOpened(null)} />
          </div>
        )}
        {all === null ? (
          <p role="status" className="late px-4 py-3 text-muted-foreground">
            Reading the criteria
          </p>
        ) : (
          <>
            <ul>
              {shown.map((entry) => (
                <GlossaryItem
                  key={entry.name}
                  entry={entry}
                  entries={entries}
                  readings={readings}
                  isOpen={opened === entry.name}
                  onOpen={(isOpen) => setOpened(isOpen ? entry.name : null)}
                  onCriterion={onCriterion}
                />
              ))}
            </ul>
            {shown.length === 0 && (
              <EmptyState title={needle === '' ? 'No words here' : 'Nothing found'}>
                Words of the criteria that can be read, and of the section Glossary, are listed here.
              </EmptyState>
            )}
            <ProjectTerms readings={readings} />
          </>
        )}
      </div>
    </section>
  );
}
