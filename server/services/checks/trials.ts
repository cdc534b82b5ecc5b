import { z } from 'zod';
import { parseKeptSteps } from '#core/verification/suite/kept-steps.ts';
import { type TrialResult, trialInput, trialKinds, trialResult } from '#core/verification/suite/trial.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { tellChanges } from '#server/events/changes.ts';

export const startTrialInput = z.object({ specId: z.uuid(), input: trialInput });
export const findTrialInput = z.object({
  specId: z.uuid(),
  kind: z.enum(trialKinds),
  /** Of a replay: the check whose counterexample was replayed. */
  of: z.object({ evidenceId: z.uuid(), checkName: z.string().max(2_000) }).optional(),
});

/** A trial as pages show it: what was asked, and what it gave once it has run. */
export type TrialView = {
  id: string;
  by: string;
  /** Of a replay: `<evidence> <check>`. */
  about: string | null;
  startedAt: Date;
  finishedAt: Date | null;
  result: TrialResult | null;
  /** Of a binding that a model wrote: its text. */
  proposal: string | null;
};

/**
 * Has the bound system of a spec run for people to look at: nothing of it is evidence. `not_found` outside the organization or for a counterexample that nobody kept, `invalid`
 * where what failed has no steps that could be replayed.
 */
export async function startTrial(
  { db, engine, organizationId, actor }: Ctx,
  { specId, input }: z.infer<typeof startTrialInput>,
): Promise<{ trialId: string }> {
  const spec = await db.spec.findFirst({ where: { id: specId, archivedAt: null, project: { organizationId } }, select: { id: true } });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  if (input.kind === 'replay') await stepsOf(db, specId, input);
  const id = uuidv7();
  await db.$transaction(async (tx) => {
    await tx.trial.create({ data: { id, specId, kind: input.kind, input, userId: actor.userId, userName: actor.name } });
    await engine.startJob(tx, { job: 'trial', id, delaySeconds: 0, input: { trialId: id } });
  });
  return { trialId: id };
}

/** The latest trial of a kind, or null. `not_found` outside the organization. */
export async function findTrial(
  { db, organizationId }: Ctx,
  { specId, kind, of }: z.infer<typeof findTrialInput>,
): Promise<TrialView | null> {
  const spec = await db.spec.findFirst({ where: { id: specId, project: { organizationId } }, select: { id: true } });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  const asked = of
    ? { AND: [{ input: { path: ['evidenceId'], equals: of.evidenceId } }, { input: { path: ['checkName'], equals: of.checkName } }] }
    : {};
  const row = await db.trial.findFirst({ where: { specId, kind, ...asked }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });
  if (!row) return null;
  const result = row.result === null ? null : trialResult.parse(row.result);
  const input = trialInput.parse(row.input);
  const proposal = input.kind === 'binding' && input.isByModel ? input.text : null;
  const about = input.kind === 'replay' ? `${input.evidenceId} ${input.checkName}` : null;
  return { id: row.id, by: row.userName, about, startedAt: row.createdAt, finishedAt: row.finishedAt, result, proposal };
}

/** The kept steps of a failed check by a suite. */
export async function stepsOf(db: Db, specId: string, { evidenceId, checkName }: { evidenceId: string; checkName: string }) {
  const check = await db.evidenceCheck.findFirst({ where: { evidenceId, name: checkName, evidence: { specId } } });
  if (!check) throw new Failure('not_found', 'There is no such check in this spec.');
  const steps = check.counterexample === null ? null : parseKeptSteps(check.counterexample);
  if (!steps) throw new Failure('invalid', 'This check kept no steps that could be replayed.');
  return steps;
}

/** Keeps what a trial gave, and tells the pages that wait for it. */
export async function finishTrial(db: Db, trialId: string, result: TrialResult): Promise<void> {
  await db.$transaction(async (tx) => {
    const { spec } = await tx.trial.update({
      where: { id: trialId },
      data: { result, finishedAt: new Date() },
      select: { spec: { select: { id: true, project: { select: { organizationId: true } } } } },
    });
    await tellChanges(tx, spec.project.organizationId, [{ topic: 'checks', id: spec.id }]);
  });
}

type Proposal = { specId: string; text: string; result: TrialResult; userId: string; by: string };

/** Keeps a binding that a model wrote with what it gave when it was tried, as the latest trial of a binding, and tells the pages. */
export async function keepProposal(tx: Tx, { specId, text, result, userId, by }: Proposal): Promise<void> {
  const { spec } = await tx.trial.create({
    data: {
      specId,
      kind: 'binding',
      input: { kind: 'binding', text, isByModel: true },
      result,
      userId,
      userName: by,
      finishedAt: new Date(),
    },
    select: { spec: { select: { project: { select: { organizationId: true } } } } },
  });
  await tellChanges(tx, spec.project.organizationId, [{ topic: 'checks', id: specId }]);
}
