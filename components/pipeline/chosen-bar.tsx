'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { BoardCard } from './spec-card.tsx';

type ChosenBarProps = {
  chosen: readonly BoardCard[];
  epics: readonly string[];
  /** Opens with the reason asked for, as after dropping onto the archive. */
  asking: 'reason' | 'epic' | null;
  onAsk: (asking: 'reason' | 'epic' | null) => void;
  onGate: (() => void) | null;
  onArchive: (reason: string) => void;
  onRestore: () => void;
  onEpic: (epic: string | null) => void;
  onClear: () => void;
};

/** What can be done with the specs that are chosen. */
export function ChosenBar({ chosen, epics, asking, onAsk, onGate, onArchive, onRestore, onEpic, onClear }: ChosenBarProps) {
  const [words, setWords] = useState('');
  const archived = chosen.filter(({ isArchived }) => isArchived).length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = words.trim();
    setWords('');
    if (asking === 'reason' && text !== '') onArchive(text);
    if (asking === 'epic') onEpic(text === '' ? null : text);
  };
  return (
    <section
      aria-label="Chosen specs"
      className="flex min-h-11 flex-wrap items-center gap-2 border-b border-border bg-accent-soft/50 px-4 py-1.5 md:px-5"
    >
      <span role="status" className="font-medium">
        {chosen.length} chosen
      </span>
      {asking ? (
        <form onSubmit={submit} className="flex min-w-0 flex-1 items-center gap-2">
          <input
            aria-label={asking === 'reason' ? 'Put away, because' : 'Epic'}
            placeholder={asking === 'reason' ? 'Put away, because: superseded, not this year' : 'Epic; nothing for none'}
            list={asking === 'epic' ? 'epics' : undefined}
            required={asking === 'reason'}
            maxLength={asking === 'reason' ? 500 : 80}
            value={words}
            onChange={({ target }) => setWords(target.value)}
            onKeyDown={({ key }) => key === 'Escape' && onAsk(null)}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
            autoFocus
            className="control h-7! max-w-96 text-xs"
          />
          <datalist id="epics">
            {epics.map((epic) => (
              <option key={epic} value={epic} />
            ))}
          </datalist>
          <Button size="sm" type="submit" variant="primary">
            {asking === 'reason' ? 'Put away' : 'Set'}
          </Button>
          <Button size="sm" variant="ghost" onClick={() => onAsk(null)}>
            Cancel
          </Button>
        </form>
      ) : (
        <>
          {onGate && (
            <Button size="sm" onClick={onGate}>
              Open its gate
            </Button>
          )}
          {archived < chosen.length && (
            <Button size="sm" onClick={() => onAsk('reason')}>
              Put away
            </Button>
          )}
          {archived > 0 && (
            <Button size="sm" onClick={onRestore}>
              Take back
            </Button>
          )}
          <Button size="sm" onClick={() => onAsk('epic')}>
            Epic
          </Button>
          <Button size="sm" variant="ghost" onClick={onClear}>
            Clear
          </Button>
        </>
      )}
    </section>
  );
}
