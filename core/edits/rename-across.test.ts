import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyzeSpec } from '#core/language/diagnose.ts';
import { applyDocumentEdits } from './document-edits.ts';
import { type RenameSubject, renameAcross } from './rename-across.ts';
import type { SpecDocument } from './spec-documents.ts';

/** What things are called in the spec below; everything that names them is written through this. */
type Names = { requirement: string; criterion: string; task: string; property: string; term: string };

const NAMES: Names = { requirement: '2', criterion: '2', task: '3', property: '4', term: 'Line_Item' };

/** A spec that names one requirement, criterion, task, property and term in every way that people do, among decoys. */
function specOf({ requirement: r, criterion: c, task: t, property: p, term }: Names): SpecDocument[] {
  return [
    {
      kind: 'requirements',
      text: `# Requirements Document\n\n## Glossary\n\n- **${term}**: One article; see Requirement ${r}.${c}.\n- **Cart**: Holds ${term}s.\n\n## Requirements\n\n### Requirement 1: Two of 2\n\n**User Story:** As a b, I want 2 (see Requirement ${r}), so that d.\n\n#### Acceptance Criteria\n\n1. WHEN 2 THE Cart SHALL hold 3 items, as Requirements 1.2 and ${r}.${c} say\n2. THE Cart SHALL 2\n\n### Requirement ${r}: Refuse 3\n\n#### Acceptance Criteria\n\n1. IF a ${term} lacks, THEN THE Cart SHALL refuse 2.2 of it\n${c}. THE Cart SHALL keep ${term}\n30. THE Cart SHALL stop\n\n### Requirement 12: Last\n\n#### Acceptance Criteria\n\n1. THE Cart SHALL end\n2. THE Cart SHALL rest\n`,
    },
    {
      kind: 'design',
      text: `# Design\n\n## Traceability\n\n| Requirement | Summary |\n|---|---|\n| ${r}.${c}, 12.1-12.2 | 2.2 of 3 |\n| ${r} | ${term} |\n\n\`\`\`ts\n// Requirement 2.2, Task 3, Property 4, Line_Item\n\`\`\`\n\n## Correctness Properties\n\n### Property ${p}: Holds 4\n\n*For any* ${term} in 4.\n\n**Validates: Requirements ${r}.${c}, 1.2**\n\n### Property 40: Other\n\n*For any* a, as Property ${p} has it and task ${t}.1 tests.\n\n**Validates: Requirements 12.2**\n`,
    },
    {
      kind: 'tasks',
      text: `# Implementation Plan\n\n- [ ] 1. Begin 3\n  - _Requirements: 1, ${r}, 12.2_\n- [x] ${t}. Do Requirement ${r}\n  - [ ] ${t}.1 Test 3.1 of ${term}\n    - **Property ${p}: Holds 4**\n    - **Validates: Requirements ${r}.${c}**\n  - [ ]* ${t}.2 Properties ${p}, 40\n    - _Requirements: ${r}.${c} (3, 2), 1.1-1.2, All_\n    - _Depends: 1, ${t}.1_\n- [ ] 30. End what task ${t} began\n  - Requirements: ${r}.1, ${r}.${c}, ${r}.30\n\n## Task Dependency Graph\n\n\`\`\`json\n{"waves": [{"id": 3, "tasks": ["1"]}, {"id": 1, "tasks": ["${t}", "${t}.1"], "depends_on": [3]}, {"tasks": ["30", "${t}.2"], "depends_on": ["${t}.1"]}]}\n\`\`\`\n`,
    },
  ];
}

const applied = (documents: SpecDocument[], subject: RenameSubject, to: string) => {
  const { edits, refusal } = renameAcross(documents, subject, to);
  if (!edits) throw new Error(refusal);
  return documents.map(({ kind, text }) => ({ kind, text: applyDocumentEdits(text, edits, kind) }));
};

const number = fc.integer({ min: 41, max: 999 }).map(String);
const changes = fc.oneof(
  fc.record({ kind: fc.constant('requirement' as const), from: fc.constant(NAMES.requirement), to: number }),
  fc.record({ kind: fc.constant('criterion' as const), from: fc.constant(`${NAMES.requirement}.${NAMES.criterion}`), to: number }),
  fc.record({ kind: fc.constant('task' as const), from: fc.constant(NAMES.task), to: number }),
  fc.record({ kind: fc.constant('property' as const), from: fc.constant(NAMES.property), to: number }),
  fc.record({
    kind: fc.constant('term' as const),
    from: fc.constant(NAMES.term),
    to: fc.stringMatching(/^[A-Z][a-z]{2,6}_[A-Z][a-z]{2,6}z$/),
  }),
);

describe('one name', () => {
  test('is changed wherever it stands, and nothing else is', () => {
    fc.assert(
      fc.property(changes, ({ kind, from, to }) => {
        expect(applied(specOf(NAMES), { kind, id: from }, to)).toEqual(specOf({ ...NAMES, [kind]: to }));
      }),
    );
  });

  test('and back again gives the texts as they were, byte for byte', () => {
    fc.assert(
      fc.property(changes, ({ kind, from, to }) => {
        const there = applied(specOf(NAMES), { kind, id: from }, to);
        const id = kind === 'criterion' ? `${NAMES.requirement}.${to}` : to;
        expect(applied(there, { kind, id }, kind === 'criterion' ? NAMES.criterion : from)).toEqual(specOf(NAMES));
      }),
    );
  });
});

const tasksOnly = (references: string): SpecDocument[] => [
  {
    kind: 'requirements',
    text: ['1', '2', '3']
      .map(
        (id) =>
          `### Requirement ${id}: R\n\n#### Acceptance Criteria\n\n1. THE a SHALL b\n2. THE a SHALL c\n3. THE a SHALL d\n4. THE a SHALL e\n`,
      )
      .join('\n'),
  },
  { kind: 'tasks', text: `- [ ] 1. T\n  - _Requirements: ${references}_\n` },
];

describe('a range', () => {
  test.each([
    ['requirement', '1', '7', '1.1-1.4', '7.1-7.4'],
    ['requirement', '1', '7', '1.1-4', '7.1-4'],
    ['requirement', '1', '7', '1.1 to 1.3, 2', '7.1 to 7.3, 2'],
    ['requirement', '1', '7', '1.3-2.2', '7.3, 7.4, 2.1, 2.2'],
    ['requirement', '2', '9', '1-3', '1, 9, 3'],
    ['requirement', '3', '9', '1.1-2.4', '1.1-2.4'],
    ['criterion', '1.2', '9', '1.1-1.4', '1.1, 1.9, 1.3, 1.4'],
    ['criterion', '1.1', '9', '1.1–1.4', '1.9, 1.2–1.4'],
    ['criterion', '1.4', '1.5', '1.1-1.4', '1.1-1.3, 1.5'],
    ['criterion', '2.2', '9', '1.1-1.4, 2', '1.1-1.4, 2'],
    ['criterion', '2.2', '9', '2.1 and 2.2 (as 2.2 says)', '2.1 and 2.9 (as 2.2 says)'],
  ] as const)('%s %s to %s: %s', (kind, id, to, before, after) => {
    expect(applied(tasksOnly(before), { kind, id }, to)[1]?.text).toBe(tasksOnly(after)[1]?.text);
  });

  test('stands for the same criteria afterwards, whatever is renamed', () => {
    const id = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 })).map(([r, c]) => `${r}.${c}`);
    const list = fc.array(
      fc.oneof(
        id,
        fc.tuple(id, id).map(([a, b]) => `${a}-${b}`),
        fc.constantFrom('1', '2-3', 'All', '9.9'),
      ),
      { minLength: 1, maxLength: 5 },
    );
    const linksOf = ([requirements, tasks]: SpecDocument[]) =>
      analyzeSpec({ requirements: requirements?.text, tasks: tasks?.text }).trace.tasks.get('1')?.criterionIds;
    fc.assert(
      fc.property(list, fc.oneof(id, fc.constantFrom('1', '2', '3')), fc.integer({ min: 4, max: 9 }), (references, from, last) => {
        const kind = from.includes('.') ? 'criterion' : 'requirement';
        const before = tasksOnly(references.join(', '));
        const result = renameAcross(before, { kind, id: from }, String(last));
        if (result.refusal !== null) {
          expect(result.refusal).toMatch(kind === 'criterion' && last === 4 ? /taken|already/ : /none/);
          return;
        }
        const after = before.map((document) => ({ ...document, text: applyDocumentEdits(document.text, result.edits, document.kind) }));
        const to = kind === 'criterion' ? `${from.split('.')[0]}.${last}` : String(last);
        const renamed = (one: string) => (one === from ? to : one.startsWith(`${from}.`) ? `${to}${one.slice(from.length)}` : one);
        expect(linksOf(after)).toEqual(linksOf(before)?.map(renamed));
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ['requirement', '9', '10', 'no requirement 9'],
  ['requirement', '2', '12', '12 is taken'],
  ['requirement', '2', 'a b', 'cannot be the id'],
  ['requirement', '2', 'Pay', 'would not be what they are'],
  ['criterion', '2.2', '12.5', 'another requirement'],
  ['criterion', '2.2', '30', '2.30 is taken'],
  ['task', '3', '1', '1 is taken'],
  ['task', '3.1', '1.1', 'would not be what they are'],
  ['task', '3', 'x', 'cannot be the id'],
  ['property', '4', '40', '40 is taken'],
  ['term', 'Line_Item', 'cart', '"Cart" is a term already'],
  ['term', 'Nothing', 'X', 'has no term'],
] as const)('%s %s to %s is refused', (kind, id, to, reason) => {
  expect(renameAcross(specOf(NAMES), { kind, id }, to).refusal).toContain(reason);
});
