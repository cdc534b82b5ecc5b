import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toolSchemas } from '../tool-schemas.ts';
import { readEnding } from './read-ending.ts';

test('whatever it says, its end is a call that fits', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('PLAN_ISSUE: ', 'QUESTION: ', '\n', '- yes', '- no', 'x'.repeat(5_000)));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const { tool, input } = readEnding(pieces.join(''), 'external-0');
      const schema =
        tool === 'finish' ? toolSchemas.finish : tool === 'ask_person' ? toolSchemas.ask_person : toolSchemas.report_plan_issue;
      expect(schema.safeParse(input).error).toBeUndefined();
    }),
  );
});

test.each([
  ['All done.', 'finish', { summary: 'All done.' }],
  ['Looked.\nPLAN_ISSUE: 2.1 forbids what the task asks.', 'report_plan_issue', { reason: '2.1 forbids what the task asks.' }],
  ['QUESTION: Which rounding?\n- half up\n- half even', 'ask_person', { question: 'Which rounding?', options: ['half up', 'half even'] }],
  ['QUESTION: Which rounding?\n- half up', 'finish', { summary: 'QUESTION: Which rounding?\n- half up' }],
])('%j ends as %s', (text, tool, input) => expect(readEnding(text, 'e')).toEqual({ callId: 'e', tool, input, problem: null }));
