import { expect, test } from 'vitest';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { parseTasks } from '#core/language/parse-tasks.ts';
import { applyDifference } from './difference.ts';
import { addCriterion, addRequirement, addTask, exchange, removeLines, withSubtasks } from './page-edits.ts';

const criterionIn = (text: string, sentence: string, requirementAt = 0, behind?: string) => {
  const { tree } = parseRequirements(text);
  const requirement = tree.requirements[requirementAt];
  if (!requirement) throw new Error('no requirement');
  const { change, select } = addCriterion(text, tree, requirement, sentence, behind);
  const next = applyDifference(text, change);
  expect(next.slice(select.start, select.end)).toBe(sentence);
  return { next, ids: parseRequirements(next).tree.requirements.map(({ criteria }) => criteria.map(({ id }) => id)) };
};

const list = '### Requirement 1: A\n\n#### Acceptance Criteria\n\n';

test.each([
  [`${list}1. THE a SHALL b\n2. THE a SHALL c\n\n### Requirement 2: B\n`, '\n3. THE a SHALL d\n\n###', ['1.1', '1.2', '1.3']],
  [`${list}- **1.1** THE a SHALL b\n`, '- **1.2** THE a SHALL d\n', ['1.1', '1.2']],
  [`${list}1.1. THE a SHALL b`, '1.2. THE a SHALL d', ['1.1', '1.2']],
  [`${list}- THE a SHALL b\n`, '- THE a SHALL d\n', ['1.1', '1.2']],
  [`${list}1. THE a SHALL b\n\n2. THE a SHALL c\n`, '\n\n3. THE a SHALL d\n', ['1.1', '1.2', '1.3']],
  [`${list}  1. THE a SHALL b\n     and c\n`, '\n  2. THE a SHALL d\n', ['1.1', '1.2']],
  ['### Requirement 1: A\n\nWords.\n', '\n\n#### Acceptance Criteria\n\n1. THE a SHALL d\n', ['1.1']],
  ['### 要件1: A\n\n#### 受け入れ基準\n\n1. THE a SHALL b\n', '\n2. THE a SHALL d\n', ['1.1', '1.2']],
])('a criterion in the style of %j', (text, part, ids) => {
  const { next, ids: found } = criterionIn(text, 'THE a SHALL d');
  expect(next).toContain(part);
  expect(found[0]).toEqual(ids);
});

test('behind a criterion in the middle, with the next free number; nothing else changes', () => {
  const text = `${list}1. THE a SHALL b\n2. THE a SHALL c\n`;
  expect(criterionIn(text, 'x', 0, '1.1').next).toBe(`${list}1. THE a SHALL b\n3. x\n2. THE a SHALL c\n`);
});

test('a requirement without a list begins one as its neighbour does', () => {
  expect(
    criterionIn(
      `### Requirement 1: A\n\n**Acceptance Criteria:**\n\n1.1 THE a SHALL b\n\n### Requirement 2: B\n\nWords.\n`,
      'THE a SHALL d',
      1,
    ).next,
  ).toMatch(/Words\.\n\n\*\*Acceptance Criteria:\*\*\n\n2\.1 THE a SHALL d\n$/);
});

test('a further requirement has the shape of its neighbour', () => {
  const text = `### Requirement 1: Door\n\n**User Story:** As a, I want b\n\n#### Acceptance Criteria\n\n1. THE a SHALL b\n\n## End\n`;
  const { tree } = parseRequirements(text);
  const { change, select } = addRequirement(text, tree, tree.requirements[0], 'Gate');
  const next = applyDifference(text, change);
  expect(next.slice(select.start, select.end)).toBe('Gate');
  expect(next).toContain('\n\n### Requirement 2: Gate\n\n**User Story:** \n\n#### Acceptance Criteria\n\n1. \n\n## End\n');
  const japanese = '### 要件1：扉\n\n1. THE a SHALL b\n';
  const first = parseRequirements(japanese).tree;
  expect(applyDifference(japanese, addRequirement(japanese, first, undefined, '門').change)).toContain('### 要件2：門');
});

test('tasks: the next number among its siblings, behind its subtasks', () => {
  const text = '# Plan\n\n- [x] 1. A\n  - [ ] 1.1 B\n    - detail\n  - [-] 1.2 C\n- [ ] 2. D\n\nWords.\n';
  const { tree } = parseTasks(text);
  const add = (at: number) => applyDifference(text, addTask(text, tree, tree.tasks[at], 'New').change);
  expect(add(0)).toContain('  - [-] 1.2 C\n- [ ] 3. New\n- [ ] 2. D');
  expect(add(1)).toContain('    - detail\n  - [ ] 1.3 New\n  - [-] 1.2 C');
  expect(add(3)).toContain('- [ ] 2. D\n- [ ] 3. New\n\nWords.');
  expect(
    tree.tasks
      .slice(0, 1)
      .flatMap((task) => withSubtasks(tree, task))
      .map(({ id }) => id),
  ).toEqual(['1', '1.1', '1.2']);
});

test('taking out and exchanging leave everything else byte for byte', () => {
  const text = 'a\n\n1. one\n2. two\n   more\n3. three\n\nb';
  const two = { start: text.indexOf('two'), end: text.indexOf('more') + 4 };
  const one = { start: text.indexOf('one'), end: text.indexOf('one') + 3 };
  expect(applyDifference(text, removeLines(text, two))).toBe('a\n\n1. one\n3. three\n\nb');
  const swap = exchange(text, one, two);
  expect(swap && applyDifference(text, swap)).toBe('a\n\n2. two\n   more\n1. one\n3. three\n\nb');
  expect(applyDifference('x\n1. one', removeLines('x\n1. one', { start: 5, end: 8 }))).toBe('x');
});
