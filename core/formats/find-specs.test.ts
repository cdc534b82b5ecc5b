import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findSpecs, formatOf } from './find-specs.ts';

test('lists the specs of every format side by side', () => {
  const paths = [
    '.kiro/specs/pay/tasks.md',
    'specs/003-user-auth/spec.md',
    'specs/003-user-auth/tasks.md',
    'specs/003-user-auth/readings.spec',
    'specs/003-user-auth/research.md',
    'specs/20260102-101112-x/plan.md',
    'specs/readme/spec.md',
    'openspec/specs/cli/add/spec.md',
    'openspec/changes/add-x/tasks.md',
    'openspec/changes/add-x/proposal.md',
    'openspec/changes/add-x/specs/cli/spec.md',
    'openspec/changes/add-y/proposal.md',
    'openspec/changes/add-y/specs/cli/spec.md',
    'openspec/changes/add-y/specs/api/spec.md',
    'openspec/changes/archive/2026-01-01-y/proposal.md',
    'openspec/changes/archive/2026-01-01-y/specs/001-x/spec.md',
    '.taskmaster/tasks/tasks.json',
    '../specs/001-evil/spec.md',
  ];
  expect(findSpecs(paths).map(({ format, slug, folder, documents }) => [format, slug, folder, documents.map(({ kind }) => kind)])).toEqual([
    ['kiro', 'pay', '.kiro/specs/pay', ['tasks']],
    ['task-master', 'tasks', '.taskmaster/tasks', ['tasks']],
    ['openspec', 'add-x', 'openspec/changes/add-x', ['proposal', 'requirements', 'tasks']],
    ['openspec', 'add-y', 'openspec/changes/add-y', ['proposal']],
    ['openspec', 'add-y/api', 'openspec/changes/add-y/specs/api', ['requirements']],
    ['openspec', 'add-y/cli', 'openspec/changes/add-y/specs/cli', ['requirements']],
    ['openspec', 'cli/add', 'openspec/specs/cli/add', ['requirements']],
    ['spec-kit', '003-user-auth', 'specs/003-user-auth', ['requirements', 'tasks', 'readings']],
    ['spec-kit', '20260102-101112-x', 'specs/20260102-101112-x', ['design']],
  ]);
});

const part = fc.constantFrom(
  '.kiro',
  'specs',
  '001-a',
  '20260102-101112-x',
  'openspec',
  'changes',
  'archive',
  'b',
  '.taskmaster',
  'tasks',
  '.KIRO',
);
const file = fc.constantFrom(
  'spec.md',
  'plan.md',
  'tasks.md',
  'proposal.md',
  'design.md',
  'requirements.md',
  'tasks.json',
  'readings.spec',
);
const path = fc.tuple(fc.array(part, { maxLength: 6 }), file).map(([folders, name]) => [...folders, name].join('/'));

test('a spec has at most one document of a kind, a file is in one spec, and paths alone tell the format that was found', () => {
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 30 }), (paths) => {
      const specs = findSpecs(paths);
      const all = specs.flatMap(({ documents }) => documents.map((document) => document.path));
      expect(new Set(all).size).toBe(all.length);
      expect(new Set(specs.map(({ folder }) => folder)).size).toBe(specs.length);
      for (const { format, folder, documents } of specs) {
        expect(new Set(documents.map(({ kind }) => kind)).size).toBe(documents.length);
        for (const one of [folder, ...documents.map((document) => document.path)]) expect([one, formatOf(one)]).toEqual([one, format]);
      }
    }),
    { numRuns: 3000 },
  );
});
