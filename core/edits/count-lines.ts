import { matchLines } from '#core/formats/match-lines.ts';

/** How many lines a change adds and takes away. */
export function countLines(before: string, after: string): { added: number; removed: number } {
  if (before === after) return { added: 0, removed: 0 };
  const lines = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
  const [old, now] = [lines(before), lines(after)];
  const kept = matchLines(old, now).same.filter((line) => line >= 0).length;
  return { added: now.length - kept, removed: old.length - kept };
}
