/** Lengths that a password may have. */
export const passwordLengths = { least: 10, most: 128 };

/**
 * What makes a password easy to guess, as a sentence; null where nothing does. `common` holds passwords that many people have, in lower case;
 * `known` is what everybody knows of this account: its name, its address, the product's name. What is put behind such a word in digits and
 * signs does not make it another, since those who guess try that first.
 */
export function passwordFault(
  password: string,
  { common, known }: { common: ReadonlySet<string>; known: readonly string[] },
): string | null {
  const text = password.toLowerCase();
  const stem = text.replace(/[^\p{L}]+$/u, '').replace(/^[^\p{L}]+/u, '');
  if (new Set(text).size < 4) return 'This password repeats the same few characters. Choose another.';
  if (common.has(text) || (stem.length >= 4 && text.length - stem.length <= 6 && common.has(stem)))
    return 'Many people have this password, so it is guessed first. Choose another.';
  const words = known.flatMap((one) => one.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 4);
  if (words.some((word) => text === word || stem === word || text.replaceAll(word, '').length < 4))
    return 'This password is made of your name, your address or ours. Choose another.';
  return null;
}
