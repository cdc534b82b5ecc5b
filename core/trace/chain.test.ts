import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyzeSpec } from '#core/language/diagnose.ts';
import { chainOf, traceColumns, traceGraph } from './chain.ts';

const graphOf = (requirements: string, tasks: string, design?: string) => {
  const { trace, ...parsed } = analyzeSpec({ requirements, tasks, design });
  const trees = { requirements: parsed.requirements?.tree ?? null, design: parsed.design?.tree ?? null, tasks: parsed.tasks?.tree ?? null };
  return traceGraph({ trees, trace, verdicts: {}, progress: { 1: { state: 'running', runId: 'r' } } });
};
const requirements = '### Requirement 1: A\n#### Acceptance Criteria\n1. THE a SHALL b\n2. THE a SHALL c\n3. THE a SHALL d\n';
const design = '### Property 1: P\n\n*For any* a.\n\n**Validates: Requirements 1.1**\n';

test('a chain goes up to the requirement and down to the run, and not to neighbours; gaps are named', () => {
  const graph = graphOf(requirements, '- [ ] 1. T\n  - _Requirements: 1.1, 1.2_\n- [ ] 2. U\n', design);
  expect([...chainOf(graph, 'criterion 1.1')].sort()).toEqual(['criterion 1.1', 'property 1', 'requirement 1', 'run r', 'task 1']);
  expect([...chainOf(graph, 'run r')].sort()).toEqual(['criterion 1.1', 'criterion 1.2', 'requirement 1', 'run r', 'task 1']);
  const gaps = traceColumns.flatMap((column) => graph.columns[column].flatMap(({ key, gap }) => (gap ? [`${key}: ${gap}`] : [])));
  expect(gaps).toEqual(['criterion 1.3: no task', 'property 1: nothing runs it', 'task 2: no criterion']);
});

test('whoever lies on my chain has me on theirs', () => {
  const serving = fc.array(fc.subarray(['1.1', '1.2', '1.3'], { minLength: 1 }), { maxLength: 6 });
  fc.assert(
    fc.property(serving, (all) => {
      const tasks = all.map((ids, at) => `- [ ] ${at + 1}. T\n  - _Requirements: ${ids.join(', ')}_\n`).join('');
      const graph = graphOf(requirements, tasks, design);
      for (const { key } of traceColumns.flatMap((column) => graph.columns[column]))
        for (const other of chainOf(graph, key)) expect(chainOf(graph, other).has(key)).toBe(true);
    }),
  );
});
