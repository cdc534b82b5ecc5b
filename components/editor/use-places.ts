'use client';

import { useEffect, useState } from 'react';
import { type Anchor, type Place, placesOf } from '#core/comments/anchor.ts';
import type { LiveSession } from './live-session.ts';

export type Anchored = { id: string; anchor: Anchor };

const none: ReadonlyMap<string, Place> = new Map();
/** Between two looks while somebody types; decorations move along by themselves meanwhile. */
const restMs = 120;

/** Where anchored things are in an open document, by their ids, kept true while it is edited. Empty until it is open. */
export function usePlaces(session: LiveSession | null, anchored: readonly Anchored[]): ReadonlyMap<string, Place> {
  const [places, setPlaces] = useState(none);
  useEffect(() => {
    if (!session) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      const found = placesOf(
        session.text,
        anchored.map(({ anchor }) => anchor),
      );
      const next = new Map(anchored.map(({ id }, i): [string, Place] => [id, found[i] ?? { state: 'unknown' }]));
      setPlaces((before) => (JSON.stringify([...before]) === JSON.stringify([...next]) ? before : next));
    };
    const later = () => {
      timer ??= setTimeout(look, restMs);
    };
    const stop = session.subscribe(later);
    timer = setTimeout(look);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [session, anchored]);
  return session ? places : none;
}
