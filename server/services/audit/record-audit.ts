import { type AuditAction, type AuditFact, genesisHash, type Json, sealedText } from '#core/audit/audit-chain.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { sha256Of } from '#server/services/documents/sha256.ts';

/** What a service says of what it has just done. Texts are named by their hash, secrets never appear. */
export type Audited = {
  action: AuditAction;
  subject: { kind: string; id: string; name: string };
  projectId?: string | null;
  before?: Json;
  after?: Json;
};

/** Who did it, where no person's request stands behind it. */
export type Doer = {
  organizationId: string;
  kind: 'person' | 'agent' | 'platform';
  id: string | null;
  name: string;
  principalId: string | null;
  origin: string;
};

/**
 * Appends to the organization's audit in the transaction of the deed, so that neither is there without the other. Call it last: the chain is
 * locked from here to the commit. Entries are numbered without gaps.
 */
export async function recordAudit(tx: Tx, by: Ctx | Doer, { action, subject, projectId, before, after }: Audited): Promise<void> {
  const { organizationId } = by;
  await tx.$executeRaw`
    INSERT INTO audit_heads (organization_id, seq, hash) VALUES (${organizationId}, 0, ${genesisHash}) ON CONFLICT DO NOTHING`;
  const [head] = await tx.$queryRaw<{ seq: number; hash: string; now: Date }[]>`
    SELECT seq, hash, date_trunc('milliseconds', clock_timestamp()) AS now FROM audit_heads WHERE organization_id = ${organizationId} FOR UPDATE`;
  if (!head) throw new Error('The audit of this organization has no head.');
  const fact: AuditFact = {
    organizationId,
    seq: head.seq + 1,
    at: head.now.toISOString(),
    action,
    ...doerOf(by),
    subjectKind: subject.kind,
    subjectId: subject.id,
    subjectName: subject.name,
    projectId: projectId ?? null,
    before: before ?? null,
    after: after ?? null,
  };
  const hash = sha256Of(sealedText(head.hash, fact));
  await tx.$executeRaw`
    WITH entry AS (
      INSERT INTO audit_entries (organization_id, seq, at, action, actor_id, actor_name, actor_kind, principal_id, subject_kind, subject_id,
        subject_name, project_id, before, after, origin, previous_hash, hash)
      VALUES (${organizationId}, ${fact.seq}, ${head.now}, ${action}, ${fact.actorId}, ${fact.actorName}, ${fact.actorKind}, ${fact.principalId},
        ${subject.kind}, ${subject.id}, ${subject.name}, ${fact.projectId}::uuid, ${jsonOf(fact.before)}::json, ${jsonOf(fact.after)}::json,
        ${fact.origin}, ${head.hash}, ${hash})
    ) UPDATE audit_heads SET seq = ${fact.seq}, hash = ${hash} WHERE organization_id = ${organizationId}`;
}

const jsonOf = (value: Json): string | null => (value === null ? null : JSON.stringify(value));

function doerOf(by: Ctx | Doer): Pick<AuditFact, 'actorId' | 'actorName' | 'actorKind' | 'principalId' | 'origin'> {
  if (!('actor' in by)) return { actorId: by.id, actorName: by.name, actorKind: by.kind, principalId: by.principalId, origin: by.origin };
  const { userId, name, role } = by.actor;
  return {
    actorId: userId,
    actorName: name,
    actorKind: role === 'agent' ? 'agent' : 'person',
    principalId: null,
    origin: by.origin ?? 'platform',
  };
}
