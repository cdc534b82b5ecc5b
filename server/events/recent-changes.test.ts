import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRecentChanges } from './recent-changes.ts';

type Step = { afterMs: number; does: 'add' | 'restart' };
const steps = fc.array(fc.record({ afterMs: fc.nat(20_000), does: fc.constantFrom<Step['does']>('add', 'add', 'add', 'restart') }));

test('what is told since a moment holds every change since then, in order, or it is said that some may be missing', () => {
  fc.assert(
    fc.property(steps, fc.nat(200_000), (all, backMs) => {
      let nowMs = 1_000_000;
      const recent = createRecentChanges<number>({ now: () => nowMs });
      recent.restart();
      let missedUntilMs = nowMs;
      const told: { atMs: number; change: number }[] = [];
      for (const [change, { afterMs, does }] of all.entries()) {
        nowMs += afterMs;
        if (does === 'restart') {
          recent.restart();
          missedUntilMs = nowMs;
        } else {
          recent.add(change);
          told.push({ atMs: nowMs, change });
        }
      }
      const sinceMs = nowMs - backMs;
      const since = recent.since(sinceMs);
      if (since === null) return;
      expect(sinceMs).toBeGreaterThanOrEqual(missedUntilMs);
      const due = told.filter(({ atMs }) => atMs >= sinceMs).map(({ change }) => change);
      expect(since.slice(since.length - due.length)).toEqual(due);
    }),
  );
});

test('a page that was read a moment ago is told what it missed, and one of long ago nothing', () => {
  let nowMs = 1_000_000;
  const recent = createRecentChanges<string>({ now: () => nowMs });
  expect(recent.since(nowMs)).toBeNull();
  recent.restart();
  nowMs += 10_000;
  const readAtMs = nowMs;
  nowMs += 500;
  recent.add('a');
  expect(recent.since(readAtMs)).toEqual(['a']);
  expect(recent.since(nowMs + 4_000)).toEqual([]);
  for (let second = 0; second < 120; second += 1) {
    nowMs += 1_000;
    recent.add('b');
  }
  expect(recent.since(readAtMs)).toBeNull();
  expect(recent.since(nowMs - 1_000)).not.toBeNull();
  expect(recent.since(Number.NaN)).toBeNull();
});

test('however much happens, no more is kept than there is room for, and what was dropped is known to be', () => {
  const recent = createRecentChanges<number>({ now: () => 1_000_000 });
  recent.restart();
  for (let change = 0; change < 10_000; change += 1) recent.add(change);
  expect(recent.since(1_000_000)).toBeNull();
});
