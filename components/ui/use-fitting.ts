'use client';

import { type RefObject, useLayoutEffect, useState } from 'react';

/** What the button that opens the rest of a row takes. */
const restWidth = 76;
/** Both ends of the row. */
const rowPadding = 16;

/**
 * How many of a row's items fit into it: all of them where there is room, else those from the first on, and the chosen one in the place of the last. They
 * are measured as they are drawn, also those that are not seen; `stamp` says that they have changed.
 */
export function useFitting(row: RefObject<HTMLElement | null>, count: number, stamp: string, chosen: number): number {
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
      const fitBeside = (taken: number): number => {
        let used = restWidth + taken;
        const first = widths.findIndex((width) => {
          used += width;
          return used > room;
        });
        return first < 0 ? widths.length : first;
      };
      const fits = fitBeside(0);
      // A chosen one behind them takes its own width, and not that of the one in whose place it comes.
      setFitting(Math.max(1, chosen < fits ? fits : fitBeside(widths[chosen] ?? 0) + 1));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element.parentElement ?? element);
    measure();
    return () => observer.disconnect();
  }, [row, count, stamp, chosen]);
  return Math.min(fitting, count);
}
