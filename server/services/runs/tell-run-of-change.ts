import { changeWords } from '#core/run/change-words.ts';
import { impactOf } from '#core/trace/impact.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx, House } from '#server/context.ts';
import { appendEventsInTx } from '#server/events/append-events.ts';
import { tellChanges } from '#server/events/changes.ts';
import { authorsSince } from '#server/services/approvals/authors.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { getRunDrift } from '#server/services/impact/get-run-drift.ts';
import { tellHeldUp } from '#server/services/notices/tell-run.ts';
import { readRevisionText } from '#server/services/reviews/get-review.ts';
import { readSpecTrees } from '#server/services/specs/read-spec.ts';
import { numbered } from './pause-run.ts';
import { isOver, lockRun } from './run-status.ts';

/** A text that somebody typed in so lately is not what they mean yet. */
const restMs = 15_000;

type Working = { runId: string; organizationId: string };

/**
 * Tells the agent of a run that the spec which it works by has changed in substance since it began, once for each text that came to rest. Where
 * the project says so, the run waits for a person besides: it is paused before its next step. Gives whether there was something to tell. Safe to repeat.
 */
export async function tellRunOfChange(house: House, { runId, organizationId }: Working, now = new Date()): Promise<boolean> {
  const { db } = house;
  const { spec, startedById, startedBy, project, createdAt } = await db.run.findUniqueOrThrow({
    where: { id: runId },
    select: {
      createdAt: true,
      startedById: true,
      startedBy: { select: { name: true } },
      project: { select: { onChange: true } },
      spec: { select: { documents: { select: { id: true, kind: true, updatedAt: true } } } },
    },
  });
  const latest = spec.documents.reduce((at, { updatedAt }) => Math.max(at, updatedAt.getTime()), 0);
  if (latest <= createdAt.getTime() || latest > now.getTime() - restMs) return false;
  // Services ask who asks; here it is the run itself, as whoever started it.
  const ctx: Ctx = { ...house, organizationId, actor: { userId: startedById, name: startedBy.name, role: 'agent' } };
  const changed = (await getRunDrift(ctx, { runId })).changed.filter(({ change }) => change !== 'cosmetic');
  const key = `changed:${changed.map(({ documentId, to }) => `${documentId.slice(-12)}-${to.slice(0, 12)}`).join(':')}`;
  if (changed.length === 0 || (await db.runEvent.count({ where: { runId, key } })) > 0) return false;
  const { words, authorId, by } = await describe(house, { spec, changed, startedById });
  await db.$transaction(async (tx) => {
    const run = await lockRun(tx, { runId, organizationId });
    if (isOver(run) || (await tx.runEvent.count({ where: { runId, key } })) > 0) return;
    const messageId = uuidv7();
    await tx.runMessage.create({ data: { id: messageId, runId, text: words, authorId } });
    await appendEventsInTx(tx, runId, [{ key, event: { kind: 'steered', messageId, text: words, by } }]);
    if (project.onChange === 'pause' && !run.pauseRequestedAt) {
      await tx.run.update({ where: { id: runId }, data: { pauseRequestedAt: new Date() } });
      await appendEventsInTx(tx, runId, [
        await numbered(tx, runId, 'pause-requested', { kind: 'pause_requested', by: 'the policy of the project' }),
      ]);
      await tellHeldUp(house, tx, { runId, key });
    }
    await tellChanges(tx, organizationId, [{ topic: 'runs', id: runId }]);
  });
  return true;
}

type Changed = Awaited<ReturnType<typeof getRunDrift>>['changed'];
type Known = {
  spec: { documents: { id: string }[] };
  changed: Changed;
  startedById: string;
};

/** The words for the agent, and in whose name they come: the one of those who wrote, or whoever started the run where nobody is known. */
async function describe({ db }: House, { spec, changed, startedById }: Known): Promise<{ words: string; authorId: string; by: string }> {
  const after = [];
  const before = [];
  for (const { id } of spec.documents) {
    const { kind, path, text } = await readDocument(db, id);
    const from = changed.find(({ documentId }) => documentId === id)?.from;
    after.push({ kind, path, text });
    // A text that is not kept cannot be held against today's: then only that it changed is told.
    before.push({ kind, path, text: (from && (await readRevisionText(db, id, from))) ?? text });
  }
  const { changes } = impactOf({ before: readSpecTrees(before), after: readSpecTrees(after), runs: [], checks: [] });
  const authorIds = await authorsSince(
    db,
    changed.map(({ documentId, from }) => ({ documentId, sha256: from })),
  );
  const authors = await db.user.findMany({ where: { id: { in: authorIds } }, select: { id: true, name: true }, orderBy: { name: 'asc' } });
  const names = authors.map(({ name }) => name);
  return {
    words: changeWords([...new Set(changed.map(({ stage }) => stage))], changes, names),
    authorId: authors[0]?.id ?? startedById,
    by: names.join(', ') || 'Plumbline',
  };
}
