import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSource, writeSource } from './source-text.ts';
import { decodeUtf8 } from './utf8.ts';

const soup = fc
  .array(
    fc.constantFrom(
      'a',
      'é',
      '漢',
      '🙂',
      '\n',
      '\r\n',
      '\r',
      '- [ ] 1. Tick',
      '\u2028',
      '\ufeff',
      '\xff',
      '\xc3',
      '\xe2\x82',
      '\xf0\x9f',
      '\xed\xa0\x80',
    ),
    { maxLength: 40 },
  )
  .map((parts) =>
    Uint8Array.from(
      parts.flatMap((part) =>
        /^[\x80-\xff]+$/.test(part) && part !== 'é'
          ? Array.from(part, (character) => character.charCodeAt(0))
          : [...new TextEncoder().encode(part)],
      ),
    ),
  );
const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), soup);
const words = fc.array(fc.constantFrom('a', '漢', '🙂', '\n', 'tick', ' '), { maxLength: 20 }).map((parts) => parts.join(''));

test('an unchanged text gives back the very bytes, whatever they are', () => {
  fc.assert(
    fc.property(bytes, (original) => {
      expect(writeSource(readSource(original).text, original)).toEqual(original);
    }),
    { numRuns: 2000 },
  );
});

test('what is written is what is read', () => {
  fc.assert(
    fc.property(bytes, words, (original, text) => {
      expect(readSource(writeSource(text, original)).text).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test('decodes as the platform decodes', () => {
  fc.assert(
    fc.property(bytes, (any) => {
      expect(decodeUtf8(any).text).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(any));
    }),
    { numRuns: 2000 },
  );
});

test('one character put in anywhere changes no other byte', () => {
  fc.assert(
    fc.property(bytes, fc.nat(), (original, seed) => {
      const { text } = readSource(original);
      const places = [...Array(text.length + 1).keys()].filter((at) => !/^[\udc00-\udfff]/.test(text.slice(at)));
      const at = places[seed % places.length] ?? 0;
      const written = writeSource(`${text.slice(0, at)}\u0001${text.slice(at)}`, original);
      const hole = written.indexOf(1);
      fc.pre(!original.includes(1));
      expect([...written.subarray(0, hole), ...written.subarray(hole + 1)]).toEqual([...original]);
    }),
    { numRuns: 2000 },
  );
});

test('a new line takes the ending of most lines, and each old line keeps its own', () => {
  const original = new TextEncoder().encode('\ufeffone\r\ntwo\nthree\r\nfour');
  const written = new TextDecoder('utf-8', { ignoreBOM: true }).decode(writeSource('one\ntwo\nnew\nthree\nfour', original));
  expect(written).toBe('\ufeffone\r\ntwo\nnew\r\nthree\r\nfour');
  expect(readSource(original)).toMatchObject({ hasBom: true, lineEnding: 'mixed', isValidUtf8: true });
});

test('two line breaks of different kinds do not melt into one', () => {
  expect(readSource(writeSource('\n\n', Uint8Array.of(13, 97, 10))).text).toBe('\n\n');
});

test('says that bytes are no UTF-8, and names the endings', () => {
  expect(readSource(Uint8Array.of(97, 255, 13, 10))).toEqual({ text: 'a\ufffd\n', hasBom: false, lineEnding: 'crlf', isValidUtf8: false });
  expect(readSource(new Uint8Array())).toEqual({ text: '', hasBom: false, lineEnding: 'lf', isValidUtf8: true });
});
