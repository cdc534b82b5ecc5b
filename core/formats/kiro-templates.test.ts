import { expect, test } from 'vitest';
import { diagnoseSpec } from '#core/language/diagnose.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { specTitle } from './kiro.ts';
import { slugOfTitle, specTemplates, templateFiles } from './kiro-templates.ts';

test.each(specTemplates)('a new spec by the template %s is read, and claims nothing', (template) => {
  const files = templateFiles(template, 'Parcel tracking');
  const texts = Object.fromEntries(files.map(({ kind, text }) => [kind === 'bugfix' ? 'requirements' : kind, text]));
  const errors = Object.values(diagnoseSpec(texts))
    .flat()
    .filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([]);
  expect(parseRequirements(texts['requirements'] ?? '').tree.requirements).toEqual([]);
});

test('titles as folders, in any script', () => {
  expect(slugOfTitle('Parcel tracking: the 2nd!')).toBe('parcel-tracking-the-2nd');
  expect(slugOfTitle('  Größe  ')).toBe('gro-ße');
  expect(slugOfTitle('注文の価格')).not.toBe('');
  expect(slugOfTitle('///')).toBe('');
  expect(specTitle(null, slugOfTitle('Parcel tracking'))).toBe('Parcel tracking');
});
