import { reasonsOf } from '#server/db/reasons-of.ts';

/**
 * Postgres' codes for a value that no column takes: a NUL character, half a surrogate pair in JSON, a number or a date out of range. Schemas at
 * the doors say what a thing may be; what storage itself cannot hold is told once, here, instead of in each of them.
 */
const codes: ReadonlySet<unknown> = new Set(['22003', '22007', '22008', '22009', '22021', '22P02', '22P05', 'P2020']);

/** What people are told then. */
export const unstorableSentence = 'A value in this cannot be kept: a text with a NUL character, or a number or a date out of range.';

/** True if `cause` was thrown because the caller sent a value that the database cannot hold: their mistake, and none of ours. */
export function isUnstorable(cause: unknown): boolean {
  return reasonsOf(cause).some(
    (reason) => ('code' in reason && codes.has(reason.code)) || ('originalCode' in reason && codes.has(reason.originalCode)),
  );
}
