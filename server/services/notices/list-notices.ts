import { z } from 'zod';
import { isNoticeKind, noticeKinds } from '#core/notices/notice.ts';
import type { Ctx } from '#server/context.ts';

export const listNoticesInput = z.object({
  show: z.enum(['open', 'done']).default('open'),
  kinds: z.array(z.enum(noticeKinds)).max(noticeKinds.length).optional(),
  limit: z.int().min(1).max(500).default(200),
});

/** What waits for the actor in the organization, or what they are done with; the latest first. */
export async function listNotices({ db, organizationId, actor }: Ctx, { show, kinds, limit }: z.infer<typeof listNoticesInput>) {
  const found = await db.notice.findMany({
    where: {
      organizationId,
      userId: actor.userId,
      ...(kinds === undefined ? {} : { kind: { in: kinds } }),
      ...(show === 'open' ? { doneAt: null, settledAt: null } : { OR: [{ doneAt: { not: null } }, { settledAt: { not: null } }] }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  const specIds = [...new Set(found.flatMap(({ specId }) => specId ?? []))];
  const specs = await db.spec.findMany({ where: { id: { in: specIds } }, select: { id: true, title: true, slug: true } });
  return found.flatMap(({ id, kind, title, body, path, actorName, createdAt, readAt, doneAt, settledAt, specId, cause }) => {
    // Kinds of a later version than this one are not shown by it.
    if (!isNoticeKind(kind)) return [];
    const spec = specs.find((each) => each.id === specId) ?? null;
    const isOpen = doneAt === null && settledAt === null;
    return [
      { id, kind, title, body, path, actorName, createdAt, cause, spec, isRead: readAt !== null, isOpen, isSettled: settledAt !== null },
    ];
  });
}

/** How many notices wait unread for the actor: the number of the badge. */
export async function countNotices({ db, organizationId, actor }: Ctx): Promise<{ unread: number; open: number }> {
  const open = { organizationId, userId: actor.userId, doneAt: null, settledAt: null } as const;
  const unread = await db.notice.count({ where: { ...open, readAt: null } });
  return { unread, open: await db.notice.count({ where: open }) };
}
