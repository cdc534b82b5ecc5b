/** Kinds of picture that a spec may hold, by the ending of their files. No SVG: it is a program as much as a picture. */
export const imageTypes = { png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' } as const;
export type ImageEnding = keyof typeof imageTypes;

/** Bytes of one picture. */
export const maxImageBytes = 5 * 1024 * 1024;

/** The folder of a spec that holds its pictures, as its documents name it. */
const folder = 'images';
const namePattern = /^[0-9a-f]{32}\.(png|jpg|gif|webp)$/;

/** What a picture is, by its first bytes: what a file calls itself is no evidence. Undefined for anything that is none of these. */
export function endingOf(bytes: Uint8Array): ImageEnding | undefined {
  const begins = (at: number, ...expected: number[]) => expected.every((byte, i) => bytes[at + i] === byte);
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  if (begins(0, 0xff, 0xd8, 0xff)) return 'jpg';
  if (begins(0, 0x47, 0x49, 0x46, 0x38)) return 'gif';
  if (begins(0, 0x52, 0x49, 0x46, 0x46) && begins(8, 0x57, 0x45, 0x42, 0x50)) return 'webp';
  return undefined;
}

/** The file's name of a picture: what it holds, so that the same picture is kept once and a name never shows another one. */
export function imageName(sha256: string, ending: ImageEnding): string {
  return `${sha256.slice(0, 32)}.${ending}`;
}

/** Where a picture lies beside the spec's documents, which is how they name it. */
export function imagePath(name: string): string {
  return `${folder}/${name}`;
}

/** The name in an address of a document, if it is that of a kept picture. */
export function imageNameIn(address: string): string | undefined {
  const name = address.replace(/^\.\//, '');
  return name.startsWith(`${folder}/`) && isImageName(name.slice(folder.length + 1)) ? name.slice(folder.length + 1) : undefined;
}

/** True for a name that `imageName` gives. */
export function isImageName(name: string): boolean {
  return namePattern.test(name);
}

/** The content type of a kept picture. */
export function typeOfImage(name: string): string {
  return imageTypes[name.slice(name.lastIndexOf('.') + 1) as ImageEnding];
}
