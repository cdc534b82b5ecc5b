import { type DocumentSlot, documentSlots } from '#core/pipeline/stages.ts';

/**
 * What the address of a history says: `?document=design&from=<sha256>&to=<sha256>&as=source`. Without `from` it is what the person looked at last, or
 * the revision before; without `to` it is the text as it is.
 */
export type HistoryAddress = { document: DocumentSlot; from: string | null; to: string | null; as: 'page' | 'source' };

const sha256 = /^[0-9a-f]{64}$/;

/** Reads the address; what it does not say, or says wrongly, goes without saying. */
export function readHistoryAddress(query: Record<string, string | string[] | undefined>): HistoryAddress {
  const hash = (value: string | string[] | undefined) => (typeof value === 'string' && sha256.test(value) ? value : null);
  return {
    document: documentSlots.find((kind) => kind === query['document']) ?? 'requirements',
    from: hash(query['from']),
    to: hash(query['to']),
    as: query['as'] === 'source' ? 'source' : 'page',
  };
}

/** The query of an address, without what goes without saying. */
export function writeHistoryAddress({ document, from, to, as }: HistoryAddress): string {
  const query = new URLSearchParams();
  if (document !== 'requirements') query.set('document', document);
  if (from) query.set('from', from);
  if (to) query.set('to', to);
  if (as !== 'page') query.set('as', as);
  const text = query.toString();
  return text ? `?${text}` : '';
}
