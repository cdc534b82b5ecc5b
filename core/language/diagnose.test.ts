import { expect, test } from 'vitest';
import { diagnoseSpec, type SpecTexts } from './diagnose.ts';

const REQUIREMENT =
  '### Requirement 1: A\n\n**User Story:** As a b, I want c, so that d.\n\n#### Acceptance Criteria\n\n1. IF a, THEN THE B SHALL c\n';
const codes = (texts: SpecTexts) => Object.values(diagnoseSpec(texts)).flatMap((list) => list.map(({ code }: { code: string }) => code));

test('a clean spec has no problems', () => {
  expect(
    codes({
      requirements: REQUIREMENT,
      design: '### Property 1: P\n\n**Validates: Requirements 1.1**\n',
      tasks: '- [ ] 1. T\n  - _Requirements: 1.1_\n',
    }),
  ).toEqual([]);
});

test.each<[string, SpecTexts]>([
  ['text/conflict-marker', { requirements: `${REQUIREMENT}\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n` }],
  ['text/unclosed-fence', { design: '# D\n\n```ts\nconst a = 1;\n' }],
  ['structure/no-requirements', { requirements: '# Requirements\n\nWords.\n' }],
  ['structure/no-criteria', { requirements: '### Requirement 1: A\n\n**User Story:** As a b\n' }],
  ['structure/no-user-story', { requirements: '### Requirement 1: A\n\n#### Acceptance Criteria\n\n1. IF a, THEN THE B SHALL c\n' }],
  ['ids/duplicate-requirement', { requirements: REQUIREMENT + REQUIREMENT }],
  ['ids/duplicate-criterion', { requirements: `${REQUIREMENT}1. THE B SHALL d\n` }],
  ['ids/gap', { requirements: `${REQUIREMENT}3. THE B SHALL d\n` }],
  ['ids/duplicate-task', { tasks: '- [ ] 1. A\n- [ ] 1. B\n' }],
  ['ids/duplicate-property', { design: '### Property 1: A\n### Property 1: B\n' }],
  ['refs/dangling', { requirements: REQUIREMENT, tasks: '- [ ] 1. T\n  - _Requirements: 1.1, 1.9_\n' }],
  ['refs/dangling', { requirements: REQUIREMENT, design: '### Property 1: P\n\n**Validates: Requirements 7.1**\n' }],
  [
    'refs/unknown-property',
    { design: '### Property 1: P\n\n**Validates: Requirements 1.1**\n', tasks: '- [ ] 1. T\n  - **Property 2: Q**\n' },
  ],
  ['trace/untraced-criterion', { requirements: `${REQUIREMENT}2. THE B SHALL d\n`, tasks: '- [ ] 1. T\n  - _Requirements: 1.1_\n' }],
  ['trace/orphan-task', { requirements: REQUIREMENT, tasks: '- [ ] 1. T\n  - _Requirements: 1.1_\n- [ ] 2. U\n' }],
  ['trace/unvalidating-property', { requirements: REQUIREMENT, design: '### Property 1: P\n\nWords.\n' }],
  ['tasks/cycle', { tasks: '- [ ] 1. A\n  - _Depends: 2_\n- [ ] 2. B\n  - _Depends: 1_\n' }],
  ['tasks/unknown-dependency', { tasks: '- [ ] 1. A\n  - _Depends: 9_\n' }],
  ['tasks/graph-unread', { tasks: '- [ ] 1. A\n\n## Task Dependency Graph\n\n```\n1 --> 2\n```\n' }],
  ['tasks/done-too-early', { tasks: '- [x] 1. A\n  - [ ] 1.1 B\n' }],
  ['ears/unclassified', { requirements: `${REQUIREMENT}2. Nice colours\n` }],
  ['ears/no-modal', { requirements: `${REQUIREMENT}2. WHEN a THEN b is shown\n` }],
  ['ears/weak-modal', { requirements: `${REQUIREMENT}2. THE B should d\n` }],
  ['ears/weak-verb', { requirements: `${REQUIREMENT}2. THE B SHALL handle d\n` }],
  ['ears/vague-word', { requirements: `${REQUIREMENT}2. THE B SHALL answer quickly\n` }],
  ['ears/several-shalls', { requirements: `${REQUIREMENT}2. THE B SHALL d and the C SHALL e\n` }],
  [
    'ears/no-unwanted',
    {
      requirements:
        '### Requirement 1: A\n#### Acceptance Criteria\n1. THE B SHALL c\n2. THE B SHALL d\n3. THE B SHALL e\n4. THE B SHALL f\n',
    },
  ],
  ['glossary/undefined-term', { requirements: `## Glossary\n\n- **B**: b\n\n${REQUIREMENT}2. THE Order_Desk SHALL tell B\n` }],
  ['glossary/unused-term', { requirements: `## Glossary\n\n- **Zebra**: z\n\n${REQUIREMENT}` }],
  ['glossary/duplicate-term', { requirements: `## Glossary\n\n- **B**: b\n- **B**: c\n\n${REQUIREMENT}` }],
])('%s', (code, texts) => expect(codes(texts)).toContain(code));

test('a fix, applied, removes its problem', () => {
  const requirements = `## Glossary\n\n- **B**: b\n\n${REQUIREMENT}2. THE Order_Desk should tell B\n`;
  for (const { code, fixes } of diagnoseSpec({ requirements }).requirements) {
    for (const { edits } of fixes) {
      const fixed = [...edits]
        .reverse()
        .reduce((text, { span, text: words }) => text.slice(0, span.start) + words + text.slice(span.end), requirements);
      expect(codes({ requirements: fixed })).not.toContain(code);
    }
  }
});

test.each([
  ['first', 'a\n\n### Requirement'],
  ['second', 'b\n\n### Requirement'],
])('a conflict is settled by keeping the %s side, and nothing else goes', (side, kept) => {
  const requirements = `# R\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n\n${REQUIREMENT}`;
  const [{ fixes } = { fixes: [] }] = diagnoseSpec({ requirements }).requirements;
  const fix = fixes.find(({ title }) => title.includes(side));
  const fixed = [...(fix?.edits ?? [])]
    .reverse()
    .reduce((text, { span }) => text.slice(0, span.start) + text.slice(span.end), requirements);
  expect(fixed).toBe(`# R\n\n${kept}${REQUIREMENT.slice('### Requirement'.length)}`);
});
