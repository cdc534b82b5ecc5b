import { z } from 'zod';
import { type AgentPolicy, capabilities, effects } from '#core/access/agent-policy.ts';
import type { Ctx } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';

const policyShape = z.object({
  rules: z
    .array(z.object({ effect: z.enum(effects), capability: z.enum(capabilities), pattern: z.string().trim().min(1).max(300) }))
    .max(200),
});

/** What agents may do in a project, with its version; version 0 has no rules of its own, so that those of the house hold. */
export async function readAgentPolicy(db: Db | Tx, projectId: string): Promise<{ version: number; policy: AgentPolicy }> {
  const row = await db.agentPolicyVersion.findFirst({ where: { projectId }, orderBy: { version: 'desc' } });
  return row ? { version: row.version, policy: policyShape.parse(row.policy) } : { version: 0, policy: { rules: [] } };
}

export const getAgentPolicyInput = z.object({ project: z.string().max(100) });

/** The policy in force, and every version before it with who set it and why. `not_found` outside the organization. */
export async function getAgentPolicy({ db, organizationId }: Ctx, { project: slug }: z.infer<typeof getAgentPolicyInput>) {
  const { id, name } = await findProject(db, organizationId, slug);
  const versions = await db.agentPolicyVersion.findMany({
    where: { projectId: id },
    orderBy: { version: 'desc' },
    take: 100,
    include: { setBy: { select: { name: true } } },
  });
  return {
    ...(await readAgentPolicy(db, id)),
    project: name,
    versions: versions.map(({ version, policy, reason, setBy, setAt }) => {
      return { version, policy: policyShape.parse(policy), reason, setBy: setBy.name, setAt };
    }),
  };
}

export const setAgentPolicyInput = z.object({
  project: z.string().max(100),
  /** The version that was changed: `revision_changed` where somebody else has set another one meanwhile. */
  version: z.int().min(0),
  policy: policyShape,
  reason: z.string().trim().min(1).max(1_000),
});

/** Sets what agents may do. It is in force at once, for runs under way as well: at the next thing that they want to do. */
export async function setAgentPolicy(
  ctx: Ctx,
  { project: slug, version: known, policy, reason }: z.infer<typeof setAgentPolicyInput>,
): Promise<{ version: number }> {
  return ctx.db.$transaction(async (tx) => {
    const project = await findProject(tx, ctx.organizationId, slug);
    await tx.$queryRaw`SELECT id FROM projects WHERE id = ${project.id}::uuid FOR NO KEY UPDATE`;
    const before = await readAgentPolicy(tx, project.id);
    if (before.version !== known) throw new Failure('revision_changed', 'Somebody has changed this policy meanwhile. Look at it again.');
    const version = known + 1;
    const rules = policy.rules.map(({ effect, capability, pattern }) => ({ effect, capability, pattern }));
    await tx.agentPolicyVersion.create({ data: { projectId: project.id, version, policy: { rules }, reason, setById: ctx.actor.userId } });
    await recordAudit(tx, ctx, {
      action: 'policy.agents-set',
      subject: { kind: 'project', id: project.id, name: project.name },
      projectId: project.id,
      before: { version: known, rules: before.policy.rules.map((rule) => ({ ...rule })) },
      after: { version, reason, rules },
    });
    return { version };
  });
}

async function findProject(db: Db | Tx, organizationId: string, slug: string) {
  const project = await db.project.findFirst({ where: { organizationId, slug }, select: { id: true, name: true } });
  if (!project) throw new Failure('not_found', 'There is no such project in this organization.');
  return project;
}
