import { z } from 'zod';
import type { Attestation } from '#core/verification/evidence.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { readGround } from './read-ground.ts';

export const attestInput = z.object({
  specId: z.uuid(),
  criterionId: z.string().min(1).max(50),
  words: z.string().trim().min(1, 'An attestation needs words: what was looked at, and how.').max(2_000),
  link: z
    .url({ protocol: /^https?$/, error: 'The link is the whole address of a page, beginning with https://.' })
    .max(2_000)
    .nullable()
    .default(null),
});

/**
 * Records a person's word that a criterion is met, for its sentence as it stands: it expires when that changes. Only a person
 * who is there themselves attests: a key acts for a program, and is refused with `role_too_low` like an agent. `not_found`
 * where the spec has no such criterion.
 */
export async function attest(
  ctx: Ctx,
  { specId, criterionId, words, link }: z.infer<typeof attestInput>,
): Promise<{ attestationId: string }> {
  const { db, organizationId, actor, origin } = ctx;
  if (actor.role === 'agent' || origin?.startsWith('key '))
    throw new Failure('role_too_low', 'Only a person who is signed in can attest: a key or an agent cannot.');
  return db.$transaction(async (tx) => {
    const spec = await tx.spec.findFirst({ where: { id: specId, archivedAt: null, project: { organizationId } } });
    if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
    const { ground } = await readGround(tx, specId);
    const criterionSha256 = ground.criteria.get(criterionId);
    if (criterionSha256 === undefined) throw new Failure('not_found', `The spec has no criterion ${criterionId}.`);
    const attestationId = uuidv7();
    const { userId, name: userName } = actor;
    await tx.attestation.create({
      data: { id: attestationId, organizationId, specId, criterionId, criterionSha256, words, link, userId, userName },
    });
    await recordAudit(tx, ctx, {
      action: 'criterion.attested',
      subject: { kind: 'criterion', id: `${specId}:${criterionId}`, name: `Criterion ${criterionId} of ${spec.title}` },
      projectId: spec.projectId,
      after: { attestationId, criterionSha256, words, link },
    });
    return { attestationId };
  });
}

export const withdrawAttestationInput = z.object({ attestationId: z.uuid() });

/** Takes back one's own word; owners and admins may take back anybody's. It stays in the audit. Safe to repeat. */
export async function withdrawAttestation(ctx: Ctx, { attestationId }: z.infer<typeof withdrawAttestationInput>): Promise<void> {
  const { db, organizationId, actor } = ctx;
  await db.$transaction(async (tx) => {
    const found = await tx.attestation.findFirst({ where: { id: attestationId, organizationId }, include: { spec: true } });
    if (!found) throw new Failure('not_found', 'There is no such attestation in this organization.');
    if (found.userId !== actor.userId && actor.role !== 'owner' && actor.role !== 'admin')
      throw new Failure('role_too_low', `Only ${found.userName}, an owner or an admin can take this attestation back.`);
    const { count } = await tx.attestation.updateMany({
      where: { id: attestationId, withdrawnAt: null },
      data: { withdrawnAt: new Date() },
    });
    if (count === 0) return;
    const { specId, criterionId, spec } = found;
    await recordAudit(tx, ctx, {
      action: 'attestation.withdrawn',
      subject: { kind: 'criterion', id: `${specId}:${criterionId}`, name: `Criterion ${criterionId} of ${spec.title}` },
      projectId: spec.projectId,
      before: { attestationId, userName: found.userName, words: found.words },
    });
  });
}

/** What people have said of a spec's criteria and not taken back. */
export async function readAttestations(db: Db | Tx, specId: string): Promise<Attestation[]> {
  const rows = await db.attestation.findMany({ where: { specId, withdrawnAt: null } });
  return rows.map(({ id, criterionId, criterionSha256, words, link, userId, userName, createdAt }) => {
    return { id, criterionId, criterionSha256, words, link, userId, userName, createdAt: createdAt.toISOString() };
  });
}
