import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDesign } from '#core/language/parse-design.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { parseTasks } from '#core/language/parse-tasks.ts';
import { impactOf, itemChanges } from './impact.ts';
import { traceSpec } from './trace.ts';

/** A spec as numbers: criteria per requirement, the criterion that each property validates and each task serves. */
const shape = fc.record({
  requirements: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
  properties: fc.array(fc.nat(20), { maxLength: 5 }),
  tasks: fc.array(fc.record({ criterion: fc.nat(20), property: fc.option(fc.nat(4), { nil: null }) }), { maxLength: 8 }),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

const idsOf = ({ requirements }: Shape) =>
  requirements.flatMap((count, at) => Array.from({ length: count }, (_, n) => `${at + 1}.${n + 1}`));

function treesOf(spec: Shape, reworded: ReadonlySet<string>) {
  const ids = idsOf(spec);
  const pick = (n: number) => ids[n % ids.length] ?? '1.1';
  const requirements = spec.requirements
    .map((count, at) => {
      const criteria = Array.from({ length: count }, (_, n) => {
        const id = `${at + 1}.${n + 1}`;
        return `${n + 1}. THE Door SHALL ${reworded.has(id) ? 'shut' : 'open'} ${id.replace('.', ' of ')}`;
      });
      return `### Requirement ${at + 1}: R\n\n#### Acceptance Criteria\n\n${criteria.join('\n')}\n`;
    })
    .join('\n');
  const design = spec.properties
    .map((n, at) => `### Property ${at + 1}: P\n\n*For any* door.\n\n**Validates: Requirements ${pick(n)}**\n`)
    .join('\n');
  const tasks = spec.tasks
    .map(({ criterion, property }, at) => {
      const named = property === null || property >= spec.properties.length ? '' : `  - **Property ${property + 1}: P**\n`;
      return `- [ ] ${at + 1}. T\n${named}  - _Requirements: ${pick(criterion)}_\n`;
    })
    .join('');
  return { requirements: parseRequirements(requirements).tree, design: parseDesign(design).tree, tasks: parseTasks(tasks).tree };
}

const edited = shape.chain((spec) => fc.record({ spec: fc.constant(spec), reworded: fc.subarray(idsOf(spec)).map((ids) => new Set(ids)) }));

describe('an edit of criteria', () => {
  test('reaches exactly what the trace links to them', () => {
    fc.assert(
      fc.property(edited, ({ spec, reworded }) => {
        const [before, after] = [treesOf(spec, new Set()), treesOf(spec, reworded)];
        const trace = traceSpec(after);
        const runs = [...trace.tasks.keys()].map((taskId) => ({ id: `run of ${taskId}`, taskId }));
        const checks = idsOf(spec).map((id) => ({ id: `check of ${id}`, criterionIds: [id], propertyId: null }));
        const impact = impactOf({ before, after, runs, checks });
        expect(impact.changes.map(({ kind, id, change }) => [kind, id, change])).toEqual(
          [...reworded].map((id) => ['criterion', id, 'changed']),
        );
        const touched = (ids: readonly string[]) => ids.some((id) => reworded.has(id));
        const properties = [...trace.properties].filter(([, { criterionIds }]) => touched(criterionIds)).map(([id]) => id);
        const tasks = [...trace.tasks].filter(([, { criterionIds }]) => touched(criterionIds)).map(([id]) => id);
        expect(impact.properties.map(({ id }) => id).sort()).toEqual(properties.sort());
        expect(impact.tasks.map(({ id }) => id).sort()).toEqual(tasks.toSorted());
        expect(impact.runs.map(({ taskId }) => taskId).sort()).toEqual(tasks.toSorted());
        expect(impact.checks.map(({ id }) => id)).toEqual(
          idsOf(spec)
            .filter((id) => reworded.has(id))
            .map((id) => `check of ${id}`),
        );
        for (const { causes } of [...impact.properties, ...impact.tasks, ...impact.runs, ...impact.checks])
          expect(causes.every(({ kind, id }) => kind === 'criterion' && reworded.has(id)) && causes.length > 0).toBe(true);
      }),
    );
  });

  test('reaches the same backwards', () => {
    fc.assert(
      fc.property(edited, ({ spec, reworded }) => {
        const [before, after] = [treesOf(spec, new Set()), treesOf(spec, reworded)];
        const [there, back] = [
          impactOf({ before, after, runs: [], checks: [] }),
          impactOf({ before: after, after: before, runs: [], checks: [] }),
        ];
        expect(back.tasks).toEqual(there.tasks);
        expect(back.properties).toEqual(there.properties);
      }),
    );
  });
});

const one = (tasks: string, design = '') => ({
  requirements: parseRequirements('### Requirement 1: R\n#### Acceptance Criteria\n1. THE a SHALL b\n2. THE a SHALL c\n').tree,
  design: parseDesign(design).tree,
  tasks: parseTasks(tasks).tree,
});

test('a ticked task and white space are no change; another reference is', () => {
  expect(itemChanges(one('- [ ] 1. T\n  - _Requirements: 1.1_\n'), one('- [x] 1.  T\n\n  - _Requirements: 1.1_\n'))).toEqual([]);
  expect(itemChanges(one('- [ ] 1. T\n  - _Requirements: 1.1_\n'), one('- [ ] 1. T\n  - _Requirements: 1.2_\n'))).toMatchObject([
    { kind: 'task', id: '1' },
  ]);
});

test('a property that loses its criterion still reaches the tasks that name it, and a removed task its run', () => {
  const design = (to: string) => `### Property 1: P\n\n*For any* a.\n\n**Validates: Requirements ${to}**\n`;
  const impact = impactOf({
    before: one('- [ ] 1. T\n  - **Property 1: P**\n- [ ] 2. U\n', design('1.1')),
    after: one('- [ ] 1. T\n  - **Property 1: P**\n', design('1.2')),
    runs: [{ id: 'r', taskId: '2' }],
    checks: [{ id: 'c', criterionIds: [], propertyId: '1' }],
  });
  expect(impact.tasks).toEqual([{ id: '1', causes: [{ kind: 'property', id: '1' }] }]);
  expect(impact.runs).toEqual([{ id: 'r', taskId: '2', causes: [{ kind: 'task', id: '2' }] }]);
  expect(impact.checks).toEqual([{ id: 'c', causes: [{ kind: 'property', id: '1' }] }]);
});

test('a criterion that is gone reaches what served it: its links are those of before', () => {
  const tasks = '- [ ] 1. T\n  - _Requirements: 1.2_\n';
  const after = {
    ...one(tasks),
    requirements: parseRequirements('### Requirement 1: R\n#### Acceptance Criteria\n1. THE a SHALL b\n').tree,
  };
  const impact = impactOf({ before: one(tasks), after, runs: [{ id: 'r', taskId: '1' }], checks: [] });
  expect(impact.changes).toMatchObject([{ kind: 'criterion', id: '1.2', change: 'removed' }]);
  expect(impact.tasks).toEqual([{ id: '1', causes: [{ kind: 'criterion', id: '1.2' }] }]);
  expect(impact.runs).toMatchObject([{ id: 'r' }]);
});
