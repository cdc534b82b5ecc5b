import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ItemChange } from '#core/trace/impact.ts';
import { changeWords } from './change-words.ts';

const kind = fc.constantFrom('criterion' as const, 'property' as const, 'task' as const);
const change = fc
  .record({
    kind,
    id: fc.stringMatching(/^[1-9]\.[1-9]$/),
    change: fc.constantFrom('changed' as const, 'added' as const, 'removed' as const),
    text: fc.lorem(),
  })
  .map(
    ({ text, ...one }): ItemChange => ({
      ...one,
      before: one.change === 'added' ? null : text,
      after: one.change === 'removed' ? null : text,
    }),
  );

test('names each change up to a dozen, and says how many more there are', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const words = changeWords(['requirements'], changes, ['Ada']);
      for (const { id } of changes.slice(0, 12)) expect(words).toContain(id);
      expect(words.includes('more of its parts')).toBe(changes.length > 12);
      expect(words.length).toBeLessThan(8_000);
    }),
  );
});

test('says by whose hands, and what a criterion says now', () => {
  const changes: ItemChange[] = [
    { kind: 'criterion', id: '1.2', change: 'changed', before: 'The door opens.', after: 'The door\n stays shut.' },
  ];
  expect(changeWords(['requirements', 'design'], changes, ['Ada', 'Deniz'])).toBe(
    [
      'The spec is not the one that you began with any more: its requirements and design changed. Ada, Deniz changed it.',
      '- Criterion 1.2 now says: The door stays shut.',
      'Work to the text as it is now. What you have done by the old one, and does not fit any more, is yours to mend.',
    ].join('\n'),
  );
});
