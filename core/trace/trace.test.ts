import { describe, expect, test } from 'vitest';
import { analyzeSpec } from '#core/language/diagnose.ts';
import { findCycles } from './cycles.ts';

const requirements =
  '### Requirement 1: A\n#### Acceptance Criteria\n1. THE a SHALL b\n2. THE a SHALL c\n3. THE a SHALL d\n\n### Requirement 2: B\n#### Acceptance Criteria\n1. THE a SHALL e\n';
const serve = (tasks: string, design?: string) => {
  const { trace } = analyzeSpec({ requirements, tasks, design });
  return Object.fromEntries([...trace.tasks].map(([id, { criterionIds }]) => [id, criterionIds.join(' ')]));
};

describe('a task serves', () => {
  test.each([
    ['- [ ] 1. T\n  - _Requirements: 1.1, 2.1_', { 1: '1.1 2.1' }],
    ['- [ ] 1. T\n  - _Requirements: 1.2-1.3_', { 1: '1.2 1.3' }],
    ['- [ ] 1. T\n  - _Requirements: 1.3-2.1_', { 1: '1.3 2.1' }],
    ['- [ ] 1. T\n  - _Requirements: 1.2-1.9_', { 1: '1.2 1.3' }],
    ['- [ ] 1. T\n  - _Requirements: 1.2–3_', { 1: '1.2 1.3' }],
    ['- [ ] 1. T\n  - _Requirements: 1_', { 1: '1.1 1.2 1.3' }],
    ['- [ ] 1. T\n  - _Requirements: Requirement 2_', { 1: '2.1' }],
    ['- [ ] 1. T\n  - _Requirements: All_', { 1: '1.1 1.2 1.3 2.1' }],
    ['- [ ] 1. T\n  - _Requirements: foundation for everything_', { 1: '' }],
    [
      '- [ ] 1. T\n  - [ ] 1.1 S\n    - _Requirements: 1.1_\n  - [ ] 1.2 S\n    - _Requirements: 2.1_',
      { 1: '1.1 2.1', 1.1: '1.1', 1.2: '2.1' },
    ],
    ['- [ ] 1. T\n  - _Requirements: 1.1_\n  - [ ] 1.1 S\n  - [ ] 1.2 S\n    - _Requirements: 2.1_', { 1: '1.1', 1.1: '1.1', 1.2: '2.1' }],
    ['## Task 1: T\n**Requirements:** 2\n\n- [ ] one\n- [ ] two\n  - _Requirements: 1.1_', { '#1': '2.1', '#2': '1.1' }],
  ])('%s', (tasks, expected) => expect(serve(tasks)).toEqual(expected));

  test('what its property validates, when it names nothing else', () => {
    const design = '### Property 3: P\n\n*For any* a.\n\n**Validates: Requirements 1.2**\n';
    expect(serve('- [ ] 1. Write property test\n  - **Property 3: P**', design)).toEqual({ 1: '1.2' });
    expect(analyzeSpec({ requirements, design }).trace.criteria.get('1.2')).toEqual({ taskIds: [], propertyIds: ['3'] });
  });
});

test('finds each circle of waiting tasks, and no other', () => {
  const task = (id: string, ...dependsOn: string[]) => ({ id, dependsOn });
  expect(findCycles([task('1', '2'), task('2', '3'), task('3', '1'), task('4', '1'), task('5', '5'), task('6')])).toEqual([
    ['1', '2', '3'],
    ['5'],
  ]);
  const chain = Array.from({ length: 50_000 }, (_, at) => task(String(at), String(at + 1)));
  expect(findCycles(chain)).toEqual([]);
});
