import type { CheckReport, EvidenceGrade, RecordedCheck } from '#core/verification/evidence.ts';
import { recordChecks } from '#core/verification/record-checks.ts';
import { refusalsOf } from '#core/verification/refusals.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx, House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { tellChanges } from '#server/events/changes.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { noteOwnTests, type Written } from './own-tests.ts';
import { readGround, type SpecGround } from './read-ground.ts';
import { readChecksOf, withOwn } from './recorded-checks.ts';

export type Recording = {
  specId: string;
  /** Null for a check outside of a run. */
  runId: string | null;
  /** The durable step that ran the checks: recording it again gives what is there. */
  stepKey: string;
  commit: string;
  report: CheckReport;
  /** Passes that establish nothing, by `checkKey`, with the reason; without them, what the report alone tells. */
  refusals?: ReadonlyMap<string, string>;
  /** Of an agent's run, what it changed: which of the checks are tests of its own. */
  written?: Written;
  /** A build elsewhere that sent this; without one the platform ran it. */
  submission?: Submission;
};

/** Who sent evidence of grade `ci`, what ran it there, and where its log is read. */
export type Submission = { by: Ctx; runner: string; link: string | null };

/** What was recorded, with the texts that it was judged against. */
export type RecordedEvidence = { evidenceId: string; commit: string; failure: string | null; checks: RecordedCheck[] } & SpecGround;

/**
 * Records what the platform's own execution of the checks gave, each check with the criteria that it speaks for and the
 * hashes of their sentences now. Once for each run and step, however often a step is repeated.
 */
export async function recordEvidence({ db }: Pick<House, 'db'>, recording: Recording): Promise<RecordedEvidence> {
  return db.$transaction(async (tx) => {
    const { specId, runId, stepKey, report, submission } = recording;
    const grade: EvidenceGrade = submission ? 'ci' : 'platform';
    // Also where there is no run to make them unique: two repetitions of a step wait for each other here.
    await tx.$queryRaw`SELECT id FROM specs WHERE id = ${specId}::uuid FOR NO KEY UPDATE`;
    const ground = await readGround(tx, specId);
    const known = await tx.evidence.findFirst({ where: { specId, runId, stepKey } });
    if (known)
      return { evidenceId: known.id, commit: known.commit, failure: known.failure, checks: await readChecksOf(tx, known.id), ...ground };
    const evidenceId = uuidv7();
    const checks = await judge(tx, recording, grade, evidenceId, ground);
    const spec = await tx.spec.findUniqueOrThrow({ where: { id: specId }, select: { title: true, projectId: true } });
    const { organizationId } = await tx.project.findUniqueOrThrow({ where: { id: spec.projectId }, select: { organizationId: true } });
    const { command, exitCode, failure, durationMs, outputSha256 } = report;
    await tx.evidence.create({
      data: {
        id: evidenceId,
        organizationId,
        specId,
        runId,
        stepKey,
        grade,
        command,
        commit: recording.commit,
        revisions: ground.revisions,
        exitCode,
        failure,
        startedAt: new Date(report.startedAt),
        durationMs: Math.round(durationMs),
        outputSha256,
        outputTail: withoutNul(report.outputTail),
        runner: submission?.runner ?? null,
        link: submission?.link ?? null,
        submittedById: submission?.by.actor.userId ?? null,
      },
    });
    await tx.evidenceCheck.createMany({ data: checks.map(toRow) });
    if (recording.written) await noteOwnTests(tx, spec.projectId, checks, recording.written);
    await tellChanges(tx, organizationId, [{ topic: 'checks', id: specId }]);
    await recordAudit(
      tx,
      submission?.by ?? { organizationId, kind: 'platform', id: null, name: 'Plumbline', principalId: null, origin: 'worker' },
      {
        action: submission ? 'evidence.submitted' : 'evidence.recorded',
        subject: { kind: 'evidence', id: evidenceId, name: `Checks of ${spec.title}` },
        projectId: spec.projectId,
        after: { runId, commit: recording.commit, exitCode, outputSha256, checks: checks.length, revisions: ground.revisions },
      },
    );
    return { evidenceId, commit: recording.commit, failure, checks: await withOwn(tx, specId, checks), ...ground };
  });
}

async function judge(
  tx: Tx,
  { specId, runId, commit, report, refusals = refusalsOf(report.outcomes, []) }: Recording,
  grade: EvidenceGrade,
  evidenceId: string,
  { trees, ground }: SpecGround,
): Promise<RecordedCheck[]> {
  const spec = await tx.spec.findUniqueOrThrow({ where: { id: specId }, select: { slug: true, projectId: true } });
  const specs = await tx.spec.count({ where: { projectId: spec.projectId, archivedAt: null } });
  const { requirements, design } = trees;
  const recordedAt = new Date().toISOString();
  return recordChecks(report, {
    requirements,
    design,
    specSlug: spec.slug,
    isOnlySpec: specs === 1,
    ground,
    evidenceId,
    runId,
    grade,
    commit,
    refusals,
    recordedAt,
  });
}

function toRow(check: RecordedCheck, position: number) {
  const { evidenceId, name, file, line, status, cases, seed, counterexample, message, durationMs } = check;
  const { propertyId, propertySha256, readingSha256 = null, criteria, refusedBecause } = check;
  return {
    evidenceId,
    position,
    name: withoutNul(name),
    file,
    line,
    status,
    cases,
    seed,
    counterexample: counterexample && withoutNul(counterexample),
    message: message && withoutNul(message),
    durationMs: durationMs === null ? null : Math.round(durationMs),
    propertyId,
    propertySha256,
    readingSha256,
    criteria,
    refusedBecause,
  };
}

/** Postgres keeps every character but this one. */
function withoutNul(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
