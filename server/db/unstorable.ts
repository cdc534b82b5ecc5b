/**
 * Postgres' codes for a value that no column takes: a NUL character, half a surrogate pair in JSON, a number or a date out of range. Schemas at
 * the doors say what a thing may be; what storage itself cannot hold is told once, here, instead of in each of them.
 */
const codes: ReadonlySet<unknown> = new Set(['22003', '22007', '22008', '22009', '22021', '22P02', '22P05', 'P2020']);

/** What people are told then. */
export const unstorableSentence = 'A value in this cannot be kept: a text with a NUL character, or a number or a date out of range.';

/** True if `cause` was thrown because the caller sent a value that the database cannot hold: their mistake, and none of ours. */
export function isUnstorable(cause: unknown): boolean {
  const seen = new Set<unknown>();
  const look = (reason: unknown): boolean => {
    if (typeof reason !== 'object' || reason === null || seen.has(reason)) return false;
    seen.add(reason);
    const { code, originalCode, meta, cause: deeper, driverAdapterError } = reason as Record<string, unknown>;
    return codes.has(code) || codes.has(originalCode) || [meta, deeper, driverAdapterError].some(look);
  };
  return look(cause);
}
