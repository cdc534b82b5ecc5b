import { z } from 'zod';
import { formatOf } from '#core/formats/find-specs.ts';
import { stageOfDocument } from '#core/pipeline/stages.ts';
import { boundText } from '#core/trace/bound-text.ts';
import { type ChangeClass, changeClass } from '#core/trace/change-class.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { readRevisionText } from '#server/services/reviews/get-review.ts';

export const getRunDriftInput = z.object({ runId: z.uuid() });

const pinned = z.record(z.string(), z.string());

/**
 * How the documents of a run's spec differ from the revisions that it started from; what ticking tasks changes is no difference. A pinned
 * text that is not kept is known by the approvals that let the run start: where none of them is of today's text, it changed.
 */
export async function getRunDrift({ db, organizationId }: Ctx, { runId }: z.infer<typeof getRunDriftInput>) {
  const run = await db.run.findFirst({ where: { id: runId, organizationId }, select: { specId: true, revisions: true, createdAt: true } });
  if (!run) throw new Failure('not_found', 'There is no such run in this organization.');
  const revisions = pinned.safeParse(run.revisions).data ?? {};
  const rows = await db.document.findMany({ where: { specId: run.specId }, select: { id: true } });
  const changed: { documentId: string; stage: ReturnType<typeof stageOfDocument>; from: string; to: string; change: ChangeClass }[] = [];
  for (const { id } of rows) {
    const { kind, path, text, sha256, boundSha256 } = await readDocument(db, id);
    const from = revisions[kind];
    if (from === undefined || from === sha256) continue;
    const earlier = await readRevisionText(db, id, from);
    const format = formatOf(path);
    if (earlier !== null && boundText(kind, earlier, format) === boundText(kind, text, format)) continue;
    if (earlier === null) {
      const approved = await db.approvalDocument.findFirst({
        where: { documentId: id, approval: { decision: 'approved', createdAt: { lte: run.createdAt } } },
        orderBy: { approval: { createdAt: 'desc' } },
        select: { boundSha256: true },
      });
      if (approved?.boundSha256 === boundSha256) continue;
    }
    changed.push({
      documentId: id,
      stage: stageOfDocument(kind),
      from,
      to: sha256,
      change: earlier === null ? 'substantive' : changeClass(kind, earlier, text, format),
    });
  }
  return { changed };
}
