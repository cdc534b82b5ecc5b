import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDifference } from './difference.ts';
import { type Incoming, incomingEdits } from './merge-texts.ts';

const apply = (text: string, edits: readonly Incoming[]) => edits.reduceRight((now, edit) => applyDifference(now, edit), text);

/** Texts of few different lines, so that lines are alike, moved and doubled as often as can be. */
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', '', '🔑', '🔒'), { maxLength: 12 })
  .chain((lines) => fc.constantFrom('', '\n').map((end) => lines.join('\n') + end));

/** Lines that are all different, each side of which may be changed: what merges is known. */
const numbered = fc.array(fc.constantFrom('kept', 'ours', 'theirs', 'both'), { minLength: 1, maxLength: 20 });

test('into a text that nobody here has changed, their whole text comes', () => {
  fc.assert(
    fc.property(text, text, (base, theirs) => {
      expect(apply(base, incomingEdits(base, base, theirs))).toBe(theirs);
    }),
  );
});

test('what they have not changed, and what we have changed in the same way, brings nothing', () => {
  fc.assert(
    fc.property(text, text, (base, ours) => {
      expect(incomingEdits(base, ours, base)).toEqual([]);
      expect(incomingEdits(base, ours, ours)).toEqual([]);
    }),
  );
});

test('a merge without a conflict is the same from either side', () => {
  fc.assert(
    fc.property(text, text, text, (base, ours, theirs) => {
      const coming = incomingEdits(base, ours, theirs);
      const going = incomingEdits(base, theirs, ours);
      expect(coming.some(({ isConflict }) => isConflict)).toBe(going.some(({ isConflict }) => isConflict));
      if (coming.some(({ isConflict }) => isConflict)) return;
      expect(apply(ours, coming)).toBe(apply(theirs, going));
    }),
  );
});

test('every changed line arrives, ours stay, and where both changed a line that is said', () => {
  fc.assert(
    fc.property(numbered, (kinds) => {
      // A kept line between, for changes of neighbouring lines are one conflict.
      const say = (writerOf: (kind: (typeof kinds)[number]) => string) =>
        kinds.map((kind, n) => `line ${n}${writerOf(kind)}\nkept ${n}\n`).join('');
      const by = (side: string) => say((kind) => (kind === side || kind === 'both' ? ` by ${side}` : ''));
      const coming = incomingEdits(
        say(() => ''),
        by('ours'),
        by('theirs'),
      );
      expect(coming.filter(({ isConflict }) => isConflict)).toHaveLength(kinds.filter((kind) => kind === 'both').length);
      const clean = coming.filter(({ isConflict }) => !isConflict);
      const merged = { kept: '', ours: ' by ours', theirs: ' by theirs', both: ' by ours' };
      expect(apply(by('ours'), clean)).toBe(say((kind) => merged[kind]));
    }),
  );
});

test('edits stand in order and do not touch, and none cuts a character in half', () => {
  fc.assert(
    fc.property(text, text, text, (base, ours, theirs) => {
      let end = -1;
      for (const { start, removed, inserted } of incomingEdits(base, ours, theirs)) {
        expect(start).toBeGreaterThan(end);
        end = start + removed;
        expect(end).toBeLessThanOrEqual(ours.length);
        expect(inserted.isWellFormed()).toBe(true);
      }
    }),
  );
});

test('a large text is merged at once', () => {
  const lines = Array.from({ length: 20_000 }, (_, n) => `${n % 7} line of a long document`);
  const base = lines.join('\n');
  const ours = lines.toSpliced(500, 3, 'ours').join('\n');
  const theirs = lines.toSpliced(15_000, 0, 'theirs').join('\n');
  expect(apply(ours, incomingEdits(base, ours, theirs))).toBe(lines.toSpliced(15_000, 0, 'theirs').toSpliced(500, 3, 'ours').join('\n'));
});

test('a line that they reword and one that we add behind it fit together', () => {
  const [base, ours, theirs] = ['1. a\n2. b\n', '1. a\n2. b\n3. ours\n', '1. a\n2. b softly\n'];
  const coming = incomingEdits(base, ours, theirs);
  expect(coming).toEqual([{ start: 9, removed: 0, inserted: ' softly', isConflict: false }]);
  expect(apply(theirs, incomingEdits(base, theirs, ours))).toBe(apply(ours, coming));
});

test('a passage that they wrote anew comes as one, with whole lines', () => {
  const coming = incomingEdits('# A\n\nno deps\n\n- one\n- two\n', '# A\n\nno deps\n\n- one\n- two\n', '# A\n\nfew deps\n');
  expect(coming).toEqual([{ start: 5, removed: 21, inserted: 'few deps\n', isConflict: false }]);
});
