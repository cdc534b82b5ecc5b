import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText, readAnsi } from './ansi.ts';

const piece = fc.oneof(
  fc.string(),
  fc.constantFrom('\u001b[31m', '\u001b[0m', '\u001b]8;;https://evil.example\u0007', '\u001b[2J', '\u001b', '\u202e', '\u009b31m'),
);

test('no escape and nothing that turns text around comes through, whatever was printed', () => {
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const shown = readAnsi(pieces.join(''))
        .map(({ text }) => text)
        .join('');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(shown).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});

test('text without escapes is itself', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9 \n.äöü]*$/), (text) => {
      const shown = readAnsi(text).map((one) => one.text);
      expect(shown.join('')).toBe(text);
    }),
  );
});

test('colours are kept, links and titles are gone, a progress bar shows its last state', () => {
  expect(readAnsi('\u001b[1;31mfail\u001b[0m ok')).toEqual([
    { text: 'fail', color: 1, isBold: true, isFaint: false },
    { text: ' ok', color: null, isBold: false, isFaint: false },
  ]);
  expect(readAnsi('\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007')).toMatchObject([{ text: 'click' }]);
  expect(plainText('\u001b]0;root shell\u001b\\a\u001b[38;5;208mb\u001b[m')).toBe('ab');
  expect(readAnsi('10%\r50%\r100%\ndone\r\n')).toMatchObject([{ text: '100%\ndone\n' }]);
});
