import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { activeStatuses } from '#server/services/runs/run-status.ts';

export const renameSpecInput = z.object({ specId: z.uuid(), title: z.string().trim().min(1).max(120) });

/** Gives a spec another title. Its folder keeps its name, so that whatever points to its files goes on pointing to them. */
export async function renameSpec(ctx: Ctx, { specId, title }: z.infer<typeof renameSpecInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const spec = await findSpec(tx, ctx, specId);
    await tx.spec.update({ where: { id: specId }, data: { title } });
    await recordAudit(tx, ctx, {
      action: 'spec.changed',
      subject: { kind: 'spec', id: specId, name: title },
      projectId: spec.projectId,
      before: { title: spec.title },
      after: { title },
    });
  });
}

export const archiveSpecInput = z.object({ specId: z.uuid(), reason: z.string().trim().min(1).max(500) });

/** Puts a spec away: it leaves lists and its address, and keeps everything. `run_already_active` while an agent works on it. */
export async function archiveSpec(ctx: Ctx, { specId, reason }: z.infer<typeof archiveSpecInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const spec = await findSpec(tx, ctx, specId);
    if (spec.archivedAt) return;
    await tx.$queryRaw`SELECT id FROM documents WHERE spec_id = ${specId}::uuid ORDER BY id FOR UPDATE`;
    const active = await tx.run.count({ where: { specId, status: { in: [...activeStatuses] } } });
    if (active > 0) throw new Failure('run_already_active', 'An agent still works on this spec. Cancel its runs, or wait for their end.');
    await tx.spec.update({ where: { id: specId }, data: { archivedAt: new Date() } });
    await recordAudit(tx, ctx, {
      action: 'spec.archived',
      subject: { kind: 'spec', id: specId, name: spec.title },
      projectId: spec.projectId,
      after: { reason },
    });
  });
}

export const restoreSpecInput = z.object({ specId: z.uuid() });

/** Takes a spec back from the archive, as it was. */
export async function restoreSpec(ctx: Ctx, { specId }: z.infer<typeof restoreSpecInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const spec = await findSpec(tx, ctx, specId);
    if (!spec.archivedAt) return;
    await tx.spec.update({ where: { id: specId }, data: { archivedAt: null } });
    await recordAudit(tx, ctx, {
      action: 'spec.restored',
      subject: { kind: 'spec', id: specId, name: spec.title },
      projectId: spec.projectId,
    });
  });
}

export const listArchivedInput = z.object({ project: z.string().max(100) });

/** The specs of a project that are put away, last first. */
export function listArchived({ db, organizationId }: Ctx, { project }: z.infer<typeof listArchivedInput>) {
  return db.spec.findMany({
    where: { archivedAt: { not: null }, project: { organizationId, slug: project } },
    orderBy: { archivedAt: 'desc' },
    select: { id: true, slug: true, title: true, archivedAt: true },
  });
}

async function findSpec(tx: Tx, { organizationId }: Ctx, specId: string) {
  const spec = await tx.spec.findFirst({ where: { id: specId, project: { organizationId } } });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  return spec;
}
