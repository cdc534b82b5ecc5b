import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followChanges, type Heard } from './shared-changes.ts';

/** What the server knows to have changed, by its time, and the streams that read it. */
const happened: { at: number; id: string }[] = [];
const open = new Set<FakeSource>();

class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  readyState = 0;
  onerror: (() => void) | null = null;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  constructor(url: string) {
    super();
    open.add(this);
    const since = Number(new URL(url, 'http://x').searchParams.get('since'));
    queueMicrotask(() => {
      for (const { at, id } of happened) if (at >= since) this.tell(id);
      if (open.has(this)) this.dispatchEvent(new Event('so-far'));
    });
  }
  tell(id: string): void {
    if (open.has(this)) this.onmessage?.(new MessageEvent('message', { data: JSON.stringify({ topic: 'runs', id }) }));
  }
  close(): void {
    this.readyState = FakeSource.CLOSED;
    open.delete(this);
  }
}

function happens(at: number, id: string): void {
  happened.push({ at, id });
  for (const source of open) source.tell(id);
}

/** One lock, given to whoever waits longest. */
let isHeld = false;
let waiting: (() => void)[] = [];
type Options = { ifAvailable?: boolean; signal?: AbortSignal };
const locks = {
  request: async (_name: string, { ifAvailable, signal }: Options, work: (lock: object | null) => Promise<unknown>) => {
    if (isHeld && ifAvailable) return work(null);
    while (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
    signal?.throwIfAborted();
    isHeld = true;
    try {
      return await work({});
    } finally {
      isHeld = false;
      const [next, ...rest] = waiting;
      waiting = rest;
      next?.();
    }
  },
};

const leaving: (() => void)[] = [];
function openTab(readAt: number): string[] {
  const heard: string[] = [];
  leaving.push(followChanges('acme', readAt, (one: Heard) => heard.push(one === 'again' ? one : one.id)));
  return heard;
}

beforeEach(() => {
  happened.length = 0;
  open.clear();
  isHeld = false;
  waiting = [];
  vi.stubGlobal('EventSource', FakeSource);
  vi.stubGlobal('navigator', { locks });
});
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
  vi.unstubAllGlobals();
});

test('a tab beside an older one hears what happened between its own reading and its opening', async () => {
  const older = openTab(10);
  await vi.waitFor(() => expect(open.size).toBe(1));
  happens(20, 'before');
  happens(30, 'between');
  const younger = openTab(25);
  await vi.waitFor(() => expect(younger).toContain('between'));
  expect(younger).not.toContain('before');
  // It holds no stream of its own, and goes on with what the older one hears.
  await vi.waitFor(() => expect(open.size).toBe(1));
  happens(40, 'after');
  await vi.waitFor(() => expect(younger).toContain('after'));
  expect(older).toEqual(['before', 'between', 'after']);
});

test('when the tab that reads is closed, the next one reads', async () => {
  openTab(10);
  const next = openTab(10);
  await vi.waitFor(() => expect(open.size).toBe(1));
  leaving.shift()?.();
  await vi.waitFor(() => expect(open.size).toBe(1));
  happens(50, 'later');
  await vi.waitFor(() => expect(next).toContain('later'));
});
