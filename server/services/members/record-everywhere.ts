import { deactivated } from '#core/access/access.ts';
import type { AuditAction, Json } from '#core/audit/audit-chain.ts';
import type { Tx } from '#server/db/client.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';

/** An account belongs to no organization: each one that its holder works in has its audit told. */
export async function recordEverywhere(
  tx: Tx,
  { userId, name, origin }: { userId: string; name: string; origin: string },
  action: AuditAction,
  { before, after }: { before?: Json; after?: Json },
): Promise<void> {
  const memberships = await tx.member.findMany({
    where: { userId, NOT: { role: deactivated } },
    select: { organizationId: true },
    // Always in the same order: each audit is locked until the commit.
    orderBy: { organizationId: 'asc' },
  });
  for (const { organizationId } of memberships)
    await recordAudit(
      tx,
      { organizationId, kind: 'person', id: userId, name, principalId: null, origin },
      {
        action,
        subject: { kind: 'account', id: userId, name },
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    );
}
