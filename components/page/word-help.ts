const offeredAtMost = 6;

/** The words that what stands before the caret could become: from two letters on, in the order given, and none that is there already. */
export function wordHelp(value: string, caret: number, words: readonly string[]): string[] {
  const begun = begunAt(value, caret);
  if (begun.length < 2 || /[\p{L}\p{N}_]/u.test(value.charAt(caret))) return [];
  const wanted = begun.toLowerCase();
  return words.filter((word) => word.toLowerCase().startsWith(wanted) && word !== begun).slice(0, offeredAtMost);
}

/** Puts a word in place of the one that was begun before the caret. */
export function applyWord(value: string, caret: number, word: string): { value: string; caret: number } {
  const from = caret - begunAt(value, caret).length;
  return { value: value.slice(0, from) + word + value.slice(caret), caret: from + word.length };
}

function begunAt(value: string, caret: number): string {
  return /[\p{L}\p{N}_-]*$/u.exec(value.slice(Math.max(0, caret - 60), caret))?.[0] ?? '';
}
