import type { WordedFinding } from '#core/analysis/analysed-spec.ts';
import { isContradiction, type SpecQuestion } from '#core/questions/spec-question.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import type { Prisma } from '#server/db/generated/client.ts';
import { notify, settle } from '#server/services/notices/notify.ts';
import { questionCause, questionPath, tellQuestions } from './find-spec.ts';

type Tier = 'instant' | 'deep' | 'between' | 'critics' | 'readers';
type Kept = {
  tier: Tier;
  questions: readonly SpecQuestion[];
  /** The same findings whole, where pages cannot find them themselves. */
  worded: readonly WordedFinding[];
  /** False while more may come: then nothing is taken to be gone. */
  isWhole: boolean;
};

/**
 * Keeps what an engine found in a spec: new findings are added, those that are no longer there are marked as gone and leave the inboxes. Who works on the
 * spec is told once of each proved contradiction, as long as its sentences stay.
 */
export async function keepFindings(
  { db, engine }: Pick<House, 'db' | 'engine'>,
  { specId, organizationId }: { specId: string; organizationId: string },
  { tier, questions, worded, isWhole }: Kept,
): Promise<void> {
  const bodies = new Map(worded.map((finding) => [finding.id, finding]));
  await db.$transaction(
    async (tx) => {
      // One writer for a spec at a time.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`findings ${specId}`}, 0))`;
      const rows = new Map((await tx.finding.findMany({ where: { specId, tier } })).map((row) => [row.id, row]));
      const fresh: SpecQuestion[] = [];
      let hasChanged = false;
      for (const question of questions) {
        const { id, kind, proof, criteria, title, cause } = question;
        const row = rows.get(id);
        rows.delete(id);
        const body = bodies.get(id);
        if (row && row.goneAt === null && row.cause === cause && row.title === title && row.grade === proof.grade) continue;
        hasChanged = true;
        if (row?.cause !== cause || row.goneAt !== null) fresh.push(question);
        const said = {
          kind,
          grade: proof.grade,
          tier,
          criteria: [...criteria],
          title,
          cause,
          goneAt: null,
          // Plain data through and through; its readonly lists are what Prisma's type of JSON does not know.
          ...(body ? { worded: body as unknown as Prisma.InputJsonObject } : {}),
        };
        await tx.finding.upsert({ where: { specId_id: { specId, id } }, create: { specId, id, ...said }, update: said });
      }
      const gone = isWhole ? [...rows.values()].filter(({ goneAt }) => goneAt === null) : [];
      if (gone.length > 0) {
        await tx.finding.updateMany({ where: { specId, id: { in: gone.map(({ id }) => id) } }, data: { goneAt: new Date() } });
        for (const { id } of gone) await settle(tx, { organizationId, cause: questionCause(specId, id) });
      }
      const toTell = fresh.filter(isContradiction);
      if (toTell.length > 0) await tellPeople({ engine }, tx, { specId, organizationId, questions: toTell });
      if (hasChanged || gone.length > 0) await tellQuestions(tx, organizationId, [specId]);
    },
    { timeout: 20_000, maxWait: 10_000 },
  );
}

async function tellPeople(
  house: Pick<House, 'engine'>,
  tx: Tx,
  { specId, organizationId, questions }: { specId: string; organizationId: string; questions: readonly SpecQuestion[] },
): Promise<void> {
  const spec = await tx.spec.findUniqueOrThrow({
    where: { id: specId },
    select: { slug: true, title: true, projectId: true, project: { select: { slug: true } } },
  });
  const to = await peopleOf(tx, specId);
  const ids = questions.map(({ id }) => id);
  const isBetween = questions.filter(({ kind }) => kind === 'between-specs').map(({ id }) => id);
  // Another spec may have the same sentences: only what stands between two is answered in either.
  const here = [
    { specId, findingId: { in: ids } },
    { findingId: { in: isBetween }, spec: { projectId: spec.projectId } },
  ];
  const answered = await tx.questionAnswer.findMany({ where: { withdrawnAt: null, OR: here }, select: { findingId: true, cause: true } });
  for (const { id, cause, title, question } of questions) {
    if (answered.some((answer) => answer.findingId === id && answer.cause === cause)) continue;
    await notify(house, tx, {
      organizationId,
      kind: 'finding',
      to,
      by: null,
      key: `finding:${specId}:${id}:${cause}`,
      cause: questionCause(specId, id),
      specId,
      title: `A contradiction in “${spec.title}”: ${title.replace(/\.$/, '')}`,
      body: question.text,
      path: questionPath(spec, id),
    });
  }
}

/** Who works on a spec: those who wrote in it, decided on it or spoke of it. */
async function peopleOf(tx: Tx, specId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT author_id AS id FROM document_updates u JOIN documents d ON d.id = u.document_id WHERE d.spec_id = ${specId}::uuid AND author_id IS NOT NULL
    UNION SELECT user_id FROM approvals WHERE spec_id = ${specId}::uuid
    UNION SELECT c.author_id FROM comments c JOIN comment_threads t ON t.id = c.thread_id WHERE t.spec_id = ${specId}::uuid
    UNION SELECT unnest(author_ids) FROM revisions r JOIN documents d ON d.id = r.document_id WHERE d.spec_id = ${specId}::uuid`;
  return rows.map(({ id }) => id);
}
