import { expect, test } from 'vitest';
import { parseDesign } from './parse-design.ts';

test('a property without any mark is one where a section of properties says so', () => {
  const design = (heading: string) =>
    parseDesign(
      `# Design\n\n## ${heading}\n\nProperty 1: Types only\n*For any* import, it SHALL be one of a type\n**Validates: Requirements 1.4, 4.4**\n\nProperty 2: and property 3 say the same.\n\n- Property 4: a mention\n`,
    ).tree.properties;
  expect(design('Correctness Properties').map(({ id, title, validates }) => [id, title, validates.map(({ text }) => text)])).toEqual([
    ['1', 'Types only', ['1.4', '4.4']],
  ]);
  expect(design('Testing Strategy')).toEqual([]);
});

test('a property that the plan of tests names again in bold is defined once', () => {
  const { properties } = parseDesign(
    '# Design\n\n## Correctness Properties\n\n### Property 1: Sums agree\n*For any* cart, sums agree.\n\n## Testing Strategy\n\n**Property 1: Sums agree**\n- Generate carts\n\n**Property 2: Only here**\n',
  ).tree;
  expect(properties.map(({ id, statement }) => [id, statement])).toEqual([
    ['1', '*For any* cart, sums agree.'],
    ['2', ''],
  ]);
});

test('a design defines properties in headings and bold paragraphs, and mentions are none', () => {
  const text =
    '## Correctness Properties\n\n### Property 1: A\n\n*For any* a, b.\n\n**Validates: Requirements 1.1, 1.2**\n\n**Property 2: B**\n*For any* c.\n**Validates: Requirements 2.1-2.3**\n\n## Testing\n\n- **Property 1: A** is tested\n';
  expect(
    parseDesign(text).tree.properties.map(({ id, title, statement, validates }) => [
      id,
      title,
      statement,
      validates.map((reference) => reference.text),
    ]),
  ).toEqual([
    ['1', 'A', '*For any* a, b.', ['1.1', '1.2']],
    ['2', 'B', '*For any* c.', ['2.1-2.3']],
  ]);
});
