/** Tokens that a model read and wrote. `cached` is the part of `input` that the provider had kept. */
export type Usage = { input: number; output: number; cached: number };

/** What a model costs, in US dollars per million tokens, as somebody read it on `readOn` (ISO date). */
export type Price = {
  provider: string;
  /** The provider's name of the model; a `*` at its end stands for any ending. */
  model: string;
  inputPerMillion: number;
  outputPerMillion: number;
  cachedPerMillion: number;
  readOn: string;
};

/** The price of a model: by its exact name, else by the longest beginning. Null where nobody has entered one. */
export function findPrice(prices: readonly Price[], { provider, model }: { provider: string; model: string }): Price | null {
  const fitting = prices.filter((price) => price.provider === provider && fits(price.model, model));
  return fitting.toSorted((a, b) => weight(b.model) - weight(a.model))[0] ?? null;
}

const fits = (pattern: string, model: string): boolean =>
  pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : pattern === model;
const weight = (pattern: string): number => (pattern.endsWith('*') ? pattern.length - 1 : Number.POSITIVE_INFINITY);

/**
 * What tokens cost, in whole micro-dollars (10^-6 USD), rounded up so that a sum of parts never hides a cost. A dollar per million tokens is
 * a micro-dollar per token.
 */
export function costOf({ inputPerMillion, outputPerMillion, cachedPerMillion }: Price, { input, output, cached }: Usage): number {
  const kept = Math.min(cached, input);
  return Math.ceil((input - kept) * inputPerMillion + kept * cachedPerMillion + output * outputPerMillion);
}

/** Micro-dollars as people read them: `$1.24`, `$0.0031`, `<$0.0001`, `$0`. */
export function dollars(micros: number): string {
  const amount = micros / 1_000_000;
  if (micros === 0) return '$0';
  if (Math.abs(micros) < 100) return '<$0.0001';
  const digits = Math.abs(amount) >= 1 ? 2 : Math.abs(amount) >= 0.01 ? 3 : 4;
  return `${micros < 0 ? '-' : ''}$${Math.abs(amount).toFixed(digits)}`;
}
