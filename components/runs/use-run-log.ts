'use client';

import { getUntypedClient } from '@trpc/client';
import { useEffect, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPCClient } from '#components/shell/trpc-provider.tsx';
import { emptyRun, foldRun, type RunState } from '#core/run/fold-run.ts';
import type { NumberedEvent } from '#core/run/run-event.ts';
import { appendEntries, type LogEntry } from './log-entries.ts';

export type RunLog = {
  state: RunState;
  entries: readonly LogEntry[];
  /** Whether events come in now; a broken connection comes back by itself and goes on where it was. */
  connection: 'connecting' | 'live' | 'ended' | { refusal: string };
};

const start: RunLog = { state: emptyRun, entries: [], connection: 'connecting' };

/**
 * Follows a run's events and folds them as they come. Each is taken once, by its number, whatever the connection does;
 * what arrives within one frame is shown at once.
 */
export function useRunLog(runId: string): RunLog {
  const { slug } = useOrganization();
  const client = useTRPCClient();
  const [log, setLog] = useState(start);
  useEffect(() => {
    let waiting: NumberedEvent[] = [];
    let frame = 0;
    const flush = () => {
      frame = 0;
      const batch = waiting;
      waiting = [];
      setLog((before) => {
        const fresh = batch.filter(({ seq }) => seq > before.state.lastSeq);
        if (fresh.length === 0) return before;
        return { ...before, state: foldRun(before.state, fresh), entries: appendEntries(before.entries, fresh) };
      });
    };
    // The stream is served beside the router (`server/events`), on the wire of its subscriptions.
    const subscription = getUntypedClient(client).subscription(
      'runs.events',
      { organization: slug, runId },
      {
        onStarted: () => setLog((before) => ({ ...before, connection: 'live' })),
        onData: (message) => {
          const { data } = message as { data: NumberedEvent[] };
          waiting.push(...data);
          frame ||= requestAnimationFrame(flush);
        },
        onComplete: () => setLog((before) => ({ ...before, connection: 'ended' })),
        onConnectionStateChange: ({ state }) => {
          if (state === 'connecting') setLog((before) => (before.connection === 'live' ? { ...before, connection: 'connecting' } : before));
        },
        onError: (error) => setLog((before) => ({ ...before, connection: { refusal: error.message } })),
      },
    );
    return () => {
      cancelAnimationFrame(frame);
      subscription.unsubscribe();
      setLog(start);
    };
  }, [client, slug, runId]);
  return log;
}
