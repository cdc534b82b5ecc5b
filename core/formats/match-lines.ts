/** For each line of the text after: the line before that it is, or that it was made of; -1 where it is new. */
export type LineMatch = { same: Int32Array; changed: Int32Array };

/**
 * Finds the lines that an edit left alone: common head and tail, then lines that are unique on both sides and in order
 * (patience), then equal lines in order within each gap. A gap of as many lines as before is taken as lines changed in place.
 * O(n log n) for any input, where an exact longest common subsequence is quadratic.
 */
export function matchLines(before: string[], after: string[]): LineMatch {
  const same = new Int32Array(after.length).fill(-1);
  const changed = new Int32Array(after.length).fill(-1);
  let gap = { a: 0, b: 0, aEnd: before.length, bEnd: after.length };
  gap = trim(before, after, same, gap);
  let { a, b } = gap;
  for (const [nextA, nextB] of [...anchors(before, after, gap), [gap.aEnd, gap.bEnd] as const]) {
    const inner = trim(before, after, same, { a, b, aEnd: nextA, bEnd: nextB });
    fillGap(before, after, same, changed, inner);
    if (nextB < gap.bEnd) same[nextB] = nextA;
    a = nextA + 1;
    b = nextB + 1;
  }
  return { same, changed };
}

type Gap = { a: number; b: number; aEnd: number; bEnd: number };

function trim(before: string[], after: string[], same: Int32Array, gap: Gap): Gap {
  let { a, b, aEnd, bEnd } = gap;
  while (a < aEnd && b < bEnd && before[a] === after[b]) {
    same[b] = a;
    a += 1;
    b += 1;
  }
  while (a < aEnd && b < bEnd && before[aEnd - 1] === after[bEnd - 1]) {
    aEnd -= 1;
    bEnd -= 1;
    same[bEnd] = aEnd;
  }
  return { a, b, aEnd, bEnd };
}

/** Equal lines that stand once on either side, thinned to the longest chain that keeps the order. */
function anchors(before: string[], after: string[], { a, b, aEnd, bEnd }: Gap): [number, number][] {
  const seen = new Map<string, { a: number; b: number; countA: number; countB: number }>();
  for (let i = a; i < aEnd; i += 1) {
    const line = before[i] ?? '';
    const entry = seen.get(line);
    if (entry) entry.countA += 1;
    else seen.set(line, { a: i, b: -1, countA: 1, countB: 0 });
  }
  for (let j = b; j < bEnd; j += 1) {
    const entry = seen.get(after[j] ?? '');
    if (!entry) continue;
    entry.b = j;
    entry.countB += 1;
  }
  const pairs = [...seen.values()].filter(({ countA, countB }) => countA === 1 && countB === 1);
  return longestChain(pairs.map((pair) => [pair.a, pair.b]));
}

/** The pairs come in order of their first number; gives the longest subsequence that also rises in the second. */
function longestChain(pairs: [number, number][]): [number, number][] {
  const tops: number[] = [];
  const previous: number[] = [];
  pairs.forEach(([, b], index) => {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < b) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tops[low - 1] ?? -1) : -1;
    tops[low] = index;
  });
  const chain: [number, number][] = [];
  for (let at = tops.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair) chain.push(pair);
  }
  return chain.reverse();
}

function fillGap(before: string[], after: string[], same: Int32Array, changed: Int32Array, { a, b, aEnd, bEnd }: Gap): void {
  if (aEnd - a === bEnd - b) {
    for (let i = 0; a + i < aEnd; i += 1) {
      if (before[a + i] === after[b + i]) same[b + i] = a + i;
      else changed[b + i] = a + i;
    }
    return;
  }
  const places = new Map<string, number[]>();
  for (let i = aEnd - 1; i >= a; i -= 1) {
    const line = before[i] ?? '';
    const list = places.get(line);
    if (list) list.push(i);
    else places.set(line, [i]);
  }
  for (let j = b, from = a; j < bEnd; j += 1) {
    const list = places.get(after[j] ?? '');
    while (list?.length && (list.at(-1) ?? 0) < from) list.pop();
    const found = list?.pop();
    if (found === undefined) continue;
    same[j] = found;
    from = found + 1;
  }
}
