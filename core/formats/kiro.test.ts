import { expect, test } from 'vitest';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { findKiroSpecs, findSteering, readSteering, specTitle } from './kiro.ts';

test('finds specs by their documents, nested and bugfix ones too', () => {
  const paths = [
    'src/a.ts',
    '.kiro/specs/pay/tasks.md',
    '.kiro/specs/pay/requirements.md',
    '.kiro/specs/pay/notes.md',
    '.kiro/specs/team/fix/bugfix.md',
    '.kiro/specs/team/fix/readings.spec',
    '.kiro/specs/alone/readings.spec',
    'packages/web/.kiro/specs/ui/design.md',
    '../.kiro/specs/evil/design.md',
    '/.kiro/specs/root/design.md',
    '.kiro/steering/tech.md',
  ];
  expect(findKiroSpecs(paths)).toEqual([
    {
      slug: 'pay',
      folder: '.kiro/specs/pay',
      kind: 'feature',
      documents: [
        { kind: 'requirements', path: '.kiro/specs/pay/requirements.md' },
        { kind: 'tasks', path: '.kiro/specs/pay/tasks.md' },
      ],
    },
    {
      slug: 'team/fix',
      folder: '.kiro/specs/team/fix',
      kind: 'bugfix',
      documents: [
        { kind: 'bugfix', path: '.kiro/specs/team/fix/bugfix.md' },
        { kind: 'readings', path: '.kiro/specs/team/fix/readings.spec' },
      ],
    },
    {
      slug: 'ui',
      folder: 'packages/web/.kiro/specs/ui',
      kind: 'feature',
      documents: [{ kind: 'design', path: 'packages/web/.kiro/specs/ui/design.md' }],
    },
  ]);
  expect(findSteering(paths)).toEqual(['.kiro/steering/tech.md']);
});

test.each([
  ['# Requirements Document', 'order-pricing', 'Order pricing'],
  ['# Requirements: Release Supply Chain', 'x', 'Release Supply Chain'],
  ['# Content Moderation - MVP Requirements', 'x', 'Content Moderation'],
  ['# 要件定義書', 'user-auth', 'User auth'],
  ['no heading', 'team/fix-it', 'Fix it'],
])('%s in %s is called %s', (text, slug, title) => expect(specTitle(parseRequirements(text).tree, slug)).toBe(title));

test('reads when steering is included', () => {
  expect(readSteering('# Tech\n')).toMatchObject({ inclusion: 'always', body: '# Tech\n' });
  expect(readSteering('---\ninclusion: manual\n---\nBody')).toMatchObject({ inclusion: 'manual', body: 'Body' });
  expect(readSteering('---\ninclude: always\n---\n')).toMatchObject({ inclusion: 'always', body: '' });
  expect(readSteering("---\ninclusion: fileMatch\nfileMatchPattern: '*.tsx|*.jsx'\n---\nx")).toMatchObject({
    inclusion: 'fileMatch',
    patterns: ['*.tsx', '*.jsx'],
  });
  expect(readSteering('---\ninclusion: fileMatch\nfileMatchPattern:\n  - "a/**"\n  - b\n---\nx')).toMatchObject({
    patterns: ['a/**', 'b'],
  });
  expect(readSteering('---\ninclusion: auto\nname: n\ndescription: when: it fits\n---\nx')).toMatchObject({
    inclusion: 'auto',
    name: 'n',
    description: 'when: it fits',
  });
});
