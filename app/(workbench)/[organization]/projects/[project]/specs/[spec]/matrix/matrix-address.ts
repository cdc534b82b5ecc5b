import { type MatrixFilter, matrixFilters } from '#core/trace/matrix.ts';

/** What the address of a matrix says: which gaps are looked for, and which words. `?show=without-task&words=parcel`. */
export type MatrixAddress = { show: MatrixFilter; words: string };

/** Reads the address; what it does not say, or says wrongly, is everything. */
export function readMatrixAddress({ show, words }: Record<string, string | string[] | undefined>): MatrixAddress {
  return { show: matrixFilters.find((filter) => filter === show) ?? 'all', words: typeof words === 'string' ? words : '' };
}

/** The query of an address, without what goes without saying. */
export function writeMatrixAddress({ show, words }: MatrixAddress): string {
  const query = new URLSearchParams();
  if (show !== 'all') query.set('show', show);
  if (words !== '') query.set('words', words);
  const text = query.toString();
  return text ? `?${text}` : '';
}
