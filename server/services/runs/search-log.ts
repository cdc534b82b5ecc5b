import { z } from 'zod';
import { type RunEvent, textOfEvent } from '#core/run/run-event.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';

export const searchLogInput = z.object({ runId: z.uuid(), words: z.string().trim().min(1).max(200) });

/** More than anybody steps through; the number of all that were found is told apart. */
const mostHits = 2_000;

// The text of an event is searched as it is kept. ASCII is compared by bytes, which takes a fifth of the time.
const select = (collation: string) => `
  SELECT seq, payload FROM run_events
  WHERE run_id = $1 AND payload::text ${collation} ILIKE $2
  ORDER BY seq`;

/** The numbers of the events of a run whose words hold `words`, whatever their case, from first to last. `not_found` outside the organization. */
export async function searchLog(
  { pool, organizationId }: Ctx,
  { runId, words }: z.infer<typeof searchLogInput>,
): Promise<{ seqs: number[]; found: number }> {
  const { rowCount } = await pool.query('SELECT 1 FROM runs WHERE id = $1 AND organization_id = $2', [runId, organizationId]);
  if (rowCount === 0) throw new Failure('not_found', 'There is no such run in this organization.');
  const kept = JSON.stringify(words).slice(1, -1);
  const isAscii = Array.from(words).every((character) => character < '\u0080');
  const { rows } = await pool.query<{ seq: number; payload: RunEvent }>({
    name: isAscii ? 'search_log_ascii' : 'search_log',
    text: select(isAscii ? 'COLLATE "C"' : ''),
    values: [runId, `%${kept.replace(/[\\%_]/g, '\\$&')}%`],
  });
  // The kept text holds names and numbers as well, which nobody reads.
  const wanted = words.toLowerCase();
  const seqs = rows.filter(({ payload }) => textOfEvent(payload).toLowerCase().includes(wanted)).map(({ seq }) => seq);
  return { seqs: seqs.slice(0, mostHits), found: seqs.length };
}
