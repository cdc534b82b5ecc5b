import pg from 'pg';
import { updatesChannel } from '#server/services/documents/document-state.ts';

/** Hears of every append to any document, by whichever process. */
export type UpdateFeed = {
  isListening(): boolean;
  /**
   * The connection that listens, if nothing runs on it, for the caller to run one statement on. What is announced there comes back with
   * the answer to it: one packet, and one awakening of the process, less for each commit.
   */
  idle(): pg.Client | undefined;
  close(): Promise<void>;
};

const retryMs = 500;

/**
 * Listens for appends on a connection of its own and tells `onAppend` of those that `writerId` did not make. After a break
 * `onGap` is told: announcements may have been missed.
 */
export function createUpdateFeed(options: {
  url: string;
  writerId: string;
  onAppend(documentId: string, lastSeq: number): void;
  onGap(): void;
}): UpdateFeed {
  let client: pg.Client | undefined;
  let isListening = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  const connect = async () => {
    const mine = new pg.Client({ connectionString: options.url, keepAlive: true });
    client = mine;
    const lose = () => {
      if (client !== mine) return;
      client = undefined;
      isListening = false;
      mine.end().catch(() => {});
      if (!isClosed) timer = setTimeout(connect, retryMs);
    };
    mine.on('error', lose);
    mine.on('end', lose);
    mine.on('notification', ({ payload }) => {
      const [documentId, lastSeq, writer] = (payload ?? '').split(' ');
      if (documentId && writer !== options.writerId) options.onAppend(documentId, Number(lastSeq));
    });
    try {
      await mine.connect();
      await mine.query(`LISTEN ${updatesChannel}`);
      isListening = true;
      options.onGap();
    } catch {
      lose();
    }
  };
  void connect();

  return {
    isListening: () => isListening,
    idle: () => (isListening && client && !isQuerying(client) ? client : undefined),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      isListening = false;
      await last?.end().catch(() => {});
    },
  };
}

/** True while a statement runs on the client, or waits to. */
function isQuerying(client: pg.Client): boolean {
  return busy.has(client);
}
const busy = new WeakSet<pg.Client>();

/** Runs one statement on the client, which `idle` does not give meanwhile. */
export async function runAlone<T>(client: pg.Client, work: (client: pg.Client) => Promise<T>): Promise<T> {
  busy.add(client);
  try {
    return await work(client);
  } finally {
    busy.delete(client);
  }
}
