import { expect, test } from 'vitest';
import type { TaskBrief } from './agent.ts';
import { countParts, shortBeginning } from './context-parts.ts';
import { openingMessage } from './instructions.ts';

const brief: TaskBrief = {
  specSlug: 'order-pricing',
  specTitle: 'Order pricing',
  taskId: '3.1',
  taskTitle: 'Discount for many units',
  details: [],
  criteria: [],
  properties: [],
  glossary: [],
  steering: [{ path: '.kiro/steering/tech.md', text: 'TypeScript.\n' }],
  lessons: ['It was stopped.'],
  checkCommand: 'npm test',
  repositoryMap: './\n  README.md',
};

test('a request is shared out among its parts, in the order in which they are sent', () => {
  const messages = [
    openingMessage(brief),
    { role: 'user' as const, content: `${shortBeginning} 3 turns, in short.` },
    { role: 'assistant' as const, content: 'I read.' },
    { role: 'tool' as const, content: [] },
    { role: 'user' as const, content: 'Ada tells you, while you work: hurry' },
  ];
  const parts = countParts(brief, messages, 10_000);
  expect(parts.map(({ part }) => part)).toEqual([
    ...['Tools', 'Rules', 'Guidance', 'Specification', 'Repository map', 'Task', 'Earlier attempts', 'Earlier turns in short'],
    ...['Words and calls of the agent', 'Answers of tools', 'Words of people'],
  ]);
  expect(Math.abs(parts.reduce((sum, { tokens }) => sum + tokens, 0) - 10_000)).toBeLessThan(parts.length);
});
