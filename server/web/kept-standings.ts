import type { FindStanding, HeaderReader, Standing } from '#server/auth/identify.ts';
import { type Listener, listen } from '#server/events/listen.ts';

/** Longest time in ms for which an answer is given again, should every notice of a change be lost. */
const keptMs = 5_000;
const mostKept = 10_000;

/** Postgres channel on which the database itself announces changes of people, sessions, members and organizations. */
const accessChannel = 'access';

export type KeptStandings = {
  find: FindStanding;
  forget: () => void;
  /** Calls `look` whenever somebody's rights may have changed, in this process or another, and when such notices may have been missed. */
  watch: (look: () => void) => () => void;
  close: () => Promise<void>;
};

/**
 * Remembers who a session is and what its holder may do, because each call of each page begins by asking. Everything is forgotten at each
 * change of such a thing: at once in this process (`forget`), on the database's notice in others, and while nobody hears notices nothing is
 * remembered. Refusals are not kept, nor are the answers for API keys, whose use is noted.
 */
export function keepStandings({ url, find }: { url: string; find: FindStanding }): KeptStandings {
  const kept = new Map<string, { standing: Standing; until: number }>();
  let changes = 0;
  const forget = () => {
    changes += 1;
    kept.clear();
  };
  const lookers = new Set<() => void>();
  const onChange = () => {
    forget();
    for (const look of lookers) look();
  };
  const listener: Listener = listen(url, accessChannel, { onNotice: onChange, onConnected: onChange });

  const ask = async (key: string, headers: HeaderReader, slug: string): Promise<Standing | null> => {
    const before = changes;
    const standing = await find(headers, slug);
    // What was read before a change may be from before it.
    if (standing?.membership && before === changes && listener.isListening()) {
      if (kept.size >= mostKept) kept.clear();
      kept.set(key, { standing, until: performance.now() + keptMs });
    }
    return standing;
  };

  return {
    find: (headers, slug) => {
      const cookie = headers.get('cookie');
      if (!cookie || headers.has('x-api-key') || headers.has('authorization')) return find(headers, slug);
      const key = `${slug} ${cookie}`;
      const known = kept.get(key);
      if (known && known.until > performance.now() && listener.isListening()) return Promise.resolve(known.standing);
      return ask(key, headers, slug);
    },
    forget,
    watch: (look) => {
      lookers.add(look);
      return () => void lookers.delete(look);
    },
    close: () => listener.close(),
  };
}
