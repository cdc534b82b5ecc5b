import { type Change, readChange } from '#core/notices/change.ts';

const retryMs = 4_000;

/** A change, or that everything may have changed. */
export type Heard = Change | 'again';

/**
 * Follows what the server says has changed in an organization, from `readAt` on (the server's time, ms since 1970), until the returned function is
 * called. The tabs of a browser share one stream: whoever holds the lock reads it and passes on what it hears; when that tab goes, the next one takes
 * over. A tab that finds another one reading asks once for what happened between its own reading and now.
 */
export function followChanges(organization: string, readAt: number, onHeard: (heard: Heard) => void): () => void {
  const name = `plumbline:changes:${organization}`;
  const channel = new BroadcastChannel(name);
  const over = new AbortController();
  const address = `/api/events/changes?organization=${encodeURIComponent(organization)}&since=${readAt}`;
  const lead = () =>
    readStream(address, over.signal, (heard) => {
      onHeard(heard);
      channel.postMessage(heard);
    });
  channel.onmessage = ({ data }: MessageEvent<Heard>) => onHeard(data);
  const follow = async () => {
    const isFree = await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock) await lead();
      return lock !== null;
    });
    if (isFree || over.signal.aborted) return;
    catchUp(address, over.signal, onHeard);
    await navigator.locks.request(name, { signal: over.signal }, lead);
  };
  // Locks are there on secure addresses only; elsewhere each tab reads for itself. A wait that is given up is no failure.
  if ('locks' in navigator) follow().catch(() => {});
  else void lead();
  return () => {
    over.abort();
    channel.close();
  };
}

/** Reads a stream until `signal` fires; a connection that ends is opened again. */
function readStream(url: string, signal: AbortSignal, onHeard: (heard: Heard) => void): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      source = openSource(url, onHeard);
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

/** Reads what a stream says of the time before it was opened. What comes after, the tab that reads it passes on. */
function catchUp(url: string, signal: AbortSignal, onHeard: (heard: Heard) => void): void {
  const source = openSource(url, onHeard);
  const close = () => source.close();
  source.addEventListener('so-far', close);
  source.onerror = () => {
    // Nobody knows what it would have said.
    onHeard('again');
    close();
  };
  signal.addEventListener('abort', close);
}

function openSource(url: string, onHeard: (heard: Heard) => void): EventSource {
  const source = new EventSource(url);
  source.addEventListener('again', () => onHeard('again'));
  source.onmessage = ({ data }: MessageEvent<string>) => {
    const heard = readChange(JSON.parse(data));
    if (heard) onHeard(heard);
  };
  return source;
}
