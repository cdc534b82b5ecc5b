import { z } from 'zod';
import { formatOf } from '#core/formats/find-specs.ts';
import { changeClass } from '#core/trace/change-class.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { readDecidingPeople } from '#server/services/approvals/deciding-people.ts';
import { describeStages } from '#server/services/approvals/describe-stages.ts';
import { readStageFacts } from '#server/services/approvals/stage-facts.ts';
import { readRevisionText } from './get-review.ts';

export const listWaitingInput = z.object({ noticeIds: z.array(z.uuid()).min(1).max(100) });

/**
 * What notices of the actor ask them to decide on: each text as it is now, what changed since they approved it last, and why they may not
 * decide, if so. Notices about anything else, or about what is gone, are left out.
 */
export async function listWaiting({ db, organizationId, actor }: Ctx, { noticeIds }: z.infer<typeof listWaitingInput>) {
  const notices = await db.notice.findMany({
    where: { id: { in: noticeIds }, organizationId, userId: actor.userId, kind: 'approval_wanted', settledAt: null },
    select: { id: true, cause: true, path: true },
  });
  const seen = new Set<string>();
  const waiting = [];
  for (const { id, cause, path } of notices) {
    const [, specId = '', stage = ''] = cause.split(':');
    if (seen.has(cause)) continue;
    seen.add(cause);
    const spec = await db.spec.findFirst({
      where: { id: specId, archivedAt: null, project: { organizationId } },
      select: { title: true, project: { select: { name: true } } },
    });
    if (!spec) continue;
    const facts = await readStageFacts(db, specId);
    const described = (await describeStages(db, facts, actor.userId)).find((one) => one.stage === stage);
    if (!described || described.documentIds.length === 0) continue;
    const covered = facts.documents.filter((document) => described.documentIds.includes(document.id));
    const mine = facts.decisions.findLast((one) => one.stage === stage && one.userId === actor.userId && one.decision === 'approved');
    let since: 'never' | 'same' | 'cosmetic' | 'substantive' = mine ? 'same' : 'never';
    for (const { id: documentId, kind, path, text, sha256 } of mine ? covered : []) {
      const from = mine?.documents.find((one) => one.documentId === documentId)?.sha256;
      if (from === sha256) continue;
      const earlier = from === undefined ? null : await readRevisionText(db, documentId, from);
      const change = earlier === null ? 'substantive' : changeClass(kind, earlier, text, formatOf(path));
      if (change === 'substantive') since = 'substantive';
      else if (change === 'cosmetic' && since === 'same') since = 'cosmetic';
    }
    waiting.push({
      noticeId: id,
      specId,
      stage,
      stageName: described.name,
      title: spec.title,
      project: spec.project.name,
      path,
      sentence: described.sentence,
      blocker: described.state === 'approved' ? 'It is approved already.' : described.blocker,
      since,
      revisions: Object.fromEntries(covered.map((document) => [document.id, document.sha256])),
    });
  }
  return waiting;
}

export const listDelegatesInput = z.object({ specId: z.uuid() });

/** Who may be asked to decide on a spec instead of the actor: people whose role in its project decides. */
export async function listDelegates({ db, organizationId, actor }: Ctx, { specId }: z.infer<typeof listDelegatesInput>) {
  const spec = await db.spec.findFirst({ where: { id: specId, project: { organizationId } }, select: { projectId: true } });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  const people = await readDecidingPeople(db, { organizationId, projectId: spec.projectId });
  const others = people.filter(({ userId }) => userId !== actor.userId).slice(0, 500);
  const users = await db.user.findMany({
    where: { id: { in: others.map(({ userId }) => userId) } },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
  return users.map(({ id, name }) => ({ userId: id, name, role: others.find(({ userId }) => userId === id)?.role ?? 'viewer' }));
}
