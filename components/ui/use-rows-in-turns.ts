'use client';

import { useEffect, useState } from 'react';
import { nextRows, type Rows } from './rows-in-sight.ts';

/**
 * Follows the rows to draw, so many new ones a frame: where a page flies past, a screen full of rich rows at once takes longer than a frame
 * lasts. What is drawn stays.
 */
export function useRowsInTurns(wanted: Rows, most: number): Rows {
  const [turn, setTurn] = useState({ wanted, drawn: wanted });
  const isNew = turn.wanted.from !== wanted.from || turn.wanted.to !== wanted.to;
  const drawn = isNew ? nextRows(turn.drawn, wanted, most) : turn.drawn;
  if (isNew) setTurn({ wanted, drawn });
  const isThere = drawn.from === wanted.from && drawn.to === wanted.to;
  useEffect(() => {
    if (isThere) return undefined;
    const frame = requestAnimationFrame(() => setTurn({ wanted, drawn: nextRows(drawn, wanted, most) }));
    return () => cancelAnimationFrame(frame);
  }, [isThere, drawn, wanted, most]);
  return drawn;
}
