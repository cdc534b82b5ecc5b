import pg from 'pg';

export type Listener = { isListening(): boolean; close(): Promise<void> };

const firstPauseMs = 100;
const longestPauseMs = 2000;
const probeMs = 10_000;

/**
 * Listens on a channel, over a connection of its own, for as long as the process lives: one that breaks is replaced.
 * Notices given while there was none are lost, which `onConnected` is for: whoever listens looks for himself then.
 */
export function listen(
  url: string,
  channel: string,
  { onNotice, onConnected }: { onNotice: (payload: string) => void; onConnected: () => void },
): Listener {
  let client: pg.Client | undefined;
  let isListening = false;
  let isClosed = false;
  let retry: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;

  const connect = async () => {
    const fresh = new pg.Client({
      connectionString: url,
      keepAlive: true,
      query_timeout: probeMs,
      application_name: `plumbline listens to ${channel}`,
    });
    client = fresh;
    let isOver = false;
    let probe: NodeJS.Timeout | undefined;
    const over = () => {
      if (isOver) return;
      isOver = true;
      isListening = false;
      clearInterval(probe);
      fresh.end().catch(() => {});
      if (isClosed) return;
      retry = setTimeout(connect, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    };
    fresh.on('error', over);
    fresh.on('end', over);
    fresh.on('notification', ({ payload }) => onNotice(payload ?? ''));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${channel}`);
      if (isClosed) return over();
      isListening = true;
      pauseMs = firstPauseMs;
      // A connection whose other end has vanished says nothing: only a question finds out.
      probe = setInterval(() => fresh.query('SELECT 1').catch(over), probeMs);
      probe.unref();
      onConnected();
    } catch {
      over();
    }
  };

  const connected = connect();

  return {
    isListening: () => isListening,
    close: async () => {
      isClosed = true;
      clearTimeout(retry);
      await connected;
      await client?.end().catch(() => {});
    },
  };
}
