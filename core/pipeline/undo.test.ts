import fc from 'fast-check';
import { expect, test } from 'vitest';
import { undoBlocker, undoMs } from './undo.ts';

test('a decision is taken back only by its own maker, in time, once, and never from under what was built on it', () => {
  const since = fc.record({
    ageMs: fc.nat(2 * undoMs),
    isOwn: fc.boolean(),
    isWithdrawn: fc.boolean(),
    workStarted: fc.boolean(),
    laterStageApproved: fc.boolean(),
  });
  fc.assert(
    fc.property(since, (facts) => {
      const may = facts.ageMs <= undoMs && facts.isOwn && !facts.isWithdrawn && !facts.workStarted && !facts.laterStageApproved;
      expect(undoBlocker(facts) === null).toBe(may);
    }),
  );
});
