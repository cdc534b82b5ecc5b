'use client';

import { type RefObject, useLayoutEffect, useState } from 'react';

/** What the button that opens the rest of a row takes. */
const restWidth = 76;
/** Both ends of the row. */
const rowPadding = 16;

/**
 * How many of a row's items fit into it, from the first on; all of them where there is room. `items` are measured as they are drawn, also those that are
 * not seen; `stamp` says that they have changed.
 */
export function useFitting(row: RefObject<HTMLElement | null>, count: number, stamp: string): number {
  const [fitting, setFitting] = useState(count);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another stamp means other widths
  useLayoutEffect(() => {
    const element = row.current;
    if (!element) return;
    const measure = () => {
      const widths = [...element.querySelectorAll<HTMLElement>('[data-tab]')].map(({ offsetWidth }) => offsetWidth);
      // The row's own width: that of the list changes with what is in it.
      const room = (element.parentElement?.clientWidth ?? element.clientWidth) - rowPadding;
      if (widths.reduce((sum, width) => sum + width, 0) <= room) {
        setFitting(count);
        return;
      }
      let used = restWidth;
      let fits = 0;
      for (const width of widths) {
        used += width;
        if (used > room) break;
        fits += 1;
      }
      setFitting(Math.max(1, fits));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element.parentElement ?? element);
    measure();
    return () => observer.disconnect();
  }, [row, count, stamp]);
  return Math.min(fitting, count);
}
