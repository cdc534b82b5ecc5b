import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Format } from '../find-specs.ts';
import { convertSpec } from './convert-spec.ts';
import { eachTask, type PortableTask, type Written, type WrittenFile } from './portable-spec.ts';
import { readPortable, type SourceTexts } from './read-portable.ts';

/** What a reader of the written files would be handed. */
function textsOf(files: WrittenFile[]): SourceTexts {
  const find = (pattern: RegExp) => {
    const file = files.find(({ path }) => pattern.test(path));
    return file && { name: file.path, text: file.text };
  };
  const found = {
    requirements: find(/(?:requirements|spec)\.md$/),
    design: find(/(?:design|plan)\.md$/),
    tasks: find(/tasks\.(?:md|json)$/),
  };
  return Object.fromEntries(Object.entries(found).filter(([, file]) => file !== undefined));
}

function thereAndBack(texts: SourceTexts, by: Format): { there: Written; back: SourceTexts } {
  const there = convertSpec({ from: 'kiro', to: by, slug: 'pay', texts });
  return { there, back: textsOf(convertSpec({ from: by, to: 'kiro', slug: 'pay', texts: textsOf(there.files) }).files) };
}

const words = fc
  .array(fc.constantFrom('order', 'Cart', 'the 2 lines', '`code`', 'a (b)', 'Zahlung', '支払い', 'x: y', '"quoted"'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list) => list.join(' '));
const title = fc.tuple(fc.stringMatching(/^[A-Z][a-z]{2,8}$/), words).map(([first, rest]) => `${first} ${rest}`);
const criterion = fc.oneof(
  fc.tuple(words, words).map(([a, b]) => `WHEN ${a}, THE Cart SHALL ${b}`),
  words.map((a) => `IF ${a}, THEN THE Cart SHALL stop\n   - with a list\n   - of two`),
  words.map((a) => `THE Cart SHALL ${a}`),
);
const requirement = fc.record({
  title,
  story: fc.option(words.map((a) => `As a clerk, I want ${a}, so that it ends`)),
  criteria: fc.array(criterion, { minLength: 1, maxLength: 4 }),
});
const task = fc.record({
  title,
  isDone: fc.boolean(),
  details: fc.array(title, { maxLength: 2 }),
  serves: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 }),
  children: fc.array(fc.record({ title, isDone: fc.boolean(), serves: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 2 }) }), {
    maxLength: 3,
  }),
});
const spec = fc
  .record({ requirements: fc.array(requirement, { minLength: 1, maxLength: 4 }), tasks: fc.array(task, { minLength: 1, maxLength: 4 }) })
  .map(({ requirements, tasks }): SourceTexts => {
    const named = (serves: [number, number][]) => {
      const ids = serves.map(([r, c]) => {
        const at = r % requirements.length;
        return `${at + 1}.${(c % (requirements[at]?.criteria.length ?? 1)) + 1}`;
      });
      return [...new Set(ids)].join(', ');
    };
    const blocks = requirements.map(
      ({ title: name, story, criteria }, at) =>
        `### Requirement ${at + 1}: ${name}\n\n${story ? `**User Story:** ${story}\n\n` : ''}#### Acceptance Criteria\n\n${criteria.map((text, n) => `${n + 1}. ${text}`).join('\n')}\n`,
    );
    const lines = tasks.flatMap(({ title: name, isDone, details, serves, children }, at) => {
      const isLeaf = children.length === 0;
      const state = isLeaf ? isDone : children.every((child) => child.isDone);
      return [
        `- [${state ? 'x' : ' '}] ${at + 1}. ${name}`,
        ...(isLeaf ? details.map((detail) => `  - ${detail}`) : []),
        ...(isLeaf && serves.length > 0 ? [`  - _Requirements: ${named(serves)}_`] : []),
        ...children.flatMap((child, n) => [
          `  - [${child.isDone ? 'x' : ' '}] ${at + 1}.${n + 1} ${child.title}`,
          ...(child.serves.length > 0 ? [`    - _Requirements: ${named(child.serves)}_`] : []),
        ]),
      ];
    });
    return {
      requirements: { name: 'requirements.md', text: `# Requirements Document\n\n## Requirements\n\n${blocks.join('\n')}` },
      tasks: { name: 'tasks.md', text: `# Implementation Plan\n\n${lines.join('\n')}\n` },
    };
  });

const tasksOf = (texts: SourceTexts, withServed: boolean) => {
  const shape = ({ id, title: name, state, details, serves, children }: PortableTask): object => ({
    id,
    name,
    state,
    details,
    ...(withServed ? { serves: [...serves.criterionIds].sort() } : {}),
    children: children.map(shape),
  });
  return readPortable('kiro', texts).tasks.map(shape);
};
const requirementsOf = (texts: SourceTexts) =>
  readPortable('kiro', texts).requirements.map(({ id, title: name, story, criteria }) => [
    id,
    name,
    story,
    criteria.map((one) => [one.id, one.text]),
  ]);

describe('there and back', () => {
  test.each(['spec-kit', 'openspec'] as const)('by %s, requirements, criteria and tasks are as they were', (by) => {
    fc.assert(
      fc.property(spec, (texts) => {
        const { back } = thereAndBack(texts, by);
        expect(requirementsOf(back)).toEqual(requirementsOf(texts));
        expect(tasksOf(back, by === 'spec-kit')).toEqual(tasksOf(texts, by === 'spec-kit'));
      }),
      { numRuns: 300 },
    );
  });

  test('by task-master, tasks are as they were, and criteria stand with the tasks that serve them', () => {
    const bare = (texts: SourceTexts) => eachTask(readPortable('kiro', texts).tasks).map(({ id, title: name, state }) => [id, name, state]);
    fc.assert(
      fc.property(spec, (texts) => {
        const { there, back } = thereAndBack(texts, 'task-master');
        expect(bare(back)).toEqual(bare(texts));
        const served = eachTask(readPortable('kiro', texts).tasks).flatMap(({ serves }) => serves.criterionIds);
        for (const id of served) expect(there.files[0]?.text).toContain(`"${id} `);
        const criteria = readPortable('kiro', texts).requirements.flatMap((one) => one.criteria.map(({ id }) => id));
        const lost = there.lost.filter(({ what }) => what === 'criterion').map(({ message }) => /criterion (\S+),/.exec(message)?.[1]);
        expect(lost).toEqual(criteria.filter((id) => !served.includes(id)));
      }),
      { numRuns: 200 },
    );
  });

  test('what is written holds nothing that a second way through would change', () => {
    const formats = ['kiro', 'spec-kit', 'openspec', 'task-master'] as const;
    fc.assert(
      fc.property(spec, fc.constantFrom(...formats), fc.constantFrom(...formats), (texts, first, second) => {
        const one = convertSpec({ from: 'kiro', to: first, slug: 'pay', texts });
        const two = convertSpec({ from: first, to: second, slug: 'pay', texts: textsOf(one.files) });
        const three = convertSpec({ from: second, to: second, slug: 'pay', texts: textsOf(two.files) });
        expect(readPortable(second, textsOf(three.files)).tasks.length).toBe(readPortable(second, textsOf(two.files)).tasks.length);
      }),
      { numRuns: 200 },
    );
  });
});

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
