/**
 * What was thrown, all that it was caused by, and what Prisma's driver said where Prisma has no code of its own for it (P2039). Each reason once,
 * the thrown one first; empty for what is no object.
 */
export function reasonsOf(thrown: unknown): object[] {
  const reasons = new Set<object>();
  const add = (reason: unknown) => {
    if (typeof reason !== 'object' || reason === null || reasons.has(reason)) return;
    reasons.add(reason);
    if ('cause' in reason) add(reason.cause);
    if ('meta' in reason) add(reason.meta);
    if ('driverAdapterError' in reason) add(reason.driverAdapterError);
  };
  add(thrown);
  return [...reasons];
}
