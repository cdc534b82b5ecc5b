'use client';

import { useEffect, useState } from 'react';
import { formatAge, formatDuration } from './format-time.ts';

/** The time now, renewed every `everyMs` while the page is looked at. */
function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

type AgeProps = { at: Date | string; className?: string };

/** An age in words with the exact moment on hover. Server and browser may differ by the seconds between them. */
export function Age({ at, className }: AgeProps) {
  const moment = new Date(at);
  const age = formatAge(moment.getTime(), useNow(30_000));
  return (
    <time
      dateTime={moment.toISOString()}
      title={moment.toISOString().replace('T', ' ').slice(0, 19).concat(' UTC')}
      className={className}
      suppressHydrationWarning
    >
      {age === 'now' ? 'just now' : `${age} ago`}
    </time>
  );
}

type ElapsedProps = { from: Date | string; to: Date | string | null; className?: string };

/** Time between two moments, counting on while there is no second one. */
export function Elapsed({ from, to, className }: ElapsedProps) {
  const now = useNow(to ? 3_600_000 : 1000);
  const end = to ? new Date(to).getTime() : now;
  return (
    <span className={className} suppressHydrationWarning>
      {formatDuration(Math.max(end - new Date(from).getTime(), to ? 0 : 1000))}
    </span>
  );
}
