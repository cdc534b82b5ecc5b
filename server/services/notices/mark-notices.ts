import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { tellChanges } from '#server/events/changes.ts';

/** Which of one's notices: by their ids, by what they wait for, or all that are open. */
const which = z.union([
  z.object({ ids: z.array(z.uuid()).min(1).max(500) }),
  z.object({ cause: z.string().min(1).max(200) }),
  z.object({ all: z.literal(true) }),
]);

export const markNoticesInput = z.object({ which, as: z.enum(['read', 'unread', 'done', 'open']) });

/** Marks notices of the actor. What is done is read as well; what is opened again keeps having been read. Safe to repeat. */
export async function markNotices(
  { db, organizationId, actor }: Ctx,
  { which: chosen, as }: z.infer<typeof markNoticesInput>,
): Promise<void> {
  const own = { organizationId, userId: actor.userId };
  const wanted =
    'ids' in chosen ? { id: { in: chosen.ids } } : 'cause' in chosen ? { cause: chosen.cause } : { doneAt: null, settledAt: null };
  const now = new Date();
  await db.$transaction(async (tx) => {
    let changed = 0;
    if (as === 'unread') changed += (await tx.notice.updateMany({ where: { ...own, ...wanted }, data: { readAt: null } })).count;
    if (as === 'open') changed += (await tx.notice.updateMany({ where: { ...own, ...wanted }, data: { doneAt: null } })).count;
    if (as === 'done' || as === 'read')
      changed += (await tx.notice.updateMany({ where: { ...own, ...wanted, readAt: null }, data: { readAt: now } })).count;
    if (as === 'done') changed += (await tx.notice.updateMany({ where: { ...own, ...wanted, doneAt: null }, data: { doneAt: now } })).count;
    if (changed > 0) await tellChanges(tx, organizationId, [{ topic: 'inbox', id: actor.userId }]);
  });
}
