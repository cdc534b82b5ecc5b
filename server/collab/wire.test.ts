import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encode, readBytes, readString, readUint } from './wire.ts';

const value = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.string({ unit: 'grapheme' }), fc.uint8Array());

test('reads back what it writes', () => {
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const reader = { bytes: encode(...values), at: 0 };
      const read = values.map((one) =>
        typeof one === 'number' ? readUint(reader) : typeof one === 'string' ? readString(reader) : readBytes(reader),
      );
      expect(read).toEqual(values);
      expect(reader.at).toBe(reader.bytes.length);
    }),
  );
});

test('what is cut off is a RangeError at every place', () => {
  const bytes = encode('document', 300, Uint8Array.of(1, 2, 3));
  for (let length = 0; length < bytes.length; length += 1) {
    const reader = { bytes: bytes.subarray(0, length), at: 0 };
    expect(() => [readString(reader), readUint(reader), readBytes(reader)]).toThrow(RangeError);
  }
});
