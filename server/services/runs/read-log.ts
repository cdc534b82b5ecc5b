import { z } from 'zod';
import { type RunEvent, textOfEvent } from '#core/run/run-event.ts';
import type { Ctx } from '#server/context.ts';
import { getRun } from './get-run.ts';

export const readLogInput = z.object({
  runId: z.uuid(),
  /** The number of the last event that the caller knows; 0 for the beginning. */
  after: z.int().min(0).default(0),
  take: z.int().min(1).max(500).default(100),
});

/** A run as it stands, and a page of what happened in it, in words. `not_found` outside the organization. */
export async function readLog(ctx: Ctx, { runId, after, take }: z.infer<typeof readLogInput>) {
  const { startedBy, project, spec, ...run } = await getRun(ctx, { runId });
  const rows = await ctx.db.runEvent.findMany({
    where: { runId, seq: { gt: after } },
    orderBy: { seq: 'asc' },
    take,
    select: { seq: true, payload: true, createdAt: true },
  });
  const events = rows.map(({ seq, payload, createdAt }) => {
    const event = payload as RunEvent; // as `appendEvents` wrote it
    return { seq, at: createdAt, kind: event.kind, text: textOfEvent(event).slice(0, 4_000) };
  });
  return { ...run, project: project.slug, spec: spec.slug, startedBy: startedBy.name, events };
}
