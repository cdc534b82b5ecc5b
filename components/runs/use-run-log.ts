'use client';

import { getUntypedClient } from '@trpc/client';
import { useEffect, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPCClient } from '#components/shell/trpc-provider.tsx';
import { emptyRun, foldRun, type RunState } from '#core/run/fold-run.ts';
import type { NumberedEvent } from '#core/run/run-event.ts';
import { appendEntries, type LogEntry } from './log-entries.ts';
import { sharedStream } from './shared-stream.ts';

export type RunLog = {
  state: RunState;
  entries: readonly LogEntry[];
  /** Whether events come in now; a broken connection comes back by itself and goes on where it was. */
  connection: 'connecting' | 'live' | 'ended' | { refusal: string };
};

const start: RunLog = { state: emptyRun, entries: [], connection: 'connecting' };

/** Of a longer log its end is asked for first, and is there to be read while the rest comes. */
const tailEvents = 500;

/**
 * Follows a run's events and folds them as they come. Each is taken once, by its number, whatever the connection does;
 * what arrives within one frame is shown at once. `knownSeq` is how far the log is known to go.
 */
export function useRunLog(runId: string, knownSeq: number): RunLog {
  const { slug } = useOrganization();
  const client = useTRPCClient();
  const [log, setLog] = useState(start);
  const [tailFrom] = useState(() => (knownSeq > 2 * tailEvents ? knownSeq - tailEvents : 0));
  useEffect(() => {
    let waiting: NumberedEvent[] = [];
    let frame = 0;
    // Until the rest has come, the end of the log stands here; and the lines that are shown are only its own.
    let tail: NumberedEvent[] | null = tailFrom > 0 ? [] : null;
    let whole: Pick<RunLog, 'state' | 'entries'> = start;
    const take = (events: readonly NumberedEvent[]) => {
      const fresh = events.filter(({ seq }) => seq > whole.state.lastSeq);
      if (fresh.length > 0) whole = { state: foldRun(whole.state, fresh), entries: appendEntries(whole.entries, fresh) };
    };
    const flush = () => {
      frame = 0;
      const batch = waiting;
      waiting = [];
      take(batch);
      if (tail && whole.state.lastSeq >= tailFrom) {
        take(tail);
        tail = null;
      }
      if (!tail) setLog(({ connection }) => ({ connection, ...whole }));
    };
    const wake = () => {
      frame ||= requestAnimationFrame(flush);
    };
    const live = sharedStream(slug).follow(runId, tailFrom, {
      onEvents: (events) => {
        if (!tail) {
          waiting.push(...events);
          wake();
          return;
        }
        tail.push(...events);
        const shown = appendEntries([], tail);
        setLog((before) => ({ ...before, entries: shown }));
      },
      onState: (connection) =>
        // A run that is over stays so, whatever becomes of the connection for the others.
        setLog((before) => (before.connection === 'ended' ? before : { ...before, connection })),
    });
    // What came before is read once, on a connection of its own, served beside the router (`server/events`) on the wire of its subscriptions.
    const rest =
      tailFrom > 0
        ? getUntypedClient(client).subscription(
            'runs.events',
            { organization: slug, runId },
            {
              onData: (message) => {
                const events = (message as { data: NumberedEvent[] }).data;
                waiting.push(...events.filter(({ seq }) => seq <= tailFrom));
                wake();
                if ((events.at(-1)?.seq ?? 0) >= tailFrom) rest?.unsubscribe();
              },
              onError: (error) => setLog((before) => ({ ...before, connection: { refusal: error.message } })),
            },
          )
        : null;
    return () => {
      cancelAnimationFrame(frame);
      live();
      rest?.unsubscribe();
      setLog(start);
    };
  }, [client, slug, runId, tailFrom]);
  return log;
}
