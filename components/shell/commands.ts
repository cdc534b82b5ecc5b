'use client';

import { useEffect, useSyncExternalStore } from 'react';

/** Something the palette can do. `href` goes there; `run` does it here. */
export type Command = { id: string; group: string; label: string; hint?: string; keys?: string } & ({ href: string } | { run: () => void });

let commands: readonly Command[] = [];
const none: readonly Command[] = [];
const listeners = new Set<() => void>();

function set(next: readonly Command[]) {
  commands = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers a page's own actions in the palette while the page is on the screen. Keep the array stable. */
export function useCommands(offered: readonly Command[]): void {
  useEffect(() => {
    set([...commands, ...offered]);
    return () => set(commands.filter((command) => !offered.includes(command)));
  }, [offered]);
}

/** What the pages on the screen offer now. */
export function useOfferedCommands(): readonly Command[] {
  return useSyncExternalStore(
    subscribe,
    () => commands,
    () => none,
  );
}
