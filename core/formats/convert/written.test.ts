import { describe, expect, test } from 'vitest';
import { convertSpec } from './convert-spec.ts';
import type { SourceTexts } from './read-portable.ts';

const KIRO: SourceTexts = {
  requirements: {
    name: 'requirements.md',
    text: '# Requirements Document\n\n## Introduction\n\nPaying.\n\n## Glossary\n\n- **Cart**: holds\n\n## Requirements\n\n### Requirement 1: Pay\n\n**User Story:** As a b, I want c, so that d.\n\n#### Acceptance Criteria\n\n1. WHEN a, THE Cart SHALL b\n2. IF x, THEN THE Cart SHALL y\n\n### Requirement REQ-7: Refund\n\n#### Acceptance Criteria\n\n- THE Cart SHALL refund\n',
  },
  tasks: {
    name: 'tasks.md',
    text: '# Implementation Plan\n\n- [-] 1. Build\n  - words\n  - _Requirements: 1.1, REQ-7_\n- [ ] 2. Test\n  - [x] 2.1 Unit\n    - _Requirements: 1.1-1.2_\n  - [ ]* 2.2 Property\n    - _Depends: 2.1_\n    - _Requirements: All_\n\n## Task Dependency Graph\n\n```json\n{"waves":[["1"],["2"]]}\n```\n',
  },
};

describe('what is written', () => {
  test('in spec-kit', () => {
    const { files } = convertSpec({ from: 'kiro', to: 'spec-kit', slug: 'pay', texts: KIRO });
    expect(files).toMatchInlineSnapshot(`
      [
        {
          "path": "specs/001-pay/spec.md",
          "text": "# Feature Specification: Pay

      **Input**: Paying.

      ## User Scenarios & Testing

      ### User Story 1 - Pay

      As a b, I want c, so that d.

      **Acceptance Scenarios**:

      1. WHEN a, THE Cart SHALL b
      2. IF x, THEN THE Cart SHALL y

      ### User Story 2 - Refund

      **Acceptance Scenarios**:

      1. THE Cart SHALL refund
      ",
        },
        {
          "path": "specs/001-pay/tasks.md",
          "text": "# Tasks: Pay

      ## Phase 1: Build

      - [ ] T001 Build per US2, US1/AC1
        - words

      ## Phase 2: Test

      - [x] T002 Unit per US1/AC1, US1/AC2
      - [ ] T003 Property (depends on T002)
      ",
        },
      ]
    `);
  });
  test('in OpenSpec', () => {
    const { files } = convertSpec({ from: 'kiro', to: 'openspec', slug: 'pay', texts: KIRO });
    expect(files).toMatchInlineSnapshot(`
      [
        {
          "path": "openspec/changes/pay/proposal.md",
          "text": "# Pay

      ## Why

      Paying.

      ## What Changes

      - Pay
      - Refund
      ",
        },
        {
          "path": "openspec/changes/pay/specs/pay/spec.md",
          "text": "## ADDED Requirements

      ### Requirement: Pay

      **User Story:** As a b, I want c, so that d.

      The system SHALL do what the scenarios say.

      #### Scenario: Criterion 1.1

      - WHEN a, THE Cart SHALL b

      #### Scenario: Criterion 1.2

      - IF x, THEN THE Cart SHALL y

      ### Requirement: Refund

      The system SHALL do what the scenarios say.

      #### Scenario: Criterion REQ-7.1

      - THE Cart SHALL refund
      ",
        },
        {
          "path": "openspec/changes/pay/tasks.md",
          "text": "# Tasks

      ## 1. Build

      - [ ] 1.1 Build
        - words

      ## 2. Test

      - [x] 2.1 Unit
      - [ ] 2.2 Property
        - Depends on: 2.1
      ",
        },
      ]
    `);
  });
  test('in task-master', () => {
    const { files, lost, renamed } = convertSpec({ from: 'kiro', to: 'task-master', slug: 'pay', texts: KIRO });
    expect(files).toMatchInlineSnapshot(`
      [
        {
          "path": ".taskmaster/tasks/tasks.json",
          "text": "{
        "master": {
          "tasks": [
            {
              "id": 1,
              "title": "Build",
              "description": "words",
              "status": "in-progress",
              "dependencies": [],
              "acceptanceCriteria": [
                "REQ-7.1 THE Cart SHALL refund",
                "1.1 WHEN a, THE Cart SHALL b"
              ],
              "subtasks": []
            },
            {
              "id": 2,
              "title": "Test",
              "description": "",
              "status": "pending",
              "dependencies": [
                1
              ],
              "subtasks": [
                {
                  "id": 1,
                  "title": "Unit",
                  "description": "",
                  "status": "done",
                  "dependencies": [],
                  "acceptanceCriteria": [
                    "1.1 WHEN a, THE Cart SHALL b",
                    "1.2 IF x, THEN THE Cart SHALL y"
                  ]
                },
                {
                  "id": 2,
                  "title": "Property",
                  "description": "",
                  "status": "pending",
                  "dependencies": [
                    1
                  ]
                }
              ]
            }
          ]
        }
      }
      ",
        },
      ]
    `);
    expect(lost.map(({ what, document, span, message }) => `${document}:${span.start} ${what}: ${message}`)).toMatchInlineSnapshot(`
      [
        "requirements.md:66 glossary: task-master has no glossary, so the term "Cart" is left out.",
        "requirements.md:100 requirement: task-master has no requirements: of 1 only the criteria that tasks serve are written, with those tasks.",
        "requirements.md:256 requirement: task-master has no requirements: of REQ-7 only the criteria that tasks serve are written, with those tasks.",
        "tasks.md:140 optional: task-master cannot say that task 2.2 is optional.",
        "tasks.md:140 reference: task-master cannot say that task 2.2 serves all requirements.",
        "tasks.md:210 graph: task-master has no dependency graph of tasks.",
      ]
    `);
    expect(renamed).toEqual([]);
  });
  test('what spec-kit cannot hold is said, with its place', () => {
    const { lost, renamed } = convertSpec({ from: 'kiro', to: 'spec-kit', slug: 'pay', texts: KIRO });
    expect(lost.map(({ what, document, span, message }) => `${document}:${span.start} ${what}: ${message}`)).toMatchInlineSnapshot(`
      [
        "requirements.md:66 glossary: spec-kit has no glossary, so the term "Cart" is left out.",
        "tasks.md:23 state: spec-kit knows only open and done: task 1 is running, and is written as open.",
        "tasks.md:79 dependency: Task 2 is a heading in spec-kit, which has no dependencies of its own.",
        "tasks.md:140 optional: spec-kit cannot say that task 2.2 is optional.",
        "tasks.md:140 reference: spec-kit cannot say that task 2.2 serves all requirements.",
        "tasks.md:210 graph: spec-kit has no dependency graph of tasks.",
      ]
    `);
    expect(renamed.map(({ kind, from, to }) => `${kind} ${from} ${to}`)).toMatchInlineSnapshot(`
      [
        "requirement 1 US1",
        "requirement REQ-7 US2",
        "criterion 1.1 US1/AC1",
        "criterion 1.2 US1/AC2",
        "criterion REQ-7.1 US2/AC1",
        "task 1 T001",
        "task 2.1 T002",
        "task 2.2 T003",
      ]
    `);
  });
});
