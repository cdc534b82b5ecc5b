import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CheckOutcome } from '#core/verification/evidence.ts';
import { groundTexts, recordChecks } from '#core/verification/record-checks.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { readGround } from './read-ground.ts';
import { recordEvidence } from './record-evidence.ts';

const sentence = z.string().max(4_001);
const count = z.int().min(0).max(2_000_000_000);

const outcome = z.strictObject({
  name: z.string().min(1).max(2_000),
  file: z.string().max(1_000).nullable(),
  line: count.nullable(),
  status: z.enum(['passed', 'failed', 'unreachable', 'error']),
  cases: count.nullable(),
  seed: z.string().max(400).nullable(),
  counterexample: sentence.nullable(),
  message: sentence.nullable(),
  durationMs: count.nullable(),
});

const aDayMs = 86_400_000;

export const submitEvidenceInput = z.object({
  project: z.string().min(1).max(100),
  /** One spec by its slug; all that the tests speak for where it is left out. */
  spec: z.string().min(1).max(200).optional(),
  commit: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, 'The commit is named by its full id.'),
  runner: z.string().trim().min(1).max(100),
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable()
    .default(null),
  report: z.strictObject({
    command: z.string().min(1).max(2_000),
    exitCode: z.int().min(-1).max(0xffffffff).nullable(),
    failure: z.string().max(2_000).nullable(),
    startedAt: z.iso.datetime(),
    durationMs: z.int().min(0).max(aDayMs),
    outputSha256: z.string().regex(/^[0-9a-f]{64}$/),
    outputTail: z.string().max(8_000),
    outcomes: z.array(outcome).max(20_000),
  }),
});

/** What was recorded for one spec, and how many of the checks speak for it. */
export type Submitted = { spec: string; title: string; specId: string; evidenceId: string; speaking: number };

/**
 * Records what a build elsewhere found as evidence of grade `ci`: for each spec of the project that its checks speak for, those
 * checks and whatever did not pass. Repeating the same report on the same commit records nothing twice. `invalid` for a report
 * that contradicts itself or comes from the future, or where nothing speaks for any criterion; `not_found` for project or spec.
 */
export async function submitEvidence(ctx: Ctx, input: z.infer<typeof submitEvidenceInput>): Promise<{ submitted: Submitted[] }> {
  const { db, organizationId, actor } = ctx;
  const { commit, runner, link, report } = input;
  if (actor.role === 'agent') throw new Failure('role_too_low', 'An agent asks for checks; it does not bring evidence.');
  if (Date.parse(report.startedAt) > Date.now() + 5 * 60_000)
    throw new Failure('invalid', 'The report says that it began in the future. Set the clock of that machine.');
  const broken = report.outcomes.find(({ status, counterexample }) => status === 'passed' && counterexample !== null);
  if (broken) throw new Failure('invalid', `“${broken.name}” is told to have passed, with a counterexample.`);
  const project = await db.project.findUnique({ where: { organizationId_slug: { organizationId, slug: input.project } } });
  if (!project) throw new Failure('not_found', `There is no project ${input.project} in this organization.`);
  const specs = await db.spec.findMany({ where: { projectId: project.id, archivedAt: null }, orderBy: { slug: 'asc' } });
  const asked = specs.filter(({ slug }) => input.spec === undefined || slug === input.spec);
  if (input.spec !== undefined && asked.length === 0) throw new Failure('not_found', `The project has no spec ${input.spec}.`);
  const stepKey = `ci:${createHash('sha256')
    .update(JSON.stringify([commit, runner, link, report]))
    .digest('hex')}`;
  const submitted: Submitted[] = [];
  for (const { id: specId, slug, title } of asked) {
    const { told, speaking } = await sift(ctx, { specId, slug, isOnlySpec: specs.length === 1, input });
    if (speaking === 0) continue;
    const recording = {
      specId,
      runId: null,
      stepKey,
      commit,
      report: { ...report, outcomes: told },
      submission: { by: ctx, runner, link },
    };
    const { evidenceId } = await recordEvidence(ctx, recording);
    submitted.push({ spec: slug, title, specId, evidenceId, speaking });
  }
  if (submitted.length === 0 && report.failure === null) {
    const why =
      report.outcomes.length === 0 ? 'It holds no test.' : `None of its ${report.outcomes.length} tests names a property or a criterion.`;
    throw new Failure('invalid', `The report speaks for no criterion of ${asked.length === 1 ? 'the spec' : 'the project'}. ${why}`);
  }
  return { submitted };
}

type Sifting = { specId: string; slug: string; isOnlySpec: boolean; input: z.infer<typeof submitEvidenceInput> };

/** Of all outcomes those that are kept for one spec: the ones that speak for it, and the ones that did not pass. */
async function sift({ db }: Ctx, { specId, slug, isOnlySpec, input }: Sifting): Promise<{ told: CheckOutcome[]; speaking: number }> {
  const { trees } = await readGround(db, specId);
  const place = { evidenceId: '', runId: null, grade: 'ci' as const, commit: input.commit, recordedAt: '' };
  const checks = recordChecks(input.report, { ...trees, specSlug: slug, isOnlySpec, ground: groundTexts(trees), ...place });
  const speaks = checks.map(({ criteria }) => Object.keys(criteria).length > 0);
  return {
    told: input.report.outcomes.filter(({ status }, at) => speaks[at] || status !== 'passed'),
    speaking: speaks.filter(Boolean).length,
  };
}
