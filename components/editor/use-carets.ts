'use client';

import { useEffect, useState } from 'react';
import { spanMover } from '#core/edits/moved-span.ts';
import type { Caret } from './live-places.ts';
import type { LiveSession } from './live-session.ts';

const nobody: readonly Caret[] = [];
/** Two long texts are compared each time, which must not happen in the frame of a key. */
const pauseMs = 150;

/** Where the others are in a text that a page shows, which may be a few keys behind the live one. */
export function useCarets(session: LiveSession | null, shown: string): readonly Caret[] {
  const [carets, setCarets] = useState(nobody);
  useEffect(() => {
    if (!session) return;
    const look = () => {
      const there = session.places.carets();
      const moved = there.length === 0 ? null : spanMover(session.getText(), shown);
      const placeOf = (at: number) => moved?.({ start: at, end: at }).start ?? at;
      const placed = there.map((caret) => ({ ...caret, anchor: placeOf(caret.anchor), head: placeOf(caret.head) }));
      setCarets((before) => (JSON.stringify(before) === JSON.stringify(placed) ? before : placed));
    };
    look();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = session.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        look();
      }, pauseMs);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [session, shown]);
  return session ? carets : nobody;
}
