import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyzeSpec } from './diagnose.ts';
import { foldsOf } from './folds.ts';
import { type OutlineEntry, outlineOf } from './outline.ts';

const texts = {
  requirements: `# Cart

## Requirements

### Requirement 1: Adding up

#### Acceptance Criteria

1. WHEN an Order is priced, THE Cart SHALL add up its lines.
2. IF an Order holds no line, THEN THE Cart SHALL refuse the Order.

### Requirement 2: Paying

#### Acceptance Criteria

1. THE Cart SHALL keep an Order until it is paid.
`,
  design: '# Design\n\n```ts\nclass Order {}\n```\n\n### Property 1: Totals add up\n\n*For any* Order the total is the sum.\n',
  tasks: '# Plan\n\n- [x] 1. Total\n  - [ ] 1.1 Add up\n    - _Requirements: 1.1_\n  - [ ] 1.2 Test it\n- [ ] 2. Keep orders\n',
};
const analysis = analyzeSpec(texts);

test('folds lie in the text and never cross', () => {
  const line = fc.constantFrom('# A', '## B', '### C', '- x', '  - y', '    z', '', '```', 'words');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const folds = foldsOf(lines.join('\n'));
      for (const { start, end } of folds) {
        expect(start).toBeLessThan(end);
        expect(end).toBeLessThanOrEqual(lines.length);
        for (const other of folds) if (other.start > start && other.start <= end) expect(other.end).toBeLessThanOrEqual(end);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a requirement, a task with subtasks and a code block fold', () => {
  const startOf = (document: keyof typeof texts, words: string) =>
    texts[document].split('\n').findIndex((line) => line.includes(words)) + 1;
  const starts = (document: keyof typeof texts) => foldsOf(texts[document]).map(({ start }) => start);
  expect(starts('requirements')).toContain(startOf('requirements', 'Requirement 2'));
  expect(starts('tasks')).toContain(startOf('tasks', '1. Total'));
  expect(starts('design')).toContain(startOf('design', '```ts'));
});

test('the outline nests criteria in requirements and subtasks in tasks', () => {
  const names = (entries: OutlineEntry[]): unknown[] =>
    entries.map(({ name, children }) => (children.length > 0 ? [name, names(children)] : name));
  expect(names(outlineOf(analysis, 'tasks'))).toEqual([['Plan', [['1 Total', ['1.1 Add up', '1.2 Test it']], '2 Keep orders']]]);
  const [cart] = outlineOf(analysis, 'requirements');
  expect(JSON.stringify(names(cart?.children ?? []))).toContain('["1 Adding up",[["Acceptance Criteria",["1.1 WHEN an Order');
});

test('an entry lies in the one that holds it', () => {
  const check = ({ span, nameSpan, children }: OutlineEntry) => {
    expect(span.start).toBeLessThanOrEqual(nameSpan.start);
    expect(span.end).toBeGreaterThanOrEqual(nameSpan.end);
    for (const child of children) {
      expect(child.span.start).toBeGreaterThanOrEqual(span.start);
      expect(child.span.end).toBeLessThanOrEqual(span.end);
      check(child);
    }
  };
  for (const document of ['requirements', 'design', 'tasks'] as const) outlineOf(analysis, document).forEach(check);
});
