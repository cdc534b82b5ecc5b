import { z } from 'zod';
import { roles } from '#core/access/access.ts';
import { type ApprovalPolicy, coverables, defaultPolicy } from '#core/pipeline/approval-policy.ts';
import type { Db, Tx } from '#server/db/client.ts';

const quorum = z.object({
  count: z.number().int().min(1).max(20),
  roles: z.array(z.enum(roles)).max(roles.length).default([]),
  people: z.array(z.string().max(100)).max(50).default([]),
  teams: z.array(z.string().max(100)).max(50).default([]),
});

const stage = z.object({
  id: z.string().max(41),
  name: z.string().trim().min(1).max(60),
  covers: z.array(z.enum(coverables)).max(coverables.length),
  approvals: z.number().int().min(0).max(20),
  quorums: z.array(quorum).max(10).default([]),
  excludesAuthors: z.boolean(),
  isSkippedWhenMissing: z.boolean(),
});

/** A policy as it may be sent and as it is stored. */
export const policyShape = z.object({
  stages: z.array(stage).max(20),
  isInOrder: z.boolean(),
  allowsRenewal: z.boolean(),
  quickTasks: z.number().int().min(0).max(50).default(0),
}) satisfies z.ZodType<ApprovalPolicy>;

/** The policy in force in a project, with its version; version 0 is what every project starts with. */
export async function readPolicy(db: Db | Tx, projectId: string): Promise<{ version: number; policy: ApprovalPolicy }> {
  const row = await db.policyVersion.findFirst({
    where: { projectId, isAccepted: true },
    orderBy: { version: 'desc' },
    select: { version: true, policy: true },
  });
  return policyOf(row);
}

/** The same of a row that was read already. */
export function policyOf(row: { version: number; policy: unknown } | null): { version: number; policy: ApprovalPolicy } {
  return row ? { version: row.version, policy: policyShape.parse(row.policy) } : { version: 0, policy: defaultPolicy };
}
