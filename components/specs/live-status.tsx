'use client';

import { useSyncExternalStore } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';

type SaveState = 'saved' | 'saving' | 'offline' | 'refused';
type Person = { id: string; name: string; color: string; isMe: boolean };

const looks: Record<SaveState, { words: string; shape: Shape; color: string }> = {
  saved: { words: 'Saved', shape: 'check', color: 'text-muted-foreground' },
  saving: { words: 'Saving', shape: 'dashed', color: 'text-muted-foreground' },
  offline: { words: 'Offline, kept in this browser', shape: 'bang', color: 'text-warning' },
  refused: { words: 'Not saved: the server refused', shape: 'cross', color: 'text-danger' },
};

const reading = { words: 'Read only', shape: 'hollow', color: 'text-muted-foreground' } as const;

const facesShown = 4;

/** Whether all is saved, told to those who show it alone: it changes twice a key, and the page around them is long. */
export type SaveSignal = { get: () => SaveState; set: (state: SaveState) => void; subscribe: (listener: () => void) => () => void };

export function createSaveSignal(): SaveSignal {
  const listeners = new Set<() => void>();
  let state: SaveState = 'saved';
  return {
    get: () => state,
    set: (next) => {
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type LiveStatusProps = {
  saving: SaveSignal;
  isReadOnly: boolean;
  people: readonly Person[];
  /** Whose place the view keeps to. */
  followed: string | null;
  onFollow: (userId: string | null) => void;
};

/** Whether what is typed is safe, and who else is here. */
export function LiveStatus({ saving, isReadOnly, people, followed, onFollow }: LiveStatusProps) {
  const saveState = useSyncExternalStore(saving.subscribe, saving.get, saving.get);
  const { words, shape, color } = isReadOnly && saveState === 'saved' ? reading : looks[saveState];
  const others = people.filter(({ isMe }) => !isMe);
  return (
    <div className="flex shrink-0 items-center gap-2 pr-1 text-xs">
      {others.length > 0 && (
        <ul aria-label="Also here" className="flex -space-x-1">
          {others.slice(0, facesShown).map(({ id, name, color: personColor }) => (
            <li key={id}>
              <button
                type="button"
                aria-pressed={followed === id}
                aria-label={followed === id ? `Stop following ${name}` : `Follow ${name}`}
                title={followed === id ? `Following ${name}; click to stop` : `${name}; click to follow`}
                onClick={() => onFollow(followed === id ? null : id)}
                style={{ borderColor: personColor, background: followed === id ? personColor : undefined }}
                className={cx(
                  'flex size-5 items-center justify-center rounded-full border-2 text-[0.625rem] font-semibold',
                  followed === id ? 'text-background' : 'bg-card',
                )}
              >
                {name.slice(0, 1).toUpperCase()}
              </button>
            </li>
          ))}
          {others.length > facesShown && <li className="pl-2 text-muted-foreground">+{others.length - facesShown}</li>}
        </ul>
      )}
      <span role="status" className={cx('flex items-center gap-1 whitespace-nowrap', color)}>
        <StateIcon shape={shape} className="size-3.5" />
        <span className="max-sm:sr-only">{words}</span>
      </span>
    </div>
  );
}
