import { z } from 'zod';
import type { Json } from '#core/audit/audit-chain.ts';
import { type ApprovalPolicy, policyFaults, policySentences } from '#core/pipeline/approval-policy.ts';
import type { Ctx } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import type { Prisma } from '#server/db/generated/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { readDecidingPeople } from './deciding-people.ts';
import { policyShape, readPolicy } from './policy.ts';

export const getPolicyInput = z.object({ project: z.string().max(100) });

/** The policy in force as data and as sentences, every version before it and what is proposed. */
export async function getPolicy({ db, organizationId }: Ctx, { project: slug }: z.infer<typeof getPolicyInput>) {
  const project = await findProject(db, organizationId, slug);
  const { version, policy } = await readPolicy(db, project.id);
  const people = await readPeople(db, { organizationId, projectId: project.id });
  const teams = await db.team.findMany({ where: { organizationId }, select: { id: true, name: true }, orderBy: { name: 'asc' } });
  const members = await db.member.findMany({ where: { organizationId }, select: { user: { select: { id: true, name: true } } } });
  const names = new Map([...members.map(({ user }) => user), ...teams].map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? 'somebody who left';
  const versions = await db.policyVersion.findMany({
    where: { projectId: project.id },
    orderBy: { version: 'desc' },
    include: { proposedBy: { select: { name: true } }, decidedBy: { select: { name: true } } },
    take: 100,
  });
  return {
    project: project.name,
    version,
    policy,
    sentences: policySentences(policy, nameOf),
    /** Who may decide in this project today. */
    people,
    teams,
    versions: versions.map((known) => {
      const proposed = policyShape.parse(known.policy);
      return {
        version: known.version,
        policy: proposed,
        sentences: policySentences(proposed, nameOf),
        reason: known.reason,
        proposedBy: known.proposedBy.name,
        proposedAt: known.proposedAt,
        isAccepted: known.isAccepted,
        decidedBy: known.decidedBy?.name ?? null,
        decidedAt: known.decidedAt,
      };
    }),
  };
}

export const proposePolicyInput = z.object({
  project: z.string().max(100),
  policy: policyShape,
  reason: z.string().trim().min(1).max(1_000),
});

type Proposal = Omit<z.infer<typeof proposePolicyInput>, 'policy'> & { policy: ApprovalPolicy };

/**
 * Proposes a policy. It changes nothing until an owner accepts it. `invalid` with the reasons where it could never be met by who may decide
 * today, or another proposal waits.
 */
export async function proposePolicy(ctx: Ctx, { project: slug, policy, reason }: Proposal) {
  const { organizationId, actor } = ctx;
  return ctx.db.$transaction(async (tx) => {
    const project = await findProject(tx, organizationId, slug);
    await lockPolicy(tx, project.id);
    const faults = policyFaults(policy, await readDecidingPeople(tx, { organizationId, projectId: project.id }));
    if (faults.length > 0) throw new Failure('invalid', faults.join(' '));
    const latest = await tx.policyVersion.findFirst({ where: { projectId: project.id }, orderBy: { version: 'desc' } });
    if (latest && latest.isAccepted === null)
      throw new Failure('invalid', `Version ${latest.version} waits for an owner. Decide on it first.`);
    const version = (latest?.version ?? 0) + 1;
    const stored = policy as Prisma.InputJsonObject; // plain data, all the way down
    await tx.policyVersion.create({ data: { projectId: project.id, version, policy: stored, reason, proposedById: actor.userId } });
    await recordAudit(tx, ctx, {
      action: 'policy.proposed',
      subject: { kind: 'project', id: project.id, name: project.name },
      projectId: project.id,
      after: { version, reason, policy: policy as Json },
    });
    return { version };
  });
}

export const decidePolicyInput = z.object({
  project: z.string().max(100),
  version: z.number().int().positive(),
  isAccepted: z.boolean(),
});

/** An owner's decision on a proposed policy: accepted, it is in force from this moment on, for every gate. Runs that started keep running. */
export async function decidePolicy(ctx: Ctx, { project: slug, version, isAccepted }: z.infer<typeof decidePolicyInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const project = await findProject(tx, ctx.organizationId, slug);
    await lockPolicy(tx, project.id);
    const before = await readPolicy(tx, project.id);
    const { count } = await tx.policyVersion.updateMany({
      where: { projectId: project.id, version, isAccepted: null },
      data: { isAccepted, decidedById: ctx.actor.userId, decidedAt: new Date() },
    });
    if (count === 0) throw new Failure('not_found', `There is no proposed version ${version} to decide on.`);
    await recordAudit(tx, ctx, {
      action: 'policy.decided',
      subject: { kind: 'project', id: project.id, name: project.name },
      projectId: project.id,
      before: { version: before.version },
      after: { version: isAccepted ? version : before.version, decidedOn: version, isAccepted },
    });
  });
}

/** Held against `lockDocuments`: no gate is read between the decision and its commit. */
async function lockPolicy(tx: Tx, projectId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM projects WHERE id = ${projectId}::uuid FOR UPDATE`;
}

async function findProject(db: Db | Tx, organizationId: string, slug: string) {
  const project = await db.project.findFirst({ where: { organizationId, slug }, select: { id: true, name: true } });
  if (!project) throw new Failure('not_found', 'There is no such project in this organization.');
  return project;
}

async function readPeople(db: Db | Tx, where: { organizationId: string; projectId: string }) {
  const people = await readDecidingPeople(db, where);
  const users = await db.user.findMany({ where: { id: { in: people.map(({ userId }) => userId) } }, select: { id: true, name: true } });
  return people.map((person) => ({ ...person, name: users.find(({ id }) => id === person.userId)?.name ?? 'somebody' }));
}
