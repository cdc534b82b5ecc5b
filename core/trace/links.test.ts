import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDesign } from '#core/language/parse-design.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { parseTasks } from '#core/language/parse-tasks.ts';
import { linkSpec } from './links.ts';

const lines = (pieces: string[]) => fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((all) => all.join('\n'));
const requirements = lines([
  '### Requirement 1: A',
  '### Requirement 2: B',
  '### Requirement FR-1: C',
  '### User Story: D\n#### Acceptance Criteria',
  '1. THE a SHALL b',
  '2. THE a SHALL c',
  '3. THE a SHALL d',
]);
const design = lines([
  '### Property 1: P',
  '### Property 2: Q',
  '**Validates: Requirements 1.1, 2**',
  '**Validates: Requirements 1.2-2.1**',
]);
const tasks = lines([
  '- [ ] 1. T',
  '  - [ ] 1.1 S',
  '- [ ] 2. T',
  '  - **Property 1: P**',
  '  - **Property 2: Q**',
  '  - _Requirements: 1.1_',
  '  - _Requirements: 2, fr 1.1_',
  '  - _Requirements: 1.1-1.3, 7_',
  '  - _Requirements: words_',
  '  - _Requirements: All_',
]);

test('criteria without a task are those to which no link of a task leads', () => {
  fc.assert(
    fc.property(requirements, fc.option(design), tasks, (text, plan, work) => {
      const trees = {
        requirements: parseRequirements(text).tree,
        design: plan === null ? null : parseDesign(plan).tree,
        tasks: parseTasks(work).tree,
      };
      const links = linkSpec(trees);
      const ids = trees.requirements.requirements.flatMap(({ criteria }) => criteria.map(({ id }) => id));
      expect(ids.filter((id) => links.isUnserved(id))).toEqual(ids.filter((id) => links.trace.criteria.get(id)?.taskIds.length === 0));
    }),
    { numRuns: 2000 },
  );
});
