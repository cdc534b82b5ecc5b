import { openPool } from '../../server/db/client.ts';
import { createEventWriter } from '../../server/events/event-writer.ts';
import { line, type Order, produce } from './line.ts';

// What a worker does with the words of its runs: append them to Postgres, in groups. It can be killed, and another goes on where the table ends.
const [, , url = ''] = process.argv;
const pool = openPool(url);
const writer = createEventWriter(pool);
const counts = new Map<string, number>();

const add = (runId: string) => {
  const count = (counts.get(runId) ?? 0) + 1;
  counts.set(runId, count);
  writer.append(runId, { key: `line:${count}`, event: line() });
};

process.send?.({ port: 0 });
process.on('message', async (order: Order) => {
  if ('rss' in order) return;
  const runIds = 'fill' in order ? [order.runId] : order.runIds;
  const { rows } = await pool.query<{ id: string; last_seq: number }>('SELECT id, last_seq FROM runs WHERE id = ANY($1::uuid[])', [runIds]);
  for (const { id, last_seq } of rows) counts.set(id, last_seq);
  if ('fill' in order) {
    for (let i = 0; i < order.fill; i += 1) {
      add(order.runId);
      if (i % 5_000 === 4_999) await writer.flush(order.runId);
    }
    await writer.flush(order.runId);
    process.send?.({ done: order.fill });
    return;
  }
  const made = await produce(order.produce, (run) => add(order.runIds[run] ?? ''));
  await Promise.all(order.runIds.map((runId) => writer.flush(runId)));
  process.send?.({ done: made });
});
process.once('disconnect', () => process.exit(0));
