import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from '#core/edits/rename-id.ts';
import type { SpecTexts } from '#core/language/diagnose.ts';
import { elsewhere, renameSubject } from './rename-subject.ts';
import { texts } from './spec-texts.ts';
import type { Subject } from './subjects.ts';

function renamed(before: SpecTexts, subject: Subject, to: string): SpecTexts {
  const { edits, refusal } = renameSubject({ texts: before, subject, to });
  if (!edits) throw new Error(refusal);
  return {
    requirements: applyEdits(before.requirements ?? '', edits.requirements),
    design: applyEdits(before.design ?? '', edits.design),
    tasks: applyEdits(before.tasks ?? '', edits.tasks),
  };
}

const word = fc.stringMatching(/^[A-Z][a-z]{2,6}z$/);

test('a term renamed there and back is the text as it was', () => {
  fc.assert(
    fc.property(word, word, (one, two) => {
      const to = `${one}_${two}`;
      const there = renamed(texts, { kind: 'term', id: 'Line_Item' }, to);
      expect(there).not.toEqual(texts);
      expect(renamed(there, { kind: 'term', id: to }, 'Line_Item')).toEqual(texts);
    }),
  );
});

test('an id renamed there and back is the text as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 99 }).map(String), (to) => {
      const there = renamed(texts, { kind: 'requirement', id: '1' }, to);
      expect(renamed(there, { kind: 'requirement', id: to }, '1')).toEqual(texts);
      const criterion = renamed({ ...texts, tasks: '' }, { kind: 'criterion', id: '1.1' }, to);
      expect(renamed(criterion, { kind: 'criterion', id: `1.${to}` }, '1.1')).toEqual({ ...texts, tasks: '' });
    }),
  );
});

test('a plural keeps its ending, the other spelling its blank, and code its name', () => {
  const { requirements, design } = renamed(texts, { kind: 'term', id: 'Line_Item' }, 'Cart_Row');
  expect(requirements).toContain('add up its Cart_Rows.');
  expect(requirements).toContain('holds no Cart Row,');
  expect(design).toBe(texts.design);
  expect(renamed(texts, { kind: 'term', id: 'Order' }, 'Basket').design).toContain('class Order {}');
});

test.each([
  ['term', 'Line_Item', 'order', '"Order" is a term already'],
  ['term', 'Line_Item', '*x*', 'cannot be a term'],
  ['term', 'Nothing', 'X', 'has no term'],
  ['criterion', '2.1', '7.1', 'not written where'],
  ['task', '1', '2', 'not renamed from here'],
] as const)('%s %s to %s is refused', (kind, id, to, reason) => {
  expect(renameSubject({ texts, subject: { kind, id }, to }).refusal).toContain(reason);
});

test('what a rename changes in the other documents is told', () => {
  const { edits } = renameSubject({ texts, subject: { kind: 'criterion', id: '2.1' }, to: '5' });
  expect(edits && elsewhere(edits, 'requirements')).toEqual([]);
  const { edits: wide } = renameSubject({ texts, subject: { kind: 'requirement', id: '1' }, to: '5' });
  expect(wide && elsewhere(wide, 'requirements').map(({ document, edits: all }) => [document, all.length])).toEqual([
    ['design', 1],
    ['tasks', 5],
  ]);
});
