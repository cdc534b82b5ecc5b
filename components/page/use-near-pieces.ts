'use client';

import { type RefObject, startTransition, useEffect, useState } from 'react';
import type { PageCut } from '#core/page/cut-page.ts';

/** A page of so many characters is drawn whole. */
const wholeUpTo = 24_000;
/** How far from the screen a piece is drawn before somebody can see it. */
const margin = '1200px 0px';

/** The pieces that are drawn: those near the screen, and, before the browser has said which these are, the first ones. */
export function useNearPieces(
  scroller: RefObject<HTMLElement | null>,
  cuts: readonly PageCut[],
  kept: number | null,
): (index: number) => boolean {
  const firstFar = cuts.findIndex(({ start }) => start > wholeUpTo);
  const isLong = firstFar >= 0;
  const [near, setNear] = useState<ReadonlySet<number> | null>(null);
  const count = cuts.length;
  useEffect(() => {
    const root = scroller.current;
    if (!root || !isLong || count === 0) return;
    const observer = new IntersectionObserver(
      (entries) => {
        startTransition(() => {
          setNear((before) => {
            const next = new Set(before);
            for (const { target, isIntersecting } of entries) {
              const index = Number(target instanceof HTMLElement ? target.dataset['piece'] : Number.NaN);
              // What somebody types in, or stands on, stays.
              if (isIntersecting) next.add(index);
              else if (!target.contains(document.activeElement)) next.delete(index);
            }
            return next;
          });
        });
      },
      { root, rootMargin: margin },
    );
    for (const piece of root.querySelectorAll('[data-piece]')) observer.observe(piece);
    return () => observer.disconnect();
  }, [scroller, isLong, count]);
  return (index) => !isLong || index === kept || (near ? near.has(index) : index < firstFar);
}
