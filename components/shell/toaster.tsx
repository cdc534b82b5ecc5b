'use client';

import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';

/** What a sentence offers for a while, as `Undo`. */
type Offer = { label: string; run: () => void; forMs: number };
type Toast = { id: number; tone: 'success' | 'danger'; sentence: string; offer: Offer | null };

let toasts: readonly Toast[] = [];
let lastId = 0;
const none: readonly Toast[] = [];
const listeners = new Set<() => void>();
const shownMs = 4500;
/** Of each tone the newest lies on the screen; an older one whose offer still stands comes back when that has gone. */
const kept = 4;

function set(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number) => set(toasts.filter((toast) => toast.id !== id));

/** Says one sentence at the edge of the screen, to eyes and screen readers. A failure stays until it is put away. */
export function say(sentence: string, tone: Toast['tone'] = 'success', offer: Offer | null = null): void {
  lastId += 1;
  const id = lastId;
  set([...toasts.slice(1 - kept), { id, tone, sentence, offer }]);
  if (tone === 'success') setTimeout(() => dismiss(id), offer?.forMs ?? shownMs);
}

/** Takes every offer off the screen: work has started on the strength of what was done, and it cannot be undone any more. */
export function dropOffers(): void {
  set(toasts.filter(({ offer }) => offer === null));
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function newestOfEach(all: readonly Toast[]): Toast[] {
  return all.filter(({ id, tone }) => all.findLast((other) => other.tone === tone)?.id === id);
}

export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => toasts,
    () => none,
  );
  return (
    <section
      aria-live="polite"
      aria-label="Notices"
      // Above what stands at the foot of a page: the gate of a document, the line that a running agent is told something in.
      className="pointer-events-none fixed right-4 bottom-20 z-50 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2"
    >
      {newestOfEach(shown).map(({ id, tone, sentence, offer }) => (
        <div
          key={id}
          className="pointer-events-auto flex items-start gap-2 rounded-md border border-border bg-card py-2 pr-1 pl-3 shadow-(--shadow)"
        >
          <StateIcon
            shape={tone === 'success' ? 'check' : 'bang'}
            className={tone === 'success' ? 'mt-1.5 text-success' : 'mt-1.5 text-danger'}
          />
          <p className="min-w-0 flex-1 py-1 break-words">{sentence}</p>
          {offer && (
            <Button
              size="sm"
              onClick={() => {
                dismiss(id);
                offer.run();
              }}
            >
              {offer.label}
            </Button>
          )}
          <IconButton label="Put away" onClick={() => dismiss(id)}>
            <X className="size-3.5" />
          </IconButton>
        </div>
      ))}
    </section>
  );
}
