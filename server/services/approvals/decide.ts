import { z } from 'zod';
import { approvalBlocker, stageOfDocument } from '#core/pipeline/stages.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { saveRevision } from '#server/services/documents/save-revision.ts';
import { lockDocuments, readStageFacts } from './gate.ts';

export const decideInput = z.object({
  documentId: z.uuid(),
  /** The revision that the person has read. */
  sha256: z.string().length(64),
  decision: z.enum(['approved', 'changes_requested', 'rejected']),
  summary: z.string().trim().max(2_000).default(''),
});

/**
 * Records a person's decision on the text that they have read: if it has changed meanwhile, nothing is recorded and
 * `revision_changed` says so. The text is kept as a revision for as long as the decision is.
 */
export async function decide({ db, organizationId, actor }: Ctx, { documentId, sha256, decision, summary }: z.infer<typeof decideInput>) {
  return db.$transaction(async (tx) => {
    const document = await tx.document.findFirst({ where: { id: documentId, spec: { project: { organizationId } } } });
    if (!document) throw new Failure('not_found', 'There is no such document in this organization.');
    await lockDocuments(tx, document.specId);
    const { facts, documents } = await readStageFacts(tx, document.specId);
    const current = documents.find(({ id }) => id === documentId);
    if (current?.sha256 !== sha256)
      throw new Failure('revision_changed', 'The text has changed since you read it. Look at it again, then decide.');
    const stage = stageOfDocument(current.kind);
    const blocker = decision === 'approved' ? approvalBlocker(stage, facts) : null;
    if (blocker) throw new Failure('gate_closed', blocker);
    if (decision !== 'approved' && summary === '') throw new Failure('invalid', 'Say in the summary what should change.');
    await saveRevision(tx, current);
    const { specId } = document;
    const { id } = await tx.approval.create({
      data: { specId, documentId, stage, decision, sha256, boundSha256: current.boundSha256, summary, userId: actor.userId },
    });
    return { id, stage, decision, sha256 };
  });
}
