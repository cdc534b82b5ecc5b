'use client';

import { type RefObject, useEffect, useState } from 'react';
import { type Rows, rowsInSight } from './rows-in-sight.ts';

/** What a screen shows before anything was measured. */
const firstHeightPx = 900;

/** Follows which rows of equal height a scroller shows; at first those of its first screen. */
export function useRowsInSight(scroller: RefObject<HTMLElement | null>, { count, rowPx }: { count: number; rowPx: number }): Rows {
  const [place, setPlace] = useState({ topPx: 0, heightPx: firstHeightPx });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const look = () => {
      const { scrollTop: topPx, clientHeight: heightPx } = element;
      setPlace((before) => {
        const sizes = { count, rowPx };
        const [known, next] = [rowsInSight({ ...sizes, ...before }), rowsInSight({ ...sizes, topPx, heightPx })];
        return known.from === next.from && known.to === next.to ? before : { topPx, heightPx };
      });
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, count, rowPx]);
  return rowsInSight({ count, rowPx, ...place });
}
