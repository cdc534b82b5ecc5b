import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '#core/language/span.ts';
import { compareTexts } from './compare-texts.ts';

const line = fc.constantFrom(
  '# Requirements',
  '',
  '1. WHEN the bell rings, THE Door SHALL open.',
  '2. IF it is night, THEN THE Door SHALL stay shut.',
  '- item',
  'Some prose that goes on',
  'and on.',
  '| a | b |',
  '  ',
);
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
const edited = fc.tuple(text, fc.nat(), fc.string({ maxLength: 8 }), fc.nat(6)).map(([whole, place, words, length]) => {
  const at = place % (whole.length + 1);
  return [whole, whole.slice(0, at) + words + whole.slice(at + length)] as const;
});
const grain = fc.constantFrom('blocks' as const, 'lines' as const);
const cut = (whole: string, spans: readonly Span[]) => spans.map(({ start, end }) => whole.slice(start, end)).join('');
const without = (whole: string, { start, end }: Span, out: readonly Span[]) => {
  let [kept, at] = ['', start];
  for (const span of out) {
    kept += whole.slice(at, span.start);
    at = span.end;
  }
  return kept + whole.slice(at, end);
};

test('the rows hold every word of both texts, in order, and what is not marked is the same in both', () => {
  fc.assert(
    fc.property(fc.oneof(edited, fc.tuple(text, text)), grain, ([before, after], grain) => {
      const rows = compareTexts(before, after, grain);
      const squeeze = (words: string) => words.replace(/\s+/g, '');
      expect(
        squeeze(
          cut(
            before,
            rows.flatMap((row) => row.before ?? []),
          ),
        ),
      ).toBe(squeeze(before));
      expect(
        squeeze(
          cut(
            after,
            rows.flatMap((row) => row.after ?? []),
          ),
        ),
      ).toBe(squeeze(after));
      for (const { kind, before: old, after: now, removed, inserted } of rows) {
        if (!old || !now) expect(['removed', 'added']).toContain(kind);
        else expect(without(before, old, removed)).toBe(without(after, now, inserted));
        expect(kind === 'same').toBe(removed.length + inserted.length === 0);
      }
    }),
  );
});

test('a text compared with itself is the same in every row', () => {
  fc.assert(
    fc.property(text, grain, (whole, grain) => {
      expect(compareTexts(whole, whole, grain).every(({ kind }) => kind === 'same')).toBe(true);
    }),
  );
});

test('a changed word is marked alone, and its neighbours stand beside each other', () => {
  const before = '1. WHEN the bell rings, THE Door SHALL open.\n2. THE Door SHALL be red.\n';
  const rows = compareTexts(before, before.replace('open', 'shut'), 'blocks');
  expect(rows.map(({ kind }) => kind)).toEqual(['changed', 'same']);
  const [first] = rows;
  expect(first && cut(before, first.removed)).toBe('open');
});
