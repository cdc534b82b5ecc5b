import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forecastWave } from './forecast-wave.ts';

const world = fc.record({
  waits: fc.array(fc.array(fc.nat(13), { maxLength: 3 }), { minLength: 1, maxLength: 12 }),
  files: fc.array(fc.constantFrom('a.ts', 'b.ts', 'c.ts', ''), { minLength: 12, maxLength: 12 }),
  parallel: fc.integer({ min: 1, max: 5 }),
});

test('each task is in one group or never starts; a group keeps to the limit, to the order and to files of its own', () => {
  fc.assert(
    fc.property(world, ({ waits, files, parallel }) => {
      const taskIds = waits.map((_, i) => String(i));
      // Some wait for tasks that stand in no plan, and some in a circle.
      const waitsFor = new Map(waits.map((ids, i) => [String(i), ids.map(String).filter((id) => id !== String(i))]));
      const names = new Map(taskIds.map((id, i) => [id, files[i] ? [files[i] ?? ''] : []]));
      const { groups, shared, never } = forecastWave({ taskIds, waitsFor, names }, { parallel, touched: new Map() });
      expect([...groups.flat(), ...Object.keys(never)].toSorted()).toEqual(taskIds.toSorted());
      for (const [i, group] of groups.entries()) {
        const before = new Set(groups.slice(0, i).flat());
        expect(group.length).toBeLessThanOrEqual(parallel);
        for (const id of group) expect((waitsFor.get(id) ?? []).every((other) => before.has(other))).toBe(true);
        for (const { taskIds: apart } of shared) expect(group.filter((id) => apart.includes(id)).length).toBeLessThanOrEqual(1);
      }
    }),
  );
});
