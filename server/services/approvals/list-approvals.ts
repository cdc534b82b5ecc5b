import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { readPolicy } from './policy.ts';

export const listApprovalsInput = z.object({ specId: z.uuid() });

/** Every decision on a spec, newest first, each with the revisions it names. */
export async function listApprovals({ db, organizationId }: Ctx, { specId }: z.infer<typeof listApprovalsInput>) {
  const spec = await db.spec.findFirst({ where: { id: specId, project: { organizationId } }, select: { projectId: true } });
  if (!spec) return [];
  const { policy } = await readPolicy(db, spec.projectId);
  const approvals = await db.approval.findMany({
    where: { specId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    include: { user: { select: { name: true } }, documents: { include: { document: { select: { kind: true } } } } },
    take: 200,
  });
  return approvals.map(({ id, stage, decision, summary, role, isAuthor, renewsId, withdrawnAt, createdAt, user, documents }) => ({
    id,
    stage,
    /** As the policy calls it today; its id where the policy has it no longer. */
    stageName: policy.stages.find((rule) => rule.id === stage)?.name ?? stage,
    decision,
    summary,
    isRenewal: renewsId !== null,
    /** Taken back by whoever made it: on record, and of no effect. */
    isWithdrawn: withdrawnAt !== null,
    isAuthor,
    role,
    by: user.name,
    at: createdAt,
    revisions: documents.map(({ documentId, sha256, document }) => ({ documentId, kind: document.kind, sha256 })),
  }));
}
