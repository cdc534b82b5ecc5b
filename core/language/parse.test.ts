import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { analyzeAgain, beginAnalysis } from './analyze-again.ts';
import { analyzeSpec } from './diagnose.ts';
import { parseRequirements } from './parse-requirements.ts';
import { parseTasks } from './parse-tasks.ts';
import type { Span } from './span.ts';

vi.setConfig({ testTimeout: 60_000 });

const PIECES = [
  '# Requirements Document',
  '## Glossary',
  '- **Term**: words',
  '### Requirement 1: Title',
  '### 要件27B: 題',
  '## REQ-G13：标题',
  '### **REQ-2a: Bold**',
  '## User Story: Report',
  '#### Acceptance Criteria',
  '**Acceptance Criteria**:',
  '1. WHEN a, THE B SHALL c',
  '2) IF x THEN the y shall z',
  '- GIVEN a',
  '- WHEN b',
  '- THEN c',
  '  - nested',
  '1.1 WHEN a THEN b',
  'THE SYSTEM SHALL go',
  '- [ ] 1. Task',
  '  - [x]* 1.1 Sub',
  '- [~] **Task 3**: x',
  '  - _Requirements: 1.1-1.3, All (a, b), FR-1_',
  '- **Validates: Requirements 1.1**',
  '**Property 1: p**',
  '### Property 2: q',
  '```',
  '~~~json',
  '{"waves":[["1"],["1.1"]]}',
  '## Task Dependency Graph',
  '<!--',
  '-->',
  '<<<<<<< ours',
  '=======',
  '>>>>>>> theirs',
  '---',
  '_Depends: 1, 2_',
  '\r',
  '\u202e',
  '当用户提交时，系统应保存',
  'ユーザーが押したとき、システムは保存すること',
  '**',
  '_',
  ':',
  '：',
  '',
  '',
];
const document = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 20, unit: 'grapheme' })), { maxLength: 40 })
  .map((lines) => lines.join('\n'));

describe('any text', () => {
  test('gives a tree whose every span holds its own words', () => {
    fc.assert(
      fc.property(document, document, document, (requirements, design, tasks) => {
        const analysis = analyzeSpec({ requirements, design, tasks });
        for (const requirement of analysis.requirements?.tree.requirements ?? []) {
          inside(requirement.span, requirements);
          for (const { text, span, clauses, subject, modality, response } of requirement.criteria) {
            expect(requirements.slice(span.start, span.end)).toBe(text);
            for (const part of [...clauses, subject, modality, response])
              if (part) expect(requirements.slice(part.span.start, part.span.end)).toBe(part.text);
          }
        }
        for (const { stateSpan, references } of analysis.tasks?.tree.tasks ?? []) {
          expect(tasks.slice(stateSpan.start, stateSpan.end)).toMatch(/^[ xX~\u00a0-]$/);
          for (const { text, span } of references) expect(tasks.slice(span.start, span.end)).toBe(text);
        }
        for (const { span } of analysis.diagnostics.requirements) inside(span, requirements);
        for (const { span } of analysis.diagnostics.design) inside(span, design);
        for (const { span } of analysis.diagnostics.tasks) inside(span, tasks);
      }),
      { numRuns: 1500 },
    );
  });

  test('gives the same twice, and the same with carriage returns', () => {
    fc.assert(
      fc.property(document, (text) => {
        const ids = (of: string) =>
          parseRequirements(of).tree.requirements.map(({ id, criteria }) => [id, criteria.map((criterion) => criterion.id)]);
        expect(ids(text)).toEqual(ids(text));
        fc.pre(!text.includes('\r'));
        expect(ids(text.replaceAll('\n', '\r\n'))).toEqual(ids(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe('after an edit', () => {
  const whole = fc
    .array(fc.constantFrom(...PIECES.filter((piece) => piece !== '```' && piece !== '<!--')), { minLength: 5, maxLength: 60 })
    .map((lines) => lines.join('\n'));
  const edit = fc.record({
    at: fc.nat(),
    removed: fc.nat(4),
    inserted: fc.oneof(fc.constantFrom(...PIECES, '\n'), fc.string({ maxLength: 3 })),
  });

  test('the analysis is that of the text as it now is', () => {
    fc.assert(
      fc.property(
        fc.oneof(whole, document),
        fc.array(edit, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(
          undefined,
          '- [ ] 1. T\n  - _Requirements: 1.1-1.3_',
          '- [ ] 1. T\n  - _Requirements: 27B.1, 2_\n- [ ] 2. U\n  - **Property 1: P**',
        ),
        fc.constantFrom(undefined, '### Property 1: P\n\n**Validates: Requirements 1.2, 2**'),
        (first, edits, tasks, design) => {
          let text = first;
          let live = beginAnalysis({ requirements: text, tasks, design });
          for (const { at, removed, inserted } of edits) {
            const start = at % (text.length + 1);
            text = text.slice(0, start) + inserted + text.slice(start + removed);
            live = analyzeAgain(live, { requirements: text, tasks, design });
            const fresh = analyzeSpec({ requirements: text, tasks, design });
            expect(live.diagnostics).toEqual(fresh.diagnostics);
            expect(live.analysis).toEqual(fresh);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});

function inside({ start, end }: Span, text: string): void {
  expect(start).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThanOrEqual(start);
  expect(end).toBeLessThanOrEqual(text.length);
}

const idsOf = (text: string) =>
  parseRequirements(text).tree.requirements.map(
    ({ id, title, criteria }) => `${id} ${title}: ${criteria.map((criterion) => criterion.id).join(' ')}`,
  );

describe('requirement headings', () => {
  test.each([
    ['### Requirement 1: Pay', '1 Pay: 1.1'],
    ['### Requirement 2', '2 : 2.1'],
    ['### 要件27B: 認証', '27B 認証: 27B.1'],
    ['### 需求 3：记忆', '3 记忆: 3.1'],
    ['### Требование 4', '4 : 4.1'],
    ['## REQ-G13：预算', 'REQ-G13 预算: REQ-G13.1'],
    ['### **REQ-2a: Coverage**', 'REQ-2a Coverage: REQ-2a.1'],
    ['#### FR-1：能力', 'FR-1 能力: FR-1.1'],
    ['## User Story 2: Recover', '2 Recover: 2.1'],
    ['### Requisito 5: Pagar', '5 Pagar: 5.1'],
    ['### Requirement A: Letters', 'A Letters: A.1'],
    ['### 1.1 Detection', '1.1 Detection: 1.1.1'],
    ['**NFR-1：可复现**', 'NFR-1 可复现: NFR-1.1'],
    ['## Reporting', '#1 Reporting: #1.1'],
  ])('%s', (heading, expected) => {
    const label = heading.startsWith('**') ? '**Acceptance Criteria**:' : '##### Acceptance Criteria';
    expect(idsOf(`# Doc\n\n${heading}\n\n${label}\n\n1. WHEN a, THE B SHALL c\n`)).toEqual([expected]);
  });

  test('nothing inside a fence or a comment counts', () => {
    expect(
      idsOf(
        '```\n### Requirement 1\n1. THE a SHALL b\n```\n<!--\n### Requirement 2\n-->\n### Requirement 3\n#### Acceptance Criteria\n1. THE a SHALL b',
      ),
    ).toEqual(['3 : 3.1']);
  });
});

describe('criteria', () => {
  const criteriaOf = (body: string) =>
    parseRequirements(`### Requirement 1: R\n${body}`).tree.requirements[0]?.criteria.map(({ id, isSynthetic, text }) => [
      id,
      isSynthetic,
      text,
    ]);
  test.each([
    [
      '#### Acceptance Criteria\n1a. When a, the b shall c\n1b. When d, the b shall e\n2. x',
      [
        ['1.1a', false, 'When a, the b shall c'],
        ['1.1b', false, 'When d, the b shall e'],
        ['1.2', false, 'x'],
      ],
    ],
    [
      '**Acceptance Criteria**:\n- [ ] one\n- [x] two',
      [
        ['1.1', true, 'one'],
        ['1.2', true, 'two'],
      ],
    ],
    [
      '#### Acceptance Criteria\n1. one\n   wrapped\n   - nested\n2. two',
      [
        ['1.1', false, 'one\n   wrapped\n   - nested'],
        ['1.2', false, 'two'],
      ],
    ],
    [
      '#### Acceptance Criteria\n1. one\n##### Group\n2. two\n#### Notes\n3. not one',
      [
        ['1.1', false, 'one'],
        ['1.2', false, 'two'],
      ],
    ],
    ['#### Acceptance Criteria\n- GIVEN a\n- WHEN b\n- THEN c', [['1.1', true, 'GIVEN a\n- WHEN b\n- THEN c']]],
    [
      'WHEN a\nTHE SYSTEM SHALL b\n\nWHEN c\nTHE SYSTEM SHALL d',
      [
        ['1.1', true, 'WHEN a\nTHE SYSTEM SHALL b'],
        ['1.2', true, 'WHEN c\nTHE SYSTEM SHALL d'],
      ],
    ],
    ['- **现状**：坏\n- **验收**：好', [['1.1', true, '好']]],
  ])('%s', (body, expected) => expect(criteriaOf(body)).toEqual(expected));

  test('a marker with nothing behind it is no criterion yet', () => {
    expect(criteriaOf('#### Acceptance Criteria\n1. one\n2. \n')).toEqual([['1.1', false, 'one']]);
  });

  test('a bugfix keeps its printed numbers', () => {
    const text =
      '# Bugfix Requirements Document\n\n## Bug Analysis\n\n### Current Behavior (Defect)\n\n1.1 WHEN a THEN b\n\n### Expected Behavior (Correct)\n\n**2.1** WHEN a THEN the system SHALL c\n';
    expect(parseRequirements(text).tree.kind).toBe('bugfix');
    expect(idsOf(text)).toEqual(['1 Current Behavior (Defect): 1.1', '2 Expected Behavior (Correct): 2.1']);
  });
});

describe('tasks', () => {
  const text = [
    '# Implementation Plan',
    '',
    '- [x] 1. Set up',
    '  - words',
    '  - _Requirements: 1.1, 2.1-2.3, All_',
    '- [ ]* 1.1 Optional',
    '  - **Property 4: p**',
    '  - _Depends: 1_',
    '- [-] 2. Running',
    '- [~] **Task 3**: Queued',
    '- [X] unnumbered',
    '',
    '## Task Dependency Graph',
    '',
    '```json',
    '{"waves":[{"id":0,"tasks":["1"]},{"id":1,"tasks":["2", 3]}]}',
    '```',
  ].join('\n');
  const { tree } = parseTasks(text);
  test('states, numbers, parents and references', () => {
    expect(tree.tasks.map(({ id, state, isOptional, parentId, title }) => [id, state, isOptional, parentId, title])).toEqual([
      ['1', 'done', false, null, 'Set up'],
      ['1.1', 'todo', true, '1', 'Optional'],
      ['2', 'running', false, null, 'Running'],
      ['3', 'queued', false, null, 'Queued'],
      ['#1', 'done', false, null, 'unnumbered'],
    ]);
    expect(tree.tasks[0]?.references.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['id', '1.1', null],
      ['range', '2.1', '2.3'],
      ['all', 'All', null],
    ]);
    expect(tree.tasks[0]?.details).toEqual(['words']);
    expect(tree.tasks[1]).toMatchObject({ propertyIds: ['4'], dependsOn: ['1'] });
    expect(tree.waves).toEqual([['1'], ['2', '3']]);
    expect(tree.tasks[2]?.dependsOn).toEqual(['1']);
  });
});
