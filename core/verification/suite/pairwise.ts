import type { Random } from './random.ts';

/** More rows than this are tried for each one that is taken. */
const TRIES = 12;

/**
 * Rows in which every pair of values of any two columns stands at least once, few of them. Columns are numbers of values; a row is an index for each. Stops after
 * `most` rows.
 */
export function pairwiseRows(columns: readonly number[], random: Random, most: number): number[][] {
  const open = new Set<string>();
  for (let a = 0; a < columns.length; a += 1)
    for (let b = a + 1; b < columns.length; b += 1)
      for (let x = 0; x < (columns[a] ?? 0); x += 1) for (let y = 0; y < (columns[b] ?? 0); y += 1) open.add(`${a}:${x}|${b}:${y}`);
  if (columns.length < 2) return (columns[0] ?? 0) > 0 ? Array.from({ length: columns[0] ?? 0 }, (_, at) => [at]) : [];
  const rows: number[][] = [];
  while (open.size > 0 && rows.length < most) {
    let best: { row: number[]; pairs: string[] } | null = null;
    for (let round = 0; round < TRIES; round += 1) {
      const row = rowAround(columns, open, random);
      const pairs = pairsOf(row).filter((pair) => open.has(pair));
      if (!best || pairs.length > best.pairs.length) best = { row, pairs };
    }
    if (!best) break;
    rows.push(best.row);
    for (const pair of best.pairs) open.delete(pair);
  }
  return rows;
}

/** A row that holds an open pair; the other columns are chosen by chance. */
function rowAround(columns: readonly number[], open: ReadonlySet<string>, random: Random): number[] {
  const row = columns.map((count) => random.between(0, count - 1));
  const [first] = open;
  for (const part of (first ?? '').split('|')) {
    const [column, value] = part.split(':').map(Number);
    if (column !== undefined && value !== undefined) row[column] = value;
  }
  return row;
}

function pairsOf(row: readonly number[]): string[] {
  return row.flatMap((x, a) => row.slice(a + 1).map((y, index) => `${a}:${x}|${a + 1 + index}:${y}`));
}
