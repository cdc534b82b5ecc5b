import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endingOf, type ImageEnding, imageName, imageNameIn, imagePath, imageTypes, isImageName, typeOfImage } from './spec-image.ts';

const endings = fc.constantFrom(...(Object.keys(imageTypes) as ImageEnding[]));
const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);

test('a document’s address of a picture gives back its name', () => {
  fc.assert(
    fc.property(sha256, endings, (hash, ending) => {
      const name = imageName(hash, ending);
      expect(isImageName(name)).toBe(true);
      expect(imageNameIn(imagePath(name))).toBe(name);
      expect(imageNameIn(`./${imagePath(name)}`)).toBe(name);
      expect(typeOfImage(name)).toBe(imageTypes[ending]);
    }),
  );
});

test('no other address does', () => {
  const others = [
    'images/../secret.png',
    'images/photo.png',
    'https://example.org/images/a.png',
    '/images/a.png',
    `images/${'0'.repeat(32)}.svg`,
  ];
  for (const address of others) expect(imageNameIn(address)).toBeUndefined();
  fc.assert(fc.property(fc.string(), (address) => imageNameIn(address) === undefined));
});

test('pictures are told by their first bytes; documents, programs and SVG are none', () => {
  expect(endingOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0))).toBe('png');
  expect(endingOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe('jpg');
  expect(endingOf(new TextEncoder().encode('GIF89a'))).toBe('gif');
  expect(endingOf(new TextEncoder().encode('RIFF....WEBPVP8 '))).toBe('webp');
  for (const text of ['<svg onload="alert(1)"/>', '<html>', 'RIFF....WAVE', '%PDF-1.7', '']) {
    expect(endingOf(new TextEncoder().encode(text))).toBeUndefined();
  }
});
