'use client';

import { type ReactNode, startTransition, useEffect, useRef, useState } from 'react';

/** So many items are drawn, and left out, together. */
const partOf = 20;
/** A list of so many items is drawn whole. */
const wholeUpTo = 60;
/** How far from the screen items are drawn before somebody can see them. */
const marginPx = 900;

type LongListProps<T> = {
  items: readonly T[];
  /** About how tall an item is, for the room of those that are not drawn. */
  itemPx: number;
  /** The place of an item that is drawn wherever the screen is: the one that is chosen. */
  kept?: number;
  /** `tbody` for rows of a table. */
  as?: 'div' | 'tbody';
  /** Draws a stretch of the list that begins at `from`. */
  children: (items: readonly T[], from: number) => ReactNode;
};

/** A list of any length that costs what the screen shows of it: the rest is room, until somebody scrolls near. */
export function LongList<T>({ items, itemPx, kept = -1, as = 'div', children }: LongListProps<T>): ReactNode {
  if (items.length <= wholeUpTo) return as === 'tbody' ? <tbody>{children(items, 0)}</tbody> : children(items, 0);
  return Array.from({ length: Math.ceil(items.length / partOf) }, (_, at) => {
    const from = at * partOf;
    const own = items.slice(from, from + partOf);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have an order; what is in them is told apart within
      <Part key={at} as={as} isFirst={at < 2} isKept={kept >= from && kept < from + partOf} roomPx={own.length * itemPx}>
        {() => children(own, from)}
      </Part>
    );
  });
}

type PartProps = {
  as: 'div' | 'tbody';
  /** Drawn before the browser has said what it shows. */
  isFirst: boolean;
  isKept: boolean;
  roomPx: number;
  children: () => ReactNode;
};

function Part({ as: Element, isFirst, isKept, roomPx, children }: PartProps) {
  const element = useRef<HTMLDivElement & HTMLTableSectionElement>(null);
  const [isNear, setNear] = useState(isFirst);
  const [drawnPx, setDrawnPx] = useState<number | null>(null);
  useEffect(() => {
    const own = element.current;
    if (!own) return undefined;
    return whenNear(own, (isNow) => {
      // What somebody types in, or stands on, stays.
      if (!isNow && own.contains(document.activeElement)) return;
      startTransition(() => {
        if (!isNow) setDrawnPx(own.offsetHeight);
        setNear(isNow);
      });
    });
  }, []);
  if (isNear || isKept) return <Element ref={element}>{children()}</Element>;
  const height = drawnPx ?? roomPx;
  if (Element === 'div') return <div ref={element} style={{ height }} />;
  return (
    <tbody ref={element} aria-hidden="true">
      <tr>
        <td style={{ height }} />
      </tr>
    </tbody>
  );
}

type Watch = { observer: IntersectionObserver; listeners: Map<Element, (isNear: boolean) => void> };
const watches = new WeakMap<Element, Watch>();

/** Tells whether an element is near what its scroller shows, at first and whenever that changes. */
function whenNear(element: Element, listener: (isNear: boolean) => void): () => void {
  const root = scrollerOf(element);
  const watch = watches.get(root) ?? openWatch(root);
  watch.listeners.set(element, listener);
  watch.observer.observe(element);
  return () => {
    watch.listeners.delete(element);
    watch.observer.unobserve(element);
  };
}

function openWatch(root: Element): Watch {
  const listeners: Watch['listeners'] = new Map();
  const tell = (entries: IntersectionObserverEntry[]) => {
    for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
  };
  const watch = { listeners, observer: new IntersectionObserver(tell, { root, rootMargin: `${marginPx}px 0px` }) };
  watches.set(root, watch);
  return watch;
}

function scrollerOf(element: Element): Element {
  for (let above = element.parentElement; above; above = above.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(above).overflowY)) return above;
  }
  return document.documentElement;
}
