import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTasks } from '#core/language/parse-tasks.ts';
import { boundText } from '#core/trace/bound-text.ts';
import { applyDifference } from './difference.ts';
import { setTaskState } from './set-task-state.ts';

const states = fc.constantFrom('todo' as const, 'queued' as const, 'running' as const, 'done' as const);
const box = fc.constantFrom(' ', 'x', 'X', '-', '~');
const tasks = fc
  .array(fc.tuple(box, fc.constantFrom('', '*'), fc.constantFrom('Write', '漢字', '[x] decoy', '`- [ ] 9`')), {
    minLength: 1,
    maxLength: 8,
  })
  .map((list) => list.map(([mark, star, title], at) => `- [${mark}]${star} ${at + 1}. ${title}`).join('\n'));

test('one character changes, the task has the state, and the text that approvals bind stays', () => {
  fc.assert(
    fc.property(tasks, states, fc.nat(7), (text, state, pick) => {
      const { tree } = parseTasks(text);
      const task = tree.tasks[pick % tree.tasks.length];
      const change = task && setTaskState(text, task.id, state);
      if (!task || !change) {
        expect(task?.state).toBe(state);
        return;
      }
      const next = applyDifference(text, change);
      expect([change.removed, change.inserted.length]).toEqual([1, 1]);
      expect(parseTasks(next).tree.tasks.find(({ id }) => id === task.id)?.state).toBe(state);
      expect(boundText('tasks', next)).toBe(boundText('tasks', text));
    }),
  );
});

test('no task has this id', () => {
  expect(setTaskState('- [ ] 1. A', '2', 'done')).toBeNull();
});

test('a changed title changes the bound text', () => {
  expect(boundText('tasks', '- [x] 1. A')).not.toBe(boundText('tasks', '- [x] 1. B'));
});
