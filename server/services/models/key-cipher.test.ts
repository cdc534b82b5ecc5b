import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decryptKey, encryptKey } from './key-cipher.ts';

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });

test('what was sealed opens with the same secret for the same row, and not otherwise', () => {
  fc.assert(
    fc.property(secret, secret, fc.uuid(), fc.uuid(), fc.string({ unit: 'grapheme', minLength: 1 }), (mine, other, row, otherRow, key) => {
      const sealed = encryptKey(mine, row, key);
      expect(decryptKey(mine, row, sealed)).toBe(key);
      if (row !== otherRow) expect(decryptKey(mine, otherRow, sealed)).toBeNull();
      if (Buffer.compare(mine, other) !== 0) expect(decryptKey(other, row, sealed)).toBeNull();
    }),
  );
});

test('one changed character opens nothing, and throws nothing', () => {
  const sealed = encryptKey(new Uint8Array(32), 'row', 'sk-some-key');
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.constantFrom('A', 'b', '.', '!'), (at, character) => {
      const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
      const opened = decryptKey(new Uint8Array(32), 'row', changed);
      // The last character of base64 holds bits that decode to nothing.
      expect(opened === null || opened === 'sk-some-key').toBe(true);
      if (changed.slice(0, 20) !== sealed.slice(0, 20)) expect(opened).toBeNull();
    }),
  );
});

test('the same key is sealed differently each time', () => {
  expect(encryptKey(new Uint8Array(32), 'row', 'key')).not.toBe(encryptKey(new Uint8Array(32), 'row', 'key'));
});
