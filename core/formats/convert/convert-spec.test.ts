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
