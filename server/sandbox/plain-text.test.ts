import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText, plainTextStream } from './plain-text.ts';

test.each([
  ['colours', '\x1b[31mred\x1b[0m', 'red'],
  ['8-bit colours', '\x9b31mred\x9b0m', 'red'],
  ['cursor moves', 'a\x1b[2K\x1b[1;1Hb', 'ab'],
  ['a title', '\x1b]0;pwned\x07text', 'text'],
  ['a link', '\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\', 'click'],
  ['the clipboard', '\x1b]52;c;cm0gLXJm\x07x', 'x'],
  ['a device string', '\x1bPq#0;2\x1b\\x', 'x'],
  ['an unfinished title', 'a\x1b]0;title', 'a'],
  ['a reset', '\x1bca', 'a'],
  ['a character set', '\x1b(Ba', 'a'],
  ['controls', 'a\x00\x08\x7f\x85b', 'ab'],
  ['line ends', 'a\r\nb\rc\r\r\nd', 'a\nb\nc\nd'],
  ['plain text', 'Grüße 😀\t→\n', 'Grüße 😀\t→\n'],
])('%s', (_, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

const anyText = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.constantFrom('\x1b', '[', ']', '0;', 'm', '\x07', '\x1b\\', '\x9b', '\x9d', '\x9c', '\r', '\n', 'P', '31', ' ', '(B'),
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''));

test('no control character is left in any text, and plain text is left alone', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const plain = plainText(text);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
      expect(plain).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
      expect(plainText(plain)).toBe(plain);
    }),
  );
});

test('text in pieces gives what the whole gives, wherever it is cut', () => {
  fc.assert(
    fc.property(anyText, fc.array(fc.nat(40)), (text, cuts) => {
      const stream = plainTextStream();
      let [result, at] = ['', 0];
      for (const cut of cuts) {
        result += stream.push(text.slice(at, at + cut));
        at += cut;
      }
      expect(result + stream.push(text.slice(at)) + stream.end()).toBe(plainText(text));
    }),
    { numRuns: 5000, examples: [['\r\x1b\n', [2]]] },
  );
});

test('a sequence that never ends is not kept in memory', () => {
  const stream = plainTextStream();
  for (let i = 0; i < 1000; i += 1) stream.push(i === 0 ? '\x1b]0;' : 'x'.repeat(1000));
  expect(stream.push('\x07after').length + stream.end().length).toBeLessThan(10_000);
});
