import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { branchOf } from './branch.ts';

test('whatever a spec and a task are called, git takes the branch', () => {
  const name = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.string({ minLength: 1, unit: fc.constantFrom('.', '-', '/', ' ', 'a', '~', '\\', '@', '{') }),
    fc.constant('x.lock'),
    fc.constant('1.2'),
  );
  fc.assert(
    fc.property(name, name, fc.uuid({ version: 7 }), (specSlug, taskId, runId) => {
      const branch = branchOf({ specSlug, taskId, runId });
      execFileSync('git', ['check-ref-format', `refs/heads/${branch}`], { stdio: 'ignore' });
    }),
    { numRuns: 150 },
  );
});

test('an ordinary one reads as it should', () => {
  expect(branchOf({ specSlug: 'order-pricing', taskId: '3.1', runId: '019b0000-0000-7000-8000-0000deadbeef' })).toBe(
    'plumbline/order-pricing/3.1-deadbeef',
  );
});
