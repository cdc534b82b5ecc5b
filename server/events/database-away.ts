const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2034',
  '40001',
  '40P01',
  '53300',
]);

/**
 * True if the database, and not the statement, is why `cause` was thrown: it restarts, is not reached, has no
 * connection to give, or asks for the transaction to be tried again. What failed so is worth repeating.
 */
export function isDatabaseAway(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  // 08: connection exceptions. 57P: the server shuts down, crashes or starts.
  if (awayCodes.has(code) || code.startsWith('08') || code.startsWith('57P')) return true;
  if (
    /connection terminated|server closed the connection|terminating connection|not queryable|DatabaseNotReachable|ConnectionClosed|timeout exceeded when trying to connect/i.test(
      cause.message,
    )
  )
    return true;
  return cause.cause !== undefined && isDatabaseAway(cause.cause);
}

const firstPauseMs = 50;
const longestPauseMs = 1000;

/** Repeats `work` while the database is away, until `signal` fires. Anything else that it throws is thrown. */
export async function outlastDatabase<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await work();
    } catch (cause) {
      if (signal?.aborted || !isDatabaseAway(cause)) throw cause;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
