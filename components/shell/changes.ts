'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Change, readChange } from '#core/notices/change.ts';
import { useTRPC } from './trpc-provider.tsx';

const retryMs = 4_000;
type Heard = Change | 'again';

/**
 * Reads anew what the server says has changed. The tabs of a browser share one stream: whoever holds the lock reads it and passes on
 * what it hears; when that tab goes, the next one takes over. Nothing is asked for by the clock, and nothing anew that the page came with:
 * `readAt`, the server's time at which it was read (ms since 1970), says from where on to tell.
 */
export function useChanges(organization: string, readAt: number): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useEffect(() => {
    const name = `plumbline:changes:${organization}`;
    const channel = new BroadcastChannel(name);
    const over = new AbortController();
    const act = (heard: Heard) => {
      if (heard === 'again' || heard.topic === 'inbox') void queryClient.invalidateQueries(trpc.inbox.pathFilter());
      if (heard === 'again') void queryClient.invalidateQueries(trpc.suggestions.list.pathFilter());
      else if (heard.topic === 'suggestions')
        void queryClient.invalidateQueries(trpc.suggestions.list.queryFilter({ organization, documentId: heard.id, after: 0 }));
      if (heard === 'again' || heard.topic === 'runs') {
        void queryClient.invalidateQueries(trpc.runs.list.pathFilter());
        void queryClient.invalidateQueries(trpc.studies.list.pathFilter());
        void queryClient.invalidateQueries(trpc.waves.pathFilter());
      }
      if (heard === 'again') void queryClient.invalidateQueries(trpc.comments.list.pathFilter());
      else if (heard.topic === 'comments')
        void queryClient.invalidateQueries(trpc.comments.list.queryFilter({ organization, specId: heard.id }));
      if (heard === 'again') void queryClient.invalidateQueries(trpc.checks.pathFilter());
      else if (heard.topic === 'checks') {
        void queryClient.invalidateQueries(trpc.checks.verdicts.queryFilter({ organization, specId: heard.id }));
        void queryClient.invalidateQueries(trpc.checks.trial.pathFilter());
      }
      if (heard === 'again') void queryClient.invalidateQueries(trpc.questions.list.pathFilter());
      else if (heard.topic === 'questions')
        void queryClient.invalidateQueries(trpc.questions.list.queryFilter({ organization, specId: heard.id }));
      // The page reads the readings with the spec itself.
      if (heard === 'again' || heard.topic === 'readings') {
        void queryClient.invalidateQueries(trpc.readings.pathFilter());
        void queryClient.invalidateQueries(trpc.specs.get.pathFilter());
      }
    };
    channel.onmessage = ({ data }: MessageEvent<Heard>) => act(data);
    const address = `/api/events/changes?organization=${encodeURIComponent(organization)}&since=${readAt}`;
    const read = () =>
      followStream(address, over.signal, (heard) => {
        act(heard);
        channel.postMessage(heard);
      });
    // Locks are there on secure addresses only; elsewhere each tab reads for itself.
    if ('locks' in navigator) navigator.locks.request(name, { signal: over.signal }, read).catch(() => {});
    else void read();
    return () => {
      over.abort();
      channel.close();
    };
  }, [organization, readAt, trpc, queryClient]);
}

/** Reads a stream until `signal` fires; a connection that ends is opened again. */
function followStream(url: string, signal: AbortSignal, onHeard: (heard: Heard) => void): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      source = new EventSource(url);
      source.addEventListener('again', () => onHeard('again'));
      source.onmessage = ({ data }: MessageEvent<string>) => {
        const heard = readChange(JSON.parse(data));
        if (heard) onHeard(heard);
      };
      // A browser opens a broken stream again by itself, and gives up on one that was refused, as by a server that is starting.
      source.onerror = () => {
        if (source.readyState !== EventSource.CLOSED || signal.aborted) return;
        clearTimeout(timer);
        timer = setTimeout(open, retryMs);
      };
    };
    open();
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      source.close();
      resolve();
    });
  });
}
