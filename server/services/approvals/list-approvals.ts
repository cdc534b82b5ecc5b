import { z } from 'zod';
import type { Ctx } from '#server/context.ts';

export const listApprovalsInput = z.object({ specId: z.uuid() });

/** Every decision on a spec, newest first, each with the revision it names. */
export async function listApprovals({ db, organizationId }: Ctx, { specId }: z.infer<typeof listApprovalsInput>) {
  const approvals = await db.approval.findMany({
    where: { specId, spec: { project: { organizationId } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    include: { user: { select: { name: true } } },
    take: 200,
  });
  return approvals.map(({ id, stage, decision, sha256, boundSha256, summary, createdAt, user }) => ({
    id,
    stage,
    decision,
    sha256,
    boundSha256,
    summary,
    by: user.name,
    at: createdAt,
  }));
}
