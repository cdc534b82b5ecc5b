import { expect, test } from 'vitest';
import type { TaskBrief } from './agent.ts';
import { buildInstructions, openingMessage } from './instructions.ts';

const brief: TaskBrief = {
  specSlug: 'order-pricing',
  specTitle: 'Order pricing',
  taskId: '3.1',
  taskTitle: 'Discount for many units',
  details: ['Counts each line by its own quantity'],
  criteria: [{ id: '4.1', text: 'WHEN a line has 10 units or more, THE Pricing SHALL take off 5 percent.' }],
  properties: [{ id: '4', title: 'Quantity discount', statement: 'For all lines, the discount follows the quantity.' }],
  glossary: [
    { term: 'Order', definition: 'what a customer buys at once' },
    { term: 'Line', definition: 'one article of an order' },
  ],
  steering: [
    { path: '.kiro/steering/tech.md', text: 'TypeScript, no dependencies.\n' },
    { path: '.kiro/steering/product.md', text: 'A library.\n' },
  ],
  checkCommand: 'npm test',
};

test('tasks of one spec share their instructions to the letter, in whatever order the parts were read', () => {
  const other = { ...brief, taskId: '9', taskTitle: 'Another', criteria: [], properties: [], details: [] };
  const shuffled = { ...other, glossary: [...brief.glossary].reverse(), steering: [...brief.steering].reverse() };
  expect(buildInstructions(shuffled)).toBe(buildInstructions(brief));
});

test('specs of one project share the beginning up to the end of the steering', () => {
  const [mine, other] = [buildInstructions(brief), buildInstructions({ ...brief, specSlug: 'x', specTitle: 'X', glossary: [] })];
  const steeringEnd = mine.indexOf('TypeScript, no dependencies.');
  expect(steeringEnd).toBeGreaterThan(0);
  expect(other.slice(0, steeringEnd)).toBe(mine.slice(0, steeringEnd));
});

test('the opening message holds the slice of the spec, with the tag that makes a test count', () => {
  const { content } = openingMessage(brief);
  for (const words of ['Task 3.1', '4.1: WHEN a line', 'Counts each line', 'Feature: order-pricing, Property 4: Quantity discount']) {
    expect(content).toContain(words);
  }
});
