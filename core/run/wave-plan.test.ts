import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTasks } from '#core/language/parse-tasks.ts';
import { nextInWave, planWave, type TaskProgress } from './wave-plan.ts';

const planOf = (text: string, wanted: Parameters<typeof planWave>[1] = 'all') => planWave(parseTasks(text).tree, wanted);
const graph = (waves: string[][]) =>
  `\n## Task Dependency Graph\n\n\`\`\`json\n${JSON.stringify({ waves: waves.map((tasks, id) => ({ id, tasks })) })}\n\`\`\`\n`;
const none = { touched: new Map<string, string[]>() };

test('a plan that says nothing of order is worked in its own; what is done, optional or a heading is left out', () => {
  const plan = planOf('- [ ] 1. All\n  - [x] 1.1 A\n  - [ ] 1.2 B\n  - [ ]* 1.3 Test\n- [ ] 2. C\n', 'required');
  expect(plan.taskIds).toEqual(['1.2', '2']);
  expect(nextInWave(plan, new Map(), { parallel: 4, ...none }).start).toEqual(['1.2']);
  expect(nextInWave(plan, new Map([['1.2', 'done']]), { parallel: 4, ...none }).start).toEqual(['2']);
});

test('what shares a named or once changed file comes after, and what waits for a failed task never', () => {
  const plan = planOf(`- [ ] 1. Change src/a.ts\n- [ ] 2. Read \`src/a.ts\`\n- [ ] 3. C\n- [ ] 4. D\n${graph([['1', '2', '3'], ['4']])}`);
  const touched = new Map([['3', ['src/b.ts']]]);
  const first = nextInWave(plan, new Map(), { parallel: 4, touched });
  expect(first.start).toEqual(['1', '3']);
  expect(first.heldBack['2']).toBe('src/a.ts is being worked on in task 1.');
  const failed = new Map<string, TaskProgress>([
    ['1', 'failed'],
    ['2', 'done'],
    ['3', 'done'],
  ]);
  expect(nextInWave(plan, failed, { parallel: 4, touched })).toEqual({
    start: [],
    heldBack: { '4': 'It waits for 1, which is not merged.' },
    isOver: true,
  });
});

const world = fc.record({
  waits: fc.array(fc.array(fc.nat(11), { maxLength: 3 }), { minLength: 1, maxLength: 12 }),
  files: fc.array(fc.constantFrom('a.ts', 'b.ts', 'c.ts', ''), { minLength: 12, maxLength: 12 }),
  parallel: fc.integer({ min: 1, max: 5 }),
  ends: fc.array(fc.constantFrom<TaskProgress>('done', 'done', 'done', 'failed'), { minLength: 12, maxLength: 12 }),
  order: fc.array(fc.nat(11), { minLength: 60, maxLength: 60 }),
});

test('every wave ends; nothing starts before what it waits for, beside what shares its file, over the limit, or twice', () => {
  fc.assert(
    fc.property(world, ({ waits, files, parallel, ends, order }) => {
      const taskIds = waits.map((_, i) => String(i));
      const waitsFor = new Map(
        waits.map((ids, i) => [String(i), ids.map(String).filter((id) => id !== String(i) && taskIds.includes(id))]),
      );
      const names = new Map(taskIds.map((id, i) => [id, files[i] ? [files[i] ?? ''] : []]));
      const progress = new Map<string, TaskProgress>();
      const started: string[] = [];
      for (const pick of order) {
        const { start, isOver } = nextInWave({ taskIds, waitsFor, names }, progress, { parallel, ...none });
        if (isOver) return;
        for (const id of start) {
          expect((waitsFor.get(id) ?? []).every((other) => progress.get(other) === 'done')).toBe(true);
          started.push(id);
          progress.set(id, 'going');
        }
        const going = taskIds.filter((id) => progress.get(id) === 'going');
        expect(going.length).toBeLessThanOrEqual(parallel);
        const open = going.flatMap((id) => names.get(id) ?? []);
        expect(new Set(open).size).toBe(open.length);
        expect(new Set(started).size).toBe(started.length);
        const next = going[pick % Math.max(1, going.length)];
        if (next !== undefined) progress.set(next, ends[Number(next)] ?? 'done');
      }
      expect.unreachable('the wave did not end');
    }),
  );
});
