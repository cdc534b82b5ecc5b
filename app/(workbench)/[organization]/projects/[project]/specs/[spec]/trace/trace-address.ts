/** What the address of a trace says: `?select=criterion+1.2&words=cart&gaps=1`. */
export type TraceAddress = { select: string | null; words: string; gaps: boolean };

/** Reads the address; what it does not say is everything, with nothing selected. */
export function readTraceAddress({ select, words, gaps }: Record<string, string | string[] | undefined>): TraceAddress {
  return {
    select: typeof select === 'string' && select !== '' ? select : null,
    words: typeof words === 'string' ? words : '',
    gaps: gaps === '1',
  };
}

/** The query of an address, without what goes without saying. */
export function writeTraceAddress({ select, words, gaps }: TraceAddress): string {
  const query = new URLSearchParams();
  if (select) query.set('select', select);
  if (words !== '') query.set('words', words);
  if (gaps) query.set('gaps', '1');
  const text = query.toString();
  return text ? `?${text}` : '';
}
