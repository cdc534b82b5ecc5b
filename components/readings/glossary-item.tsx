'use client';

import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/class-names.ts';
import { InlineText } from '#components/ui/inline-text.tsx';
import type { GlossaryEntry } from '#core/readings/glossary.ts';
import { requirementOf } from '#core/readings/similar-terms.ts';
import { kindNames } from './glossary-words.ts';
import { TermForm } from './term-form.tsx';
import type { Readings } from './use-readings.ts';

type GlossaryItemProps = {
  entry: GlossaryEntry;
  entries: readonly GlossaryEntry[];
  readings: Readings;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onCriterion: (id: string) => void;
};

const mostCriteria = 6;

/** One word: what it is, what sentences call it, where it is used, and what it may be the same as. */
export function GlossaryItem({ entry, entries, readings, isOpen, onOpen, onCriterion }: GlossaryItemProps) {
  const { name, kind, phrases, scope, type, isWritten, definition, criteria, excludes, similar } = entry;
  const { label, why } = kindNames[kind];
  const isQuoted = kind === 'opaque' || kind === 'word';
  const named = phrases.filter((phrase) => phrase !== name);
  return (
    <li
      className={cx(
        'offscreen-cheap border-b border-l-2 border-border px-4 py-2.5',
        isOpen ? 'border-l-accent bg-accent-soft/20' : 'border-l-transparent',
      )}
    >
      <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <button
          type="button"
          data-row
          aria-expanded={isOpen}
          onClick={() => onOpen(!isOpen)}
          className={cx(
            'min-w-0 max-w-full text-left font-medium break-words hover:text-accent',
            !isQuoted && 'font-mono text-[0.8125rem]',
          )}
        >
          {name}
        </button>
        <Chip title={why} tone={kind === 'opaque' ? 'warning' : 'neutral'}>
          {label}
        </Chip>
        {type && kind !== 'opaque' && <span className="font-mono text-xs break-words text-muted-foreground">{type}</span>}
        <span className="ml-auto flex flex-wrap items-center justify-end gap-1 text-xs text-muted-foreground">
          {!isWritten && kind !== 'word' && kind !== 'opaque' && <span title="Found by rule; nobody has declared it">found by rule</span>}
          {criteria.slice(0, mostCriteria).map((id) => (
            <button
              key={id}
              type="button"
              title={`Show criterion ${id}`}
              onClick={() => onCriterion(id)}
              className="rounded-sm border border-border px-1 font-mono leading-4 hover:border-accent hover:text-accent"
            >
              {id}
            </button>
          ))}
          {criteria.length > mostCriteria && <span>and {criteria.length - mostCriteria} more</span>}
        </span>
      </div>
      {(named.length > 0 || definition || excludes.length > 0) && (
        <p className="mt-0.5 text-xs break-words text-muted-foreground">
          {named.length > 0 && <span className="text-foreground">{named.map((phrase) => `“${phrase}”`).join(', ')}</span>}
          {requirementOf(scope) !== null && ` in requirement ${requirementOf(scope)} only`}
          {named.length > 0 && definition && ' · '}
          {definition && <InlineText text={definition} />}
          {excludes.length > 0 && <> · excludes {excludes.join(', ')}</>}
        </p>
      )}
      {readings.mayEdit && similar.length > 0 && (
        <p className="mt-1 flex flex-wrap items-center gap-1.5 text-xs text-muted-foreground">
          The same as
          {similar.map((other) => (
            <Button
              key={other.name}
              size="sm"
              className="h-6! max-w-full"
              disabled={readings.isBusy}
              title={`${other.why}: what it is called means ${name} from now on`}
              onClick={() => void readings.change(mergeOf(entry, entries, other.name))}
            >
              <span className="truncate font-mono">{other.name}</span>?
            </Button>
          ))}
        </p>
      )}
      {isOpen && (
        <div className="mt-2">
          <TermForm entry={entry} readings={readings} entries={entries} onClose={() => onOpen(false)} />
        </div>
      )}
    </li>
  );
}

/** What has a name takes in what has none; of two names, the one that is looked at stays. */
function mergeOf(entry: GlossaryEntry, entries: readonly GlossaryEntry[], other: string): { kind: 'merge'; into: string; from: string } {
  const isOtherNamed = entries.find(({ name }) => name === other)?.kind !== 'opaque';
  return entry.kind === 'opaque' && isOtherNamed
    ? { kind: 'merge', into: other, from: entry.name }
    : { kind: 'merge', into: entry.name, from: other };
}
