import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDifference } from '#core/edits/difference.ts';
import { readJson } from './json-tree.ts';
import { readTaskMaster, setTaskMasterStatus } from './task-master.ts';

const task = (id: number | string, status: string, more: object = {}) => ({
  id,
  title: `T${id}`,
  status,
  dependencies: [],
  extra: { kept: true },
  ...more,
});
const tagged = JSON.stringify(
  {
    master: {
      tasks: [
        task(1, 'done'),
        task('2', 'pending', {
          dependencies: [1, '1.1'],
          subtasks: [task(1, 'pending'), task(2, 'in-progress', { dependencies: [1, '1.9'] })],
        }),
      ],
      metadata: { created: 'x' },
    },
    other: { tasks: [task(1, 'review')] },
  },
  null,
  2,
);

test('reads tags, subtasks and dependencies, which become absolute', () => {
  const { tags, isTagged, diagnostics } = readTaskMaster(tagged);
  expect([isTagged, tags.map(({ name }) => name)]).toEqual([true, ['master', 'other']]);
  expect(tags[0]?.tasks.map(({ id, state, parentId, dependsOn }) => [id, state, parentId, dependsOn])).toEqual([
    ['1', 'done', null, []],
    ['2', 'todo', null, ['1', '1.1']],
    ['2.1', 'todo', '2', []],
    ['2.2', 'running', '2', ['2.1', '1.9']],
  ]);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'Task 2 waits for 1.1, which is no task here.',
    'Task 2.2 waits for 1.9, which is no task here.',
  ]);
  expect(readTaskMaster('{"tasks":[{"id":7}]}').tags[0]?.tasks[0]).toMatchObject({ id: '7', status: null, state: 'todo' });
});

test('another status changes that word alone', () => {
  const change = setTaskMasterStatus(tagged, 'master', '2.2', 'done');
  expect(change && applyDifference(tagged, change)).toBe(tagged.replace('"in-progress"', '"done"'));
  expect(setTaskMasterStatus(tagged, 'master', '9', 'done')).toBeNull();
});

test('reads JSON as the platform does, with each value in its place', () => {
  const plain = (node: Extract<ReturnType<typeof readJson>, { node: unknown }>['node']): unknown =>
    node.kind === 'object'
      ? Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]))
      : node.kind === 'array'
        ? node.items.map(plain)
        : node.value;
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      const read = readJson(text);
      if (!('node' in read)) throw new Error(`refused ${text}`);
      expect(JSON.stringify(plain(read.node))).toBe(JSON.stringify(JSON.parse(text)));
      expect(read.node.span.end).toBeLessThanOrEqual(text.length);
    }),
  );
});

test('any text gives tasks or a place', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom('['.repeat(100_000), '{"tasks":', '{"tasks":[{"id":1,"status":"\\u12', '"\\')),
      (text) => {
        for (const { span } of readTaskMaster(text).diagnostics) expect(span.end).toBeLessThanOrEqual(text.length);
      },
    ),
  );
});
