import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** A run as the server holds it, and the connections that read it: each may be cut, and comes back only if it is opened anew. */
const log = new Map<string, { seqs: number[]; isOver: boolean }>();
const open = new Set<FakeSource>();

class FakeSource extends EventTarget {
  static readonly OPEN = 1;
  readyState = 0;
  onerror: (() => void) | null = null;
  readonly cursors: Map<string, number>;
  constructor(url: string) {
    super();
    const input = JSON.parse(new URL(url, 'http://x').searchParams.get('input') ?? '') as { json: { runs: Record<string, number> } };
    this.cursors = new Map(Object.entries(input.json.runs));
    open.add(this);
    queueMicrotask(() => {
      if (!open.has(this)) return;
      this.readyState = 1;
      this.dispatchEvent(new Event('connected'));
      this.pump();
    });
  }
  pump(): void {
    for (const [runId, cursor] of this.cursors) {
      const run = log.get(runId);
      const fresh = run?.seqs.filter((seq) => seq > cursor) ?? [];
      const last = fresh.at(-1);
      if (last !== undefined) {
        this.cursors.set(runId, last);
        const data = JSON.stringify({ json: fresh.map((seq) => ({ seq, at: '', event: { kind: 'paused' } })) });
        this.dispatchEvent(new MessageEvent(runId, { data, lastEventId: String(last) }));
      }
      if (run?.isOver) {
        this.cursors.delete(runId);
        this.dispatchEvent(new MessageEvent(`${runId}:end`, { data: '' }));
      }
    }
  }
  close(): void {
    this.readyState = 2;
    open.delete(this);
  }
  cut(): void {
    this.close();
    this.onerror?.();
  }
}

/** Locks that are given up when the test says that the tab is gone. */
let holder = 0;
let waiting: (() => void)[] = [];
const locks = {
  request: async (_name: string, work: () => Promise<never>) => {
    if (holder > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    holder += 1;
    void work();
  },
};

beforeEach(() => {
  log.clear();
  open.clear();
  holder = 0;
  waiting = [];
  vi.stubGlobal('EventSource', FakeSource);
  vi.stubGlobal('navigator', { locks });
});
afterEach(() => vi.unstubAllGlobals());

/** A tab of the browser: a module of its own. */
async function openTab() {
  vi.resetModules();
  const { sharedStream } = await import('./shared-stream.ts');
  return sharedStream('acme');
}

function watch(stream: Awaited<ReturnType<typeof openTab>>, runId: string, after = 0) {
  const seen = { seqs: [] as number[], states: [] as unknown[], leave: () => {} };
  seen.leave = stream.follow(runId, after, {
    onEvents: (events) => seen.seqs.push(...events.map(({ seq }) => seq)),
    onState: (state) => seen.states.push(state),
  });
  return seen;
}

function say(runId: string, ...seqs: number[]): void {
  const run = log.get(runId) ?? { seqs: [], isOver: false };
  run.seqs.push(...seqs);
  log.set(runId, run);
  for (const source of open) source.pump();
}

test('tabs hold one connection for all their runs, and each gets its own once each, from where it comes', async () => {
  say('a', 1, 2);
  const [one, two] = [await openTab(), await openTab()];
  const first = watch(one, 'a');
  const second = watch(two, 'b');
  await expect.poll(() => first.seqs).toEqual([1, 2]);
  say('b', 1);
  const late = watch(two, 'a', 1);
  say('a', 3);
  await expect.poll(() => [first.seqs, second.seqs, late.seqs]).toEqual([[1, 2, 3], [1], [2, 3]]);
  expect(open.size).toBe(1);
  expect(second.states).toContain('live');
  for (const source of [...open]) source.cut();
  say('a', 4);
  await expect
    .poll(() => [first.seqs, late.seqs], { timeout: 5000 })
    .toEqual([
      [1, 2, 3, 4],
      [2, 3, 4],
    ]);
  const run = log.get('a');
  if (run) run.isOver = true;
  for (const source of open) source.pump();
  await expect.poll(() => [first.states.at(-1), late.states.at(-1)]).toEqual(['ended', 'ended']);
  second.leave();
});

test('when the tab that reads is gone, the next one takes over, and nothing is lost or told twice', async () => {
  const [one, two, three] = [await openTab(), await openTab(), await openTab()];
  watch(one, 'a');
  const [second, third] = [watch(two, 'a'), watch(three, 'b')];
  say('a', 1, 2);
  say('b', 1);
  await expect.poll(() => [second.seqs, third.seqs]).toEqual([[1, 2], [1]]);
  for (const source of [...open]) source.close();
  say('a', 3);
  waiting.shift()?.();
  say('b', 2, 3);
  await expect
    .poll(() => [second.seqs, third.seqs], { timeout: 5000 })
    .toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  expect(open.size).toBe(1);
});
