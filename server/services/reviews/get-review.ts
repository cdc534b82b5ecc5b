import { z } from 'zod';
import { formatOf } from '#core/formats/find-specs.ts';
import { readSource } from '#core/formats/source-text.ts';
import { stageOfDocument } from '#core/pipeline/stages.ts';
import { type ChangeClass, changeClass } from '#core/trace/change-class.ts';
import { type ItemChange, itemChanges, type SpecItem } from '#core/trace/impact.ts';
import type { Ctx } from '#server/context.ts';
import type { Db } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { covers, readStageFacts, type SpecFacts } from '#server/services/approvals/stage-facts.ts';
import type { StoredDocument } from '#server/services/documents/read-document.ts';
import { readSpecTrees } from '#server/services/specs/read-spec.ts';

export const getReviewInput = z.object({ specId: z.uuid(), stage: z.string().max(41) });

/** What changed in one document since a decision that named a revision of it. */
export type ChangedDocument = {
  documentId: string;
  stage: 'requirements' | 'design' | 'tasks';
  from: string;
  to: string;
  change: ChangeClass;
};

/**
 * What a reviewer of a stage begins with: their own last approval and what changed since, the questions that are open, and what an approval
 * would bind and let through. `not_found` outside the organization, or for a stage that the policy does not have.
 */
export async function getReview({ db, organizationId, actor }: Ctx, { specId, stage }: z.infer<typeof getReviewInput>) {
  const found = await db.spec.findFirst({ where: { id: specId, archivedAt: null, project: { organizationId } }, select: { id: true } });
  if (!found) throw new Failure('not_found', 'There is no such spec in this organization.');
  const spec = await readStageFacts(db, specId);
  const { policy, policyVersion, documents, decisions } = spec;
  const at = policy.stages.findIndex(({ id }) => id === stage);
  const rule = policy.stages[at];
  if (!rule) throw new Failure('not_found', `The policy of this project has no stage "${stage}".`);
  const covered = documents.filter(({ kind }) => covers(rule, kind));
  const mine = decisions.findLast((one) => one.stage === stage && one.userId === actor.userId && one.decision === 'approved');
  const since = mine ? await readSince(db, spec, covered, mine) : null;
  const next = policy.stages[at + 1];
  return {
    stage,
    stages: covered.map(({ kind }) => stageOfDocument(kind)),
    /** The reviewer's last approval of this stage, and what changed in its texts since; null before the first one. */
    since: mine && since ? { approvalId: mine.id, at: mine.createdAt, summary: mine.summary, ...since } : null,
    questions: await readOpenQuestions(db, specId),
    /** What an approval commits to. */
    commits: {
      policyVersion,
      texts: covered.map(({ kind, sha256 }) => ({ kind, sha256 })),
      lets: next ? `${next.name} may be approved next.` : 'Agents may start work on its tasks.',
    },
  };
}

type Named = SpecFacts['decisions'][number];

/** How the texts that a decision names differ from those of now. A revision that is no longer kept counts as changed in substance. */
async function readSince(
  db: Db,
  { documents }: SpecFacts,
  covered: readonly StoredDocument[],
  decision: Named,
): Promise<{ documents: ChangedDocument[]; changes: ItemChange[] }> {
  const changed: ChangedDocument[] = [];
  const before = new Map(documents.map((document) => [document.id, document.text]));
  for (const { id, kind, path, sha256, text } of covered) {
    const from = decision.documents.find(({ documentId }) => documentId === id)?.sha256;
    if (from === undefined || from === sha256) continue;
    const earlier = await readRevisionText(db, id, from);
    before.set(id, earlier ?? '');
    const change = earlier === null ? 'substantive' : changeClass(kind, earlier, text, formatOf(path));
    changed.push({ documentId: id, stage: stageOfDocument(kind), from, to: sha256, change });
  }
  const earlier = documents.map(({ id, kind, path }) => ({ kind, path, text: before.get(id) ?? '' }));
  return { documents: changed, changes: itemChanges(readSpecTrees(earlier), readSpecTrees(documents)) };
}

/** The text of a kept revision, with line feeds only; null where it is not kept. */
export async function readRevisionText(db: Db, documentId: string, sha256: string): Promise<string | null> {
  const row = await db.revision.findUnique({ where: { documentId_sha256: { documentId, sha256 } }, select: { bytes: true } });
  return row ? readSource(row.bytes).text : null;
}

const mostQuestions = 200;
const shownChars = 160;

/** Findings after which no text can be built as it stands. */
const contradictions = new Set(['contradiction', 'conflict', 'impossible-response', 'timing-conflict', 'contradictory-assumptions']);

/** Findings that nobody has answered and comments that nobody has resolved, by the item that they are about. */
async function readOpenQuestions(db: Db, specId: string): Promise<(SpecItem & { words: string; isContradiction: boolean })[]> {
  const answered = await db.questionAnswer.findMany({ where: { specId, withdrawnAt: null }, select: { findingId: true, cause: true } });
  const findings = await db.finding.findMany({ where: { specId, goneAt: null }, orderBy: { firstSeenAt: 'asc' }, take: mostQuestions });
  const threads = await db.commentThread.findMany({
    where: { specId, resolvedAt: null, itemKind: { in: ['criterion', 'property', 'task'] } },
    orderBy: { createdAt: 'asc' },
    take: mostQuestions,
    select: { itemKind: true, itemId: true, comments: { orderBy: { createdAt: 'asc' }, take: 1, select: { body: true } } },
  });
  const isAnswered = ({ id, cause }: { id: string; cause: string }) => answered.some((one) => one.findingId === id && one.cause === cause);
  const kinds = ['criterion', 'property', 'task'] as const;
  return [
    ...findings
      .filter((finding) => !isAnswered(finding))
      .flatMap(({ criteria, title, kind }) =>
        criteria.map((id) => ({ kind: 'criterion' as const, id, words: title, isContradiction: contradictions.has(kind) })),
      ),
    ...threads.flatMap(({ itemKind, itemId, comments }) => {
      const kind = kinds.find((known) => known === itemKind);
      return kind && itemId !== null
        ? [{ kind, id: itemId, words: `Open comment: ${(comments[0]?.body ?? '').slice(0, shownChars)}`, isContradiction: false }]
        : [];
    }),
  ];
}
