'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { SuggestedDocument } from '#components/editor/use-suggesting.ts';
import { type Command, useCommands } from '#components/shell/commands.ts';
import type { Mode } from '#components/suggestions/mode-switch.tsx';
import { useSuggestionKeys } from '#components/suggestions/use-suggestion-keys.ts';
import { useSuggestions } from '#components/suggestions/use-suggestions.ts';
import type { SuggestionMark } from '#core/edits/suggestion-mark.ts';
import type { Span } from '#core/language/span.ts';

export type Shown = Pick<SuggestedDocument, 'marks' | 'outdated'>;
const nothingShown: Shown = { marks: [], outdated: new Set() };

export type SpecSuggestions = ReturnType<typeof useSpecSuggestions>;

/** The suggestions of the document on the screen, and the one that people look at. */
export function useSpecSuggestions(options: {
  documentId: string | null;
  mayEdit: boolean;
  /** As the address says it; the role decides where it says nothing, or too much. */
  mode: Mode | null;
  activeId: string | null;
  onActive: (id: string | null) => void;
  onShow: (place: Span) => void;
  onMode: (mode: Mode) => void;
}) {
  const { documentId, mayEdit, activeId, onActive, onShow } = options;
  const suggestions = useSuggestions(documentId);
  const [shown, setShown] = useState<Shown>(nothingShown);
  const allowed = useMemo<Mode[]>(
    () => ['viewing', ...(suggestions.mayWrite ? ['suggesting' as const] : []), ...(mayEdit ? ['editing' as const] : [])],
    [suggestions.mayWrite, mayEdit],
  );
  const byRole: Mode = mayEdit ? 'editing' : 'viewing';
  const mode = options.mode !== null && allowed.includes(options.mode) ? options.mode : byRole;

  const open = (id: string) => {
    onActive(id);
    const place = placeOf(shown.marks, id);
    if (place) onShow(place);
  };
  // A deep link shows its suggestion as soon as it has a place.
  const linked = useRef(activeId);
  const latest = useRef(onShow);
  useEffect(() => {
    latest.current = onShow;
  });
  useEffect(() => {
    const place = linked.current === null ? null : placeOf(shown.marks, linked.current);
    if (!place) return;
    linked.current = null;
    latest.current(place);
  }, [shown.marks]);
  const step = (by: 1 | -1) => {
    const order = [...new Set(shown.marks.toSorted((a, b) => a.start - b.start).map(({ suggestionId }) => suggestionId))];
    const at = activeId === null ? -1 : order.indexOf(activeId);
    const next = order[at < 0 ? (by === 1 ? 0 : order.length - 1) : (at + by + order.length) % order.length];
    if (next !== undefined) open(next);
  };
  const decide = (decision: 'accept' | 'reject') => {
    if (activeId === null || !suggestions.mayDecide || !suggestions.open.some(({ id }) => id === activeId)) return;
    suggestions.decide([activeId], decision);
    step(1);
  };
  useSuggestionKeys({ onStep: step, onAccept: () => decide('accept'), onReject: () => decide('reject') });
  const latestMode = useRef(options.onMode);
  useEffect(() => {
    latestMode.current = options.onMode;
  });
  const commands = useMemo<Command[]>(
    () =>
      allowed
        .filter((name) => name !== mode)
        .map((name) => ({ id: `mode-${name}`, group: 'Actions', label: `Turn to ${name}`, run: () => latestMode.current(name) })),
    [allowed, mode],
  );
  useCommands(commands);
  const onShown = useCallback((next: Shown) => setShown(next), []);
  return { onMode: options.onMode, suggestions, shown, onShown, mode, allowed, activeId, open, step };
}

function placeOf(marks: readonly SuggestionMark[], id: string): Span | null {
  const own = marks.filter(({ suggestionId }) => suggestionId === id);
  const [first] = own;
  if (!first) return null;
  return {
    start: Math.min(...own.map(({ start }) => start)),
    end: Math.max(first.end, ...own.filter(({ start }) => start <= first.end).map(({ end }) => end)),
  };
}
