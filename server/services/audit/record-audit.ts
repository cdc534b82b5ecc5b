import { type AuditAction, type AuditFact, genesisHash, type Json, sealedAround } from '#core/audit/audit-chain.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';

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
export async function recordAudit(tx: Tx, by: Ctx | Doer, audited: Audited): Promise<void> {
  if ((await append(tx, by, audited)) > 0) return;
  await tx.$executeRaw`
    INSERT INTO audit_heads (organization_id, seq, hash) VALUES (${by.organizationId}, 0, ${genesisHash}) ON CONFLICT DO NOTHING`;
  if ((await append(tx, by, audited)) === 0) throw new Error('The audit of this organization has no head.');
}

/** One statement, sealed by the database: every decision of an organization waits for whoever holds the head. Gives 0 where there is no head yet. */
function append(tx: Tx, by: Ctx | Doer, { action, subject, projectId = null, before = null, after = null }: Audited): Promise<number> {
  const { organizationId } = by;
  const doer = doerOf(by);
  const named = { subjectKind: subject.kind, subjectId: subject.id, subjectName: subject.name };
  const [opening, beforeSeq, beforeAt, rest] = sealedAround({ organizationId, action, ...doer, ...named, projectId, before, after });
  return tx.$executeRaw`
    WITH head AS MATERIALIZED (
      SELECT seq, hash FROM audit_heads WHERE organization_id = ${organizationId} FOR UPDATE
    ), next AS MATERIALIZED (
      SELECT seq + 1 AS seq, hash AS previous_hash, date_trunc('milliseconds', clock_timestamp()) AS at FROM head
    ), sealed AS MATERIALIZED (
      SELECT *, encode(sha256(convert_to(${opening}::text || previous_hash || ${beforeSeq}::text || seq || ${beforeAt}::text
        || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || ${rest}::text, 'UTF8')), 'hex') AS hash FROM next
    ), entry AS (
      INSERT INTO audit_entries (organization_id, seq, at, action, actor_id, actor_name, actor_kind, principal_id, subject_kind, subject_id,
        subject_name, project_id, before, after, origin, previous_hash, hash)
      SELECT ${organizationId}, seq, at, ${action}, ${doer.actorId}, ${doer.actorName}, ${doer.actorKind}, ${doer.principalId},
        ${subject.kind}, ${subject.id}, ${subject.name}, ${projectId}::uuid, ${jsonOf(before)}::json, ${jsonOf(after)}::json,
        ${doer.origin}, previous_hash, hash FROM sealed
    )
    UPDATE audit_heads SET seq = sealed.seq, hash = sealed.hash FROM sealed WHERE organization_id = ${organizationId}`;
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
