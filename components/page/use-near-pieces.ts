'use client';

import { type RefObject, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** How far from the screen a piece is drawn before somebody can see it. */
const margin = '700px 0px';
/** Pieces are drawn for so long before the browser may paint and hear keys. */
const turnMs = 10;
/** Text that flies past is not worth drawing: faster than this it stays plain. */
const flyingPxPerMs = 4;
/** It has landed when it has not flown for so long, or for two of its last steps where each takes longer than that: on a slow machine. */
const landingMs = 80;
const longestLandingMs = 240;

/** Which pieces are near the screen. */
export type NearPieces = {
  /** Tells a piece, drawn or not as it stands, when it has come near or is so no more. */
  watch(index: number, isDrawn: boolean, listener: (isNear: boolean) => void): () => void;
};

/**
 * Follows which pieces are near the screen, group by group: looking at each of a thousand would itself take a good part of every frame. Scrolling
 * brings several pieces at once: each is drawn by itself, those nearest to the screen first, and between them the browser paints; while the page
 * flies past, none is. Nothing is followed unless the page is `isLong`, `count` groups of it.
 */
export function useNearPieces(scroller: RefObject<HTMLElement | null>, isLong: boolean, count: number): NearPieces {
  const [pieces] = useState(openPieces);
  useEffect(() => {
    const root = scroller.current;
    if (!root || !isLong || count === 0) return;
    const observer = new IntersectionObserver((entries) => pieces.take(root, entries), { root, rootMargin: margin });
    for (const group of root.querySelectorAll('[data-group]')) observer.observe(group);
    const onScroll = () => pieces.scrolledTo(root.scrollTop);
    root.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      root.removeEventListener('scroll', onScroll);
      observer.disconnect();
      pieces.forget();
    };
  }, [scroller, pieces, isLong, count]);
  return pieces;
}

function openPieces() {
  const watched = new Map<number, { isDrawn: boolean; listener: (isNear: boolean) => void }>();
  const waiting = new Map<Element, boolean>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let scrolled = { top: 0, at: 0 };
  let flown = { at: Number.NEGATIVE_INFINITY, stepMs: 0 };

  const ownOf = (piece: Element) => watched.get(Number(piece instanceof HTMLElement ? piece.dataset['piece'] : Number.NaN));
  const turn = (root: Element) => {
    timer = undefined;
    const landing = Math.min(longestLandingMs, Math.max(landingMs, flown.stepMs * 2));
    if (performance.now() - flown.at < landing) {
      timer = setTimeout(turn, landingMs, root);
      return;
    }
    const until = performance.now() + turnMs;
    const middle = root.getBoundingClientRect().top + root.clientHeight / 2;
    const distance = (piece: Element) => {
      const { top, bottom } = piece.getBoundingClientRect();
      return top > middle ? top - middle : bottom < middle ? middle - bottom : 0;
    };
    const order = [...waiting].map(([piece, isNear]) => ({ piece, isNear, far: distance(piece) })).sort((a, b) => a.far - b.far);
    for (const { piece, isNear } of order) {
      if (performance.now() >= until) break;
      waiting.delete(piece);
      // What somebody types in, or stands on, stays.
      if (!isNear && piece.contains(document.activeElement)) continue;
      const own = ownOf(piece);
      if (!own) continue;
      own.isDrawn = isNear;
      flushSync(() => own.listener(isNear));
    }
    if (waiting.size > 0) timer = setTimeout(turn, 0, root);
  };

  return {
    watch: (index: number, isDrawn: boolean, listener: (isNear: boolean) => void) => {
      watched.set(index, { isDrawn, listener });
      return () => watched.delete(index);
    },
    take: (root: Element, entries: readonly IntersectionObserverEntry[]) => {
      for (const { target: group, isIntersecting } of entries) {
        // The browser lays out and paints nothing of a group that is far.
        group.toggleAttribute('data-far', !isIntersecting);
        for (const piece of group.children) {
          if (ownOf(piece)?.isDrawn === isIntersecting) waiting.delete(piece);
          else waiting.set(piece, isIntersecting);
        }
      }
      if (waiting.size > 0) timer ??= setTimeout(turn, 0, root);
    },
    scrolledTo: (top: number) => {
      const at = performance.now();
      const isFlying = Math.abs(top - scrolled.top) > flyingPxPerMs * (at - scrolled.at);
      scrolled = { top, at };
      // Between its steps the browser moves the page a little, as heights of what comes near are known: that is no landing.
      if (isFlying) flown = { at, stepMs: at - flown.at };
    },
    forget: () => {
      clearTimeout(timer);
      timer = undefined;
      waiting.clear();
    },
  };
}
