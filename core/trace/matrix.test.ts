import { expect, test } from 'vitest';
import { analyzeSpec } from '#core/language/diagnose.ts';
import type { Verdict } from '#core/verification/evidence.ts';
import { unverified } from '#core/verification/verdicts.ts';
import { countMatrix, filterMatrix, matrixCsv, matrixFilters, matrixRows } from './matrix.ts';

const { requirements, design, tasks, trace } = analyzeSpec({
  requirements: '### Requirement 1: A\n\n#### Acceptance Criteria\n\n1. THE a SHALL "b", c\n2. =cmd THE a SHALL c\n3. THE a SHALL d\n',
  design: '### Property 1: P\n\n**Validates: Requirements 1.1**\n',
  tasks: '- [ ] 1. T\n  - _Requirements: 1.1, 1.2_\n',
});
const trees = { requirements: requirements?.tree ?? null, design: design?.tree ?? null, tasks: tasks?.tree ?? null };
const holds: Verdict = { ...unverified, state: 'holds', cases: 1 };
const rows = matrixRows(trees, trace, { '1.1': { ...holds, checks: [] }, '1.2': { ...holds, isStale: true, checks: [] } });
const ids = (filter: (typeof matrixFilters)[number], words = '') => filterMatrix(rows, filter, words).map(({ criterionId }) => criterionId);

test('each gap is found, and what has none is not', () => {
  expect(ids('all')).toEqual(['1.1', '1.2', '1.3']);
  expect(ids('without-property')).toEqual(['1.2', '1.3']);
  expect(ids('without-task')).toEqual(['1.3']);
  expect(ids('shaky')).toEqual(['1.2', '1.3']);
  for (const filter of matrixFilters) expect(countMatrix(rows)[filter]).toBe(ids(filter).length);
});

test('words are looked for in sentences and in what serves them', () => {
  expect(ids('all', 'SHALL D')).toEqual(['1.3']);
  expect(ids('all', 'property 1')).toEqual(['1.1']);
});

test('the table holds what a spreadsheet must not run or split', () => {
  expect(matrixCsv(rows).split('\r\n').slice(0, 3)).toEqual([
    'requirement,criterion,text,properties,tasks,tests,verdict',
    '"1","1.1","THE a SHALL ""b"", c","1","1","","holds"',
    '"1","1.2","\'=cmd THE a SHALL c","","1","","holds (stale)"',
  ]);
});
