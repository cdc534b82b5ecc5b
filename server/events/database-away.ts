import { reasonsOf } from '#server/db/reasons-of.ts';

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

const awayWords =
  /connection terminated|server closed the connection|terminating connection|not queryable|DatabaseNotReachable|ConnectionClosed|timeout exceeded when trying to connect|unable to start a transaction/i;

/**
 * True if the database, and not the statement, is why `cause` was thrown: it restarts, is not reached, has no
 * connection to give, or asks for the transaction to be tried again. What failed so is worth repeating.
 */
export function isDatabaseAway(cause: unknown): boolean {
  return cause instanceof Error && reasonsOf(cause).some(saysAway);
}

function saysAway(reason: object): boolean {
  if ('code' in reason && isAwayCode(reason.code)) return true;
  return 'message' in reason && typeof reason.message === 'string' && awayWords.test(reason.message);
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

function isAwayCode(code: unknown): boolean {
  // 08: connection exceptions. 57P: the server shuts down, crashes or starts.
  return typeof code === 'string' && (awayCodes.has(code) || code.startsWith('08') || code.startsWith('57P'));
}
