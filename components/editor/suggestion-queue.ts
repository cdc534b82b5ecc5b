import type { Hunk } from '#core/edits/suggestion.ts';

/** A written suggestion; null takes it back. */
export type SuggestionChange = { id: string; hunks: Hunk[] | null };
/** `later`: the server lacks something that is on its way, or cannot be reached. */
export type WriteAnswer = 'written' | 'later' | 'refused';

export type SuggestionQueue = {
  add(ids: readonly string[]): void;
  /** True while something of `id` waits or is on its way. */
  isPending(id: string): boolean;
  state(): 'saved' | 'saving' | 'offline' | 'refused';
  /** Sends what waits now. */
  flush(): void;
  close(): void;
};

/** At most one write in this time: long enough for a word to grow, short enough to be watched growing. */
const restMs = 150;
const retryMs = [300, 1_000, 3_000] as const;
const batch = 100;

/** Sends suggestions as they are typed: the latest state of each, one request at a time, until the server has it. */
export function createSuggestionQueue(options: {
  read: (id: string) => Hunk[] | null;
  write: (changes: SuggestionChange[]) => Promise<WriteAnswer>;
  onState: () => void;
}): SuggestionQueue {
  const waiting = new Set<string>();
  let sending: readonly string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isRefused = false;
  let sentAt = 0;

  const plan = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void send(), ms);
  };
  const send = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (sending.length > 0 || waiting.size === 0 || isRefused) return;
    sentAt = Date.now();
    sending = [...waiting].slice(0, batch);
    for (const id of sending) waiting.delete(id);
    const answer = await options.write(sending.map((id) => ({ id, hunks: options.read(id) })));
    if (answer === 'later') for (const id of sending) waiting.add(id);
    sending = [];
    isRefused = answer === 'refused';
    failures = answer === 'later' ? failures + 1 : 0;
    if (waiting.size > 0) plan(failures > 0 ? (retryMs[failures - 1] ?? retryMs[2]) : restMs);
    options.onState();
  };

  return {
    add: (ids) => {
      for (const id of ids) waiting.add(id);
      // The first key goes at once, those behind it together: somebody who never rests is seen, too.
      if (timer === undefined) plan(Math.max(0, restMs - (Date.now() - sentAt)));
      options.onState();
    },
    isPending: (id) => waiting.has(id) || sending.includes(id),
    state: () => {
      if (isRefused) return 'refused';
      if (failures > 1) return 'offline';
      return waiting.size > 0 || sending.length > 0 ? 'saving' : 'saved';
    },
    flush: () => void send(),
    close: () => {
      void send();
      clearTimeout(timer);
    },
  };
}
