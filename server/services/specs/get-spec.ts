import { z } from 'zod';
import { formatOf } from '#core/formats/find-specs.ts';
import { gateOf } from '#core/pipeline/stage-standing.ts';
import { documentStages, stageOfDocument } from '#core/pipeline/stages.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { describeStages } from '#server/services/approvals/describe-stages.ts';
import { readStageFacts } from '#server/services/approvals/stage-facts.ts';

export const getSpecInput = z.object({ project: z.string().max(100), spec: z.string().max(200) });

/** A spec with its documents as they are now, the state of each stage and whether work may start. */
export async function getSpec({ db, organizationId, actor }: Ctx, { project, spec: slug }: z.infer<typeof getSpecInput>) {
  const spec = await db.spec.findFirst({
    where: { slug, archivedAt: null, project: { organizationId, slug: project } },
    include: { project: true },
  });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this project.');
  const known = await readStageFacts(db, spec.id);
  const { policy, facts, documents } = known;
  const gate = gateOf(policy, facts);
  const readings = documents.find(({ kind }) => kind === 'readings');
  const proposal = documents.find(({ kind }) => kind === 'proposal');
  const { checkCommand, isSample, headCommit, defaultBranch } = spec.project;
  return {
    id: spec.id,
    slug,
    title: spec.title,
    kind: spec.kind,
    /** How its documents are written. */
    format: formatOf(spec.folder),
    folder: spec.folder,
    createdAt: spec.createdAt,
    project: { slug: project, name: spec.project.name, checkCommand, isSample, headCommit, defaultBranch },
    documents: documents
      .filter(({ kind }) => kind !== 'readings' && kind !== 'proposal')
      .map(({ id, kind, path, text, sha256 }) => ({ id, kind, path, text, sha256, stage: stageOfDocument(kind) }))
      .sort((a, b) => documentStages.indexOf(a.stage) - documentStages.indexOf(b.stage)),
    /** What the criteria mean; null until somebody has written or confirmed a reading. */
    readings: readings ? { id: readings.id, path: readings.path, text: readings.text, sha256: readings.sha256 } : null,
    /** Why it is made: OpenSpec's own document of a change. */
    proposal: proposal ? { id: proposal.id, path: proposal.path, text: proposal.text, sha256: proposal.sha256 } : null,
    stages: await describeStages(db, known, actor.userId),
    canStart: gate.isOpen,
    cannotStartBecause: gate.isOpen ? null : gate.reason,
  };
}
