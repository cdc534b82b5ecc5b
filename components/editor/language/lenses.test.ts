import { expect, test } from 'vitest';
import { analyzeSpec } from '#core/language/diagnose.ts';
import { lensesOf } from './lenses.ts';

const analysis = analyzeSpec({
  requirements: '### Requirement 1: A\n\n#### Acceptance Criteria\n\n1. THE a SHALL b\n2. THE a SHALL c\n',
  tasks: '- [ ] 1. T\n  - [ ] 1.1 U\n    - _Requirements: 1.1_\n- [ ] 2. V\n  - _Requirements: 1.1_\n',
});

const everywhere = { start: 0, end: 1_000 };

test('a criterion shows its verdict and what names it; a task that can be run its button', () => {
  const titles = (document: 'requirements' | 'tasks', within = everywhere) =>
    lensesOf(analysis, document, { verdictOf: () => 'Unverified', mayRun: true, within }).map(({ id, title }) => `${id} ${title}`);
  expect(titles('requirements')).toEqual(['1.1 Unverified', '1.1 3 references', '1.2 Unverified', '1.2 0 references']);
  expect(titles('tasks')).toEqual(['1.1 Run task', '2 Run task']);
  expect(lensesOf(analysis, 'tasks', { mayRun: false, within: everywhere })).toEqual([]);
  const second = analysis.requirements?.tree.requirements[0]?.criteria[1]?.span ?? everywhere;
  expect(titles('requirements', second)).toEqual(['1.2 Unverified', '1.2 0 references']);
});
