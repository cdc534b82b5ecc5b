import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdit } from './apply-edit.ts';
import { containing } from './testing/matching.ts';

const line = fc.stringMatching(/^[abc ]{0,6}$/);
const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));
const old = fc.stringMatching(/^[abc \n]{1,5}$/);
const replacement = fc.stringMatching(/^[abcX \n]{0,6}$/);

function countPlaces(text: string, part: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (text.startsWith(part, at)) count += 1;
  return count;
}

test('an edit changes the one place that was named, and nothing else', () => {
  fc.assert(
    fc.property(text, old, replacement, (text, old, replacement) => {
      const result = applyEdit(text, old, replacement);
      if (result.kind !== 'applied') return;
      expect(countPlaces(text, old)).toBe(1);
      expect(result.text).toBe(text.replace(old, () => replacement));
      expect(result.line).toBe(text.slice(0, text.indexOf(old)).split('\n').length);
    }),
  );
});

test('a passage that occurs once is replaced, or stands there as wanted already', () => {
  fc.assert(
    fc.property(text, old, replacement, (text, old, replacement) => {
      fc.pre(countPlaces(text, old) === 1 && old !== replacement);
      expect(applyEdit(text, old, replacement).kind).toMatch(/applied|already/);
    }),
  );
});

test('an edit repeated after a crash never changes the file again, unless the new text asks for it', () => {
  fc.assert(
    fc.property(text, old, replacement, (text, old, replacement) => {
      const first = applyEdit(text, old, replacement);
      if (first.kind !== 'applied') return;
      const second = applyEdit(first.text, old, replacement);
      // Only where the new text completes another passage like the old one is there something to apply.
      if (second.kind === 'applied') expect(countPlaces(replacement, old)).toBe(0);
      else if (replacement !== '' && countPlaces(first.text, old) <= 1) expect(second.kind).toBe('already');
    }),
  );
});

test('the adding edit is known again although what it names still stands', () => {
  const text = "import a from 'a';\nrun();\n";
  const edit = ["import a from 'a';", "import a from 'a';\nimport b from 'b';"] as const;
  const first = applyEdit(text, ...edit);
  expect(first).toMatchObject({ kind: 'applied', line: 1 });
  if (first.kind === 'applied') expect(applyEdit(first.text, ...edit)).toEqual({ kind: 'already' });
});

test('a passage that occurs more than once is refused with its lines', () => {
  const result = applyEdit('a();\nb();\na();\n', 'a();', 'c();');
  expect(result).toEqual({ kind: 'refused', why: containing('2 times, at lines 1, 3') });
});

test('a passage that is not there is refused with the nearest line', () => {
  const text = 'function total() {\n  return quantity * unitPrice;\n}\n';
  expect(applyEdit(text, '  return quantity * price;', 'x')).toEqual({
    kind: 'refused',
    why: containing('line 2: return quantity * unitPrice;'),
  });
  expect(applyEdit(text, 'return  quantity * unitPrice;', 'x')).toEqual({ kind: 'refused', why: containing('other spaces') });
  expect(applyEdit(text, '}', '}')).toMatchObject({ kind: 'refused' });
});

test('line ends of the file stay as they are', () => {
  expect(applyEdit('a\r\nb\r\nc\r\n', 'a\nb', 'a\nx\nb')).toEqual({ kind: 'applied', text: 'a\r\nx\r\nb\r\nc\r\n', line: 1 });
  expect(applyEdit('a\r\nb\r\n', 'b', 'x\ny')).toEqual({ kind: 'applied', text: 'a\r\nx\r\ny\r\n', line: 2 });
  expect(applyEdit('a\nb\n', '$&', 'x')).toMatchObject({ kind: 'refused' });
  expect(applyEdit('cost\n', 'cost', '$& $1')).toEqual({ kind: 'applied', text: '$& $1\n', line: 1 });
});
