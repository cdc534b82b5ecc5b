import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  archiveColumn,
  type BoardSpec,
  buildColumn,
  columnOf,
  columnsOf,
  isOnBoard,
  moveOf,
  taskColumnOf,
  taskColumns,
  taskMoveOf,
  verifiedColumn,
} from './board.ts';
import type { StageState } from './stage-standing.ts';

const states: readonly StageState[] = ['missing', 'skipped', 'draft', 'approved', 'stale', 'changes_requested', 'rejected'];
const policies = [
  ['requirements', 'design', 'tasks'],
  ['requirements', 'security', 'tasks'],
  ['intake', 'requirements', 'tasks', 'release'],
];
const spec = fc
  .record({
    policy: fc.constantFrom(...policies),
    states: fc.array(fc.constantFrom(...states), { minLength: 4, maxLength: 4 }),
    counts: fc.record({ criteria: fc.nat(3), verified: fc.nat(3), problems: fc.nat(2), falsified: fc.nat(2) }),
    isArchived: fc.boolean(),
  })
  .map(
    ({ policy, states: own, counts, isArchived }): BoardSpec => ({
      stages: policy.map((stage, at) => ({ stage, name: stage, state: own[at] ?? 'draft' })),
      counts,
      isArchived,
    }),
  );

test('every spec stands in exactly one column of its board', () => {
  fc.assert(
    fc.property(fc.array(spec, { minLength: 1, maxLength: 8 }), (specs) => {
      const ids = columnsOf(specs, true).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const one of specs) expect(ids).toContain(columnOf(one));
    }),
  );
});

test('the columns of one policy stand in its order', () => {
  fc.assert(
    fc.property(spec, (one) => {
      expect(columnsOf([one], false).map(({ id }) => id)).toEqual([
        ...one.stages.map(({ stage }) => stage),
        buildColumn.id,
        verifiedColumn.id,
      ]);
    }),
  );
});

test('no hand passes a gate: a move archives, takes back, leads to the gate of the stage that waits, or is refused', () => {
  fc.assert(
    fc.property(
      spec,
      fc.constantFrom('intake', 'requirements', 'design', 'tasks', 'release', buildColumn.id, verifiedColumn.id, archiveColumn.id),
      (one, to) => {
        const move = moveOf(one, to);
        const from = columnOf(one);
        if (to === from) expect(move).toEqual({ kind: 'stay' });
        else if (to === archiveColumn.id) expect(move).toEqual({ kind: 'archive' });
        else if (one.isArchived) expect(move).toEqual({ kind: 'restore' });
        else if (move.kind === 'gate') expect(move.stage).toBe(from);
        else expect(move.kind).toBe('refused');
      },
    ),
  );
});

test('a task moves by hand only onto Running, and only through an open gate', () => {
  const task = fc.record({
    progress: fc.constantFrom('open' as const, 'running' as const, 'verified' as const, 'failed' as const),
    isTicked: fc.boolean(),
    cannotStartBecause: fc.constantFrom(null, 'Closed.'),
  });
  fc.assert(
    fc.property(task, fc.constantFrom(...taskColumns.map(({ id }) => id)), (one, to) => {
      const isRun = taskMoveOf(one, to).kind === 'run';
      const from = taskColumnOf(one);
      expect(isRun).toBe(to === 'running' && from !== 'running' && from !== 'verified' && one.cannotStartBecause === null);
    }),
  );
});

test('a filter of nothing leaves everything', () => {
  fc.assert(
    fc.property(spec, (one) => {
      const known = { ...one, title: 'Door', slug: 'door', epic: null, kind: 'feature' as const, project: { slug: 'house' } };
      expect(isOnBoard(known, { words: '', project: null, epic: null, kind: null, state: 'any' })).toBe(true);
      expect(isOnBoard(known, { words: 'DOOR', project: 'house', epic: '', kind: 'feature', state: 'any' })).toBe(true);
      expect(isOnBoard(known, { words: 'window', project: null, epic: null, kind: null, state: 'any' })).toBe(false);
    }),
  );
});
