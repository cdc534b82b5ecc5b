import type { Span } from '#core/language/span.ts';

/** Where `quote` stands in a text: of several places the one nearest to `near`. Null where it does not stand. Linear in the text. */
export function findQuote(text: string, quote: string, near = 0): Span | null {
  if (quote === '') return null;
  let best: number | null = null;
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (best === null || Math.abs(at - near) < Math.abs(best - near)) best = at;
    // From here on they only get farther.
    if (at >= near) break;
  }
  return best === null ? null : { start: best, end: best + quote.length };
}

const quoteLength = 600;

/** The words of a stretch as they are shown when it is gone: whole, or its beginning and an ellipsis. */
export function quoteOf(text: string, { start, end }: Span): string {
  const quote = text.slice(start, end);
  return quote.length <= quoteLength ? quote : `${quote.slice(0, quoteLength).toWellFormed()}…`;
}
