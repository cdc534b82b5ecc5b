import { z } from 'zod';
import { formatOf } from '#core/formats/find-specs.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { standingsOf } from '#core/pipeline/stage-standing.ts';
import { stageOfDocument } from '#core/pipeline/stages.ts';
import { changeClass } from '#core/trace/change-class.ts';
import { impactOf } from '#core/trace/impact.ts';
import type { Ctx } from '#server/context.ts';
import type { Db } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { authorsSince } from '#server/services/approvals/authors.ts';
import { covers, readStageFacts, type SpecFacts } from '#server/services/approvals/stage-facts.ts';
import { getVerdicts } from '#server/services/checks/get-verdicts.ts';
import { readGround } from '#server/services/checks/read-ground.ts';
import { sentencesOf } from '#server/services/readings/write-readings.ts';
import { readRevisionText } from '#server/services/reviews/get-review.ts';
import { activeStatuses } from '#server/services/runs/run-status.ts';
import { readSpecTrees, specTextsOf } from '#server/services/specs/read-spec.ts';

export const getImpactInput = z.object({
  specId: z.uuid(),
  /** What to count from, document id to sha256 of a kept revision. Of a document that is left out: its last approved revision. */
  from: z.record(z.uuid(), z.string().length(64)).default({}),
});

/**
 * What the edits of a spec since a revision make stale: criteria, confirmed readings, properties, tasks, runs under way, evidence and approvals, each with what
 * reaches it, and whose edits they were. A document that was never approved and has no `from` counts as unchanged. `not_found` outside the
 * organization and for a revision that is not kept.
 */
export async function getImpact(ctx: Ctx, { specId, from = {} }: z.input<typeof getImpactInput>) {
  const { db, organizationId } = ctx;
  const found = await db.spec.findFirst({ where: { id: specId, archivedAt: null, project: { organizationId } }, select: { id: true } });
  if (!found) throw new Failure('not_found', 'There is no such spec in this organization.');
  const spec = await readStageFacts(db, specId);
  const documents = [];
  const before = [];
  for (const { id, kind, path, text, sha256 } of spec.documents) {
    const base = from[id] ?? lastApproved(spec, id);
    const earlier = base === undefined || base === sha256 ? text : await readRevisionText(db, id, base);
    if (earlier === null) throw new Failure('not_found', 'The revision to count from is not kept.');
    before.push({ kind, path, text: earlier });
    if (base === undefined) continue;
    const authors = base === sha256 ? [] : await authorsSince(db, [{ documentId: id, sha256: base ?? null }]);
    documents.push({
      documentId: id,
      stage: stageOfDocument(kind),
      from: base,
      to: sha256,
      change: changeClass(kind, earlier, text, formatOf(path)),
      authors,
    });
  }
  const runs = await db.run.findMany({
    where: { specId, status: { in: [...activeStatuses] } },
    orderBy: { createdAt: 'desc' },
    select: { id: true, taskId: true, taskTitle: true, status: true },
  });
  const { ground } = await readGround(db, specId);
  const { criteria } = await getVerdicts(ctx, { specId });
  const checks = new Map(
    Object.values(criteria).flatMap((verdict) => verdict.checks.map((check) => [`${check.evidenceId} ${check.file} ${check.name}`, check])),
  );
  const impact = impactOf({
    before: readSpecTrees(before),
    after: readSpecTrees(spec.documents),
    runs,
    // A check that has run on the sentences of now is not made stale by how they came about.
    checks: [...checks].map(([id, check]) => ({
      id,
      criterionIds: Object.keys(check.criteria).filter((criterionId) => check.criteria[criterionId] !== ground.criteria.get(criterionId)),
      propertyId: check.propertyId !== null && check.propertySha256 !== ground.properties.get(check.propertyId) ? check.propertyId : null,
    })),
  });
  const names = await readNames(
    ctx,
    documents.flatMap(({ authors }) => authors),
  );
  return {
    /** Documents that are counted from something, with whose edits came since. */
    documents: documents.map((document) => ({ ...document, authors: document.authors.map((id) => names.get(id) ?? 'somebody who left') })),
    changes: impact.changes,
    properties: impact.properties,
    tasks: impact.tasks,
    readings: await readStaleReadings(db, specId, spec),
    runs: impact.runs.map((reached) => ({ ...reached, taskTitle: runs.find(({ id }) => id === reached.id)?.taskTitle ?? '' })),
    evidence: impact.checks.map(({ id, causes }) => ({
      id,
      causes,
      name: checks.get(id)?.name ?? '',
      runId: checks.get(id)?.runId ?? null,
    })),
    /** Stages that were approved and are not any more. */
    approvals: standingsOf(spec.policy, spec.facts, spec.nameOf)
      .filter(({ state }) => state === 'stale')
      .map(({ stage, rule, waitsFor }) => ({ stage, name: rule.name, waitsFor })),
  };
}

/** Readings that somebody confirmed of a sentence which is another one now, or gone: each by its criterion, with what it was confirmed of. */
async function readStaleReadings(db: Db, specId: string, { documents }: SpecFacts) {
  const confirmed = await db.readingConfirmation.findMany({
    where: { specId, takenBackAt: null },
    orderBy: [{ criterion: 'asc' }, { confirmedAt: 'desc' }],
    distinct: ['criterion'],
    select: { criterion: true, sentence: true, sentenceHash: true },
  });
  if (confirmed.length === 0) return [];
  const { requirements = '', format } = specTextsOf(documents);
  const sentences = sentencesOf(requirements, format);
  return confirmed
    .filter(({ criterion, sentenceHash: hash }) => {
      const sentence = sentences.get(criterion);
      return sentence === undefined || sentenceHash(sentence) !== hash;
    })
    .map(({ criterion, sentence }) => ({ id: criterion, sentence, causes: [{ kind: 'criterion' as const, id: criterion }] }));
}

function lastApproved({ decisions, policy, documents }: SpecFacts, documentId: string): string | undefined {
  const kind = documents.find(({ id }) => id === documentId)?.kind;
  const stages = policy.stages.filter((rule) => kind !== undefined && covers(rule, kind)).map(({ id }) => id);
  return decisions
    .findLast(
      ({ decision, stage, documents: named }) =>
        decision === 'approved' && stages.includes(stage) && named.some((one) => one.documentId === documentId),
    )
    ?.documents.find((one) => one.documentId === documentId)?.sha256;
}

async function readNames({ db }: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const users = await db.user.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } });
  return new Map(users.map(({ id, name }) => [id, name]));
}
