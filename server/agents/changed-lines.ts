/** Beyond this many pairs of lines the exact count would cost more than it is worth. */
const maxPairs = 4_000_000;

/** Lines added and removed between two texts, as a diff counts them; for very large changes, the changed stretch as a whole. */
export function countChangedLines(before: string, after: string): { added: number; removed: number } {
  const old = linesOf(before);
  const now = linesOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let oldEnd = old.length;
  let newEnd = now.length;
  while (oldEnd > start && newEnd > start && old[oldEnd - 1] === now[newEnd - 1]) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  const left = old.slice(start, oldEnd);
  const right = now.slice(start, newEnd);
  const kept = left.length * right.length > maxPairs ? 0 : commonLength(left, right);
  return { added: right.length - kept, removed: left.length - kept };
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The length of the longest common subsequence, in one row of memory. */
function commonLength(left: string[], right: string[]): number {
  let row = new Uint32Array(right.length + 1);
  for (const line of left) {
    const next = new Uint32Array(right.length + 1);
    for (let i = 0; i < right.length; i += 1) {
      next[i + 1] = line === right[i] ? (row[i] ?? 0) + 1 : Math.max(row[i + 1] ?? 0, next[i] ?? 0);
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
