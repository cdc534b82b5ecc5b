import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RecordedCheck } from './evidence.ts';
import { addStatement, statementOf } from './statement.ts';

const check = (name: string, status: 'passed' | 'failed', refusedBecause: string | null = null) =>
  ({ name, status, refusedBecause, criteria: { '1.1': 'x' } }) as unknown as RecordedCheck; // what a statement looks at
const task = (spec: string, taskId: string, checks = [check('holds', 'passed')]) =>
  statementOf({
    commit: 'a'.repeat(40),
    repository: 'door',
    spec,
    taskId,
    criterionIds: ['1.1'],
    revisions: { requirements: 'b'.repeat(64) },
    checks,
    evidenceId: 'e',
    outputSha256: 'c'.repeat(64),
    command: 'npm test',
  });

test('a refused pass and a failure are no success', () => {
  expect(task('s', '1').predicate).toMatchObject({ result: 'PASSED', passedTests: ['holds'], failedTests: [] });
  const mixed = task('s', '1', [
    check('holds', 'passed'),
    check('empty', 'passed', 'It passes without the code.'),
    check('breaks', 'failed'),
  ]);
  expect(mixed.predicate).toMatchObject({ result: 'FAILED', passedTests: ['holds'], failedTests: ['empty', 'breaks'] });
});

test('a note holds one statement for each task, whatever else is in it, however often one is written', () => {
  const name = fc.string({ minLength: 1 });
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, name), { minLength: 1, selector: (pair) => JSON.stringify(pair) }), (tasks) => {
      let note = 'a line of somebody else\n';
      for (const [spec, taskId] of [...tasks, ...tasks]) note = addStatement(note, task(spec, taskId));
      const lines = note.trimEnd().split('\n');
      expect(lines).toHaveLength(tasks.length + 1);
      expect(lines[0]).toBe('a line of somebody else');
    }),
  );
});
