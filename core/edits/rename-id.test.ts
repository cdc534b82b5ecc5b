import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyzeSpec } from '#core/language/diagnose.ts';
import { applyEdits, renameId } from './rename-id.ts';

const requirements =
  '# R\n\n### Requirement 1: A 1\n\n#### Acceptance Criteria\n\n1. THE a SHALL b 1\n2. THE a SHALL c\n3. THE a SHALL d\n\n### Requirement 12: B\n\n#### Acceptance Criteria\n\n1. THE a SHALL e\n';
const design = '### Property 1: P\n\n**Validates: Requirements 1.2, 12.1**\n';
const tasks = '- [ ] 1. T\n  - _Requirements: 1, 1.1-1.3, 12.1, All_\n- [ ] 2. U\n  - _Requirements: 1.2_\n';
const texts = { requirements, design, tasks };

test('a requirement takes its references along, and nothing that only looks like it', () => {
  const { edits } = renameId(texts, '1', 'REQ-7');
  expect(edits && applyEdits(requirements, edits.requirements)).toBe(requirements.replace('Requirement 1:', 'Requirement REQ-7:'));
  expect(edits && applyEdits(design, edits.design)).toBe(design.replace('1.2, 12.1', 'REQ-7.2, 12.1'));
  expect(edits && applyEdits(tasks, edits.tasks)).toBe(
    '- [ ] 1. T\n  - _Requirements: REQ-7, REQ-7.1-REQ-7.3, 12.1, All_\n- [ ] 2. U\n  - _Requirements: REQ-7.2_\n',
  );
});

test('a criterion keeps its requirement', () => {
  const { edits } = renameId({ ...texts, tasks: '- [ ] 1. T\n  - _Requirements: 1.2_\n' }, '1.2', '1.9');
  expect(edits && applyEdits(requirements, edits.requirements)).toBe(requirements.replace('\n2. ', '\n9. '));
  expect(edits && applyEdits(design, edits.design)).toBe(design.replace('1.2', '1.9'));
});

test.each([
  ['9', '10', 'no requirement'],
  ['1', '12', 'is taken'],
  ['1', 'a b', 'cannot be an id'],
  ['1.2', '1.7', 'inside the range 1.1-1.3'],
  ['1.1', '12.5', 'not written where'],
])('%s to %s is refused', (from, to, reason) => expect(renameId(texts, from, to).refusal).toContain(reason));

test('what served a requirement still does, under its new id', () => {
  fc.assert(
    fc.property(fc.constantFrom('1', '12'), fc.integer({ min: 20, max: 99 }).map(String), (from, to) => {
      const { edits } = renameId(texts, from, to);
      if (!edits) throw new Error('refused');
      const next = {
        requirements: applyEdits(requirements, edits.requirements),
        design: applyEdits(design, edits.design),
        tasks: applyEdits(tasks, edits.tasks),
      };
      const renamed = (id: string) => (id.startsWith(`${from}.`) ? `${to}${id.slice(from.length)}` : id);
      const links = (spec: typeof texts, name: (id: string) => string) =>
        [...analyzeSpec(spec).trace.tasks].map(([id, { criterionIds }]) => [id, criterionIds.map(name)]);
      expect(links(next, (id) => id)).toEqual(links(texts, renamed));
    }),
  );
});
