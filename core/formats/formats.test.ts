import { describe, expect, test } from 'vitest';
import { traceSpec } from '#core/trace/trace.ts';
import { applyDelta } from './apply-delta.ts';
import { readOpenSpec } from './open-spec.ts';
import { readSpecKitSpec, readSpecKitTasks } from './spec-kit.ts';

describe('spec-kit', () => {
  const spec = `# Feature Specification: Checkout

### User Story 1 - Pay (Priority: P1)

A customer pays.

**Acceptance Scenarios**:

1. **Given** a cart, **When** I pay, **Then** it is empty
2. **Given** no cart,
   **When** I pay, **Then** I see why

## Requirements *(mandatory)*

### Functional Requirements

- **FR-001**: System MUST charge the card
- **FR-002a**: Users MUST see [NEEDS CLARIFICATION: which tax]

## Success Criteria

- **SC-001**: 95% of payments within 2 s
`;
  const tasks =
    '# Tasks: Checkout\n\n## Phase 1\n\n- [X] T001 [P] [US1] Charge per FR-001 in src/pay.ts\n- [ ] **T002** [US1] [P] Show (depends on T001)\n- [P] tasks = different files\n- [ ] plain\n';

  test('stories, scenarios and numbered items', () => {
    const { tree, diagnostics } = readSpecKitSpec(spec);
    expect(tree.title).toBe('Checkout');
    expect(tree.requirements.map(({ id, title, criteria }) => [id, title, criteria.map((criterion) => criterion.id)])).toEqual([
      ['US1', 'Pay', ['US1/AC1', 'US1/AC2']],
      ['#1', 'Functional Requirements', ['FR-001', 'FR-002a']],
      ['#2', 'Success Criteria', ['SC-001']],
    ]);
    const first = tree.requirements[0]?.criteria[0];
    expect(first).toMatchObject({
      pattern: 'complex',
      clauses: [
        { kind: 'state', text: 'a cart' },
        { kind: 'trigger', text: 'I pay' },
      ],
      response: { text: 'it is empty' },
    });
    expect(tree.requirements[1]?.criteria[0]).toMatchObject({
      pattern: 'ubiquitous',
      subject: { text: 'System' },
      text: 'System MUST charge the card',
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['speckit/needs-clarification']);
  });

  test('stories by priority or short id, whose criteria are bullets under their label', () => {
    const { tree } = readSpecKitSpec(
      '# Spec\n\n## User Stories\n\n### P1 — Name a group\n\nAs a pilot, I name.\n\n**Acceptance Criteria**:\n- It is shown\n- It is kept\n\n### US-4: Copy\n\n- no label, no criterion\n\n## Notes\n\n### P2 - not a story\n\n- nothing\n',
    );
    expect(tree.requirements.map(({ id, title, criteria }) => [id, title, criteria.map((criterion) => criterion.id)])).toEqual([
      ['US1', 'Name a group', ['US1/AC1', 'US1/AC2']],
      ['US4', 'Copy', []],
    ]);
  });

  test('tasks, and what they serve', () => {
    const { tree } = readSpecKitTasks(tasks);
    expect(tree.tasks.map(({ id, state, title, dependsOn }) => [id, state, title, dependsOn])).toEqual([
      ['T001', 'done', 'Charge per FR-001 in src/pay.ts', []],
      ['T002', 'todo', 'Show (depends on T001)', ['T001']],
      ['#3', 'todo', 'plain', []],
    ]);
    for (const { span, text } of tree.tasks.flatMap(({ references }) => references)) expect(tasks.slice(span.start, span.end)).toBe(text);
    const trace = traceSpec({ requirements: readSpecKitSpec(spec).tree, design: null, tasks: tree });
    expect(trace.tasks.get('T001')?.criterionIds).toEqual(['US1/AC1', 'US1/AC2', 'FR-001']);
  });
});

describe('OpenSpec', () => {
  const block = (name: string, ...scenarios: string[]) =>
    `### Requirement: ${name}\nThe system SHALL ${name}.\n${scenarios.map((scenario) => `\n#### Scenario: ${scenario}\n- **WHEN** a\n- **THEN** b\n`).join('')}`;
  const main = `# Pay\n\n## Purpose\n\nText.\n\n## Requirements\n\n${block('Charge', 'Card', 'Cash')}\n${block('Refund', 'Whole')}\n## Notes\n\nKept.\n`;

  test('reads statements and scenarios', () => {
    const { tree, diagnostics } = readOpenSpec(main);
    expect(diagnostics).toEqual([]);
    expect(tree.requirements.map(({ id, criteria }) => [id, criteria.map((criterion) => criterion.id)])).toEqual([
      ['Charge', ['Charge / requirement', 'Charge / Card', 'Charge / Cash']],
      ['Refund', ['Refund / requirement', 'Refund / Whole']],
    ]);
    expect(tree.requirements[0]?.criteria[1]).toMatchObject({ pattern: 'event', text: '**WHEN** a\n- **THEN** b' });
  });

  test('applies a change in the order of archiving, and leaves the rest alone', () => {
    const delta = `## RENAMED Requirements\n\n- FROM: \`### Requirement: Refund\`\n- TO: \`### Requirement: Return\`\n\n## MODIFIED Requirements\n\n${block('Return', 'Whole', 'Part')}\n## ADDED Requirements\n\n${block('Receipt', 'Mail')}\n## REMOVED Requirements\n\n### Requirement: Charge\n**Reason**: gone\n`;
    expect(readOpenSpec(delta).diagnostics).toEqual([]);
    const { text } = applyDelta(main, delta);
    expect(text).toBe(
      `# Pay\n\n## Purpose\n\nText.\n\n## Requirements\n\n${block('Return', 'Whole', 'Part')}\n${block('Receipt', 'Mail')}\n## Notes\n\nKept.\n`,
    );
  });

  test.each([
    [`## MODIFIED Requirements\n\n${block('Charge', 'Card')}`, 'drop "Cash"'],
    [`## MODIFIED Requirements\n\n${block('charge', 'Card')}`, 'does not have it'],
    [`## ADDED Requirements\n\n${block('Charge', 'X')}`, 'the spec has it'],
    [`## REMOVED Requirements\n\n- \`### Requirement: Nothing\``, 'does not have it'],
    [`## ADDED Requirements\n\n${block('A', 'X')}\n${block('A', 'X')}`, 'above as added'],
    [`## RENAMED Requirements\n- FROM: \`### Requirement: Refund\`\n- TO: \`### Requirement: Charge\``, 'has one of that name'],
    ['## ADDED Requirements\n\n### Requirement: A\nText.\n', 'does not say SHALL'],
  ])('refuses %#', (delta, reason) => expect(applyDelta(main, delta).problems.join(' ')).toContain(reason));
});
