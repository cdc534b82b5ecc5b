import fc from 'fast-check';
import { expect, test } from 'vitest';
import { approvalBlocker, documentStages, gateOf, type StageFacts, stageState } from './stages.ts';

const hash = fc.constantFrom('a', 'b', 'c');
const latest = fc.option(
  fc.record({ decision: fc.constantFrom('approved' as const, 'changes_requested' as const, 'rejected' as const), boundSha256: hash }),
  { nil: null },
);
const fact = (stage: StageFacts['stage']) => fc.record({ stage: fc.constant(stage), boundSha256: fc.option(hash, { nil: null }), latest });
const facts = fc.tuple(...documentStages.map(fact));

test('the gate is open exactly when every stage has an approval of its present text', () => {
  fc.assert(
    fc.property(facts, (all) => {
      const every = all.every(
        ({ boundSha256, latest }) => boundSha256 !== null && latest?.decision === 'approved' && latest.boundSha256 === boundSha256,
      );
      expect(gateOf(all).isOpen).toBe(every);
    }),
  );
});

test('any change of the text undoes an approval, and changing it back restores it', () => {
  fc.assert(
    fc.property(hash, hash, (approved, now) => {
      const state = stageState({ stage: 'design', boundSha256: now, latest: { decision: 'approved', boundSha256: approved } });
      expect(state).toBe(approved === now ? 'approved' : 'stale');
    }),
  );
});

test('a stage may be approved only after those before it', () => {
  fc.assert(
    fc.property(facts, (all) => {
      const [requirements, design] = all;
      if (!requirements || !design) return;
      const isFree = stageState(requirements) === 'approved' && stageState(design) === 'approved';
      expect(approvalBlocker('tasks', all) === null).toBe(isFree);
      expect(approvalBlocker('requirements', all)).toBeNull();
    }),
  );
});

test('a missing stage closes the gate', () => {
  expect(gateOf([])).toEqual({ isOpen: false, reason: 'There is no requirements document.' });
});
