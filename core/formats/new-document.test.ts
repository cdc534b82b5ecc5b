import { expect, test } from 'vitest';
import { documentStages } from '#core/pipeline/stages.ts';
import { findSpecs } from './find-specs.ts';
import { absenceOf, newDocument, optionalStages } from './new-document.ts';

const folders = [
  '.kiro/specs/a',
  'specs/001-a',
  'openspec/specs/a',
  'openspec/changes/a',
  'openspec/changes/a/specs/b',
  '.taskmaster/tasks',
  'x/tasks',
];

test('a document that is begun is the one that an import would find there', () => {
  for (const folder of folders) {
    for (const stage of documentStages) {
      const begun = newDocument(folder, stage, 'A');
      expect(begun === null, `${folder} ${stage}`).toBe(absenceOf(folder, stage)?.mayBeAdded === false);
      if (!begun) continue;
      const [found] = findSpecs([begun.path]);
      expect([found?.folder, found?.documents[0]?.kind]).toEqual([folder, stage]);
    }
  }
});

test('a gate asks for what the format of a spec has', () => {
  expect(folders.map(optionalStages)).toEqual([
    [],
    [],
    ['design', 'tasks'],
    ['requirements', 'design'],
    ['design', 'tasks'],
    ['requirements', 'design'],
    ['requirements', 'design'],
  ]);
});
