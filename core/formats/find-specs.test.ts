import { expect, test } from 'vitest';
import { findSpecs } from './find-specs.ts';

test('lists the specs of every format side by side', () => {
  const paths = [
    '.kiro/specs/pay/tasks.md',
    'specs/003-user-auth/spec.md',
    'specs/003-user-auth/tasks.md',
    'specs/20260102-101112-x/plan.md',
    'specs/readme/spec.md',
    'openspec/specs/cli/add/spec.md',
    'openspec/changes/add-x/proposal.md',
    'openspec/changes/add-x/specs/cli/spec.md',
    'openspec/changes/archive/2026-01-01-y/proposal.md',
    '.taskmaster/tasks/tasks.json',
    '../specs/001-evil/spec.md',
  ];
  expect(findSpecs(paths).map(({ format, slug, folder, documents }) => [format, slug, folder, documents.map(({ kind }) => kind)])).toEqual([
    ['kiro', 'pay', '.kiro/specs/pay', ['tasks']],
    ['task-master', 'tasks', '.taskmaster/tasks', ['tasks']],
    ['openspec', 'add-x', 'openspec/changes/add-x', ['proposal', 'requirements']],
    ['openspec', 'cli/add', 'openspec/specs/cli/add', ['requirements']],
    ['spec-kit', '003-user-auth', 'specs/003-user-auth', ['requirements', 'tasks']],
    ['spec-kit', '20260102-101112-x', 'specs/20260102-101112-x', ['plan']],
  ]);
});
