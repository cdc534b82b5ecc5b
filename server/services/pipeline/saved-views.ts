import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';

export const listViewsInput = z.object({ project: z.string().max(100).optional() });

/** The saved views of a project's board, or of the board of all projects, by name. */
export async function listViews({ db, organizationId }: Ctx, { project }: z.infer<typeof listViewsInput>) {
  return db.savedView.findMany({
    where: { organizationId, ...(project === undefined ? { projectId: null } : { project: { slug: project } }) },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true, query: true },
    take: 100,
  });
}

export const saveViewInput = listViewsInput.extend({
  name: z.string().trim().min(1).max(60),
  /** What the board's address says behind its question mark. */
  query: z.string().max(1_000),
});

/** Keeps a way of looking at a board for everybody; a view of the same name is replaced. `not_found` for a project that is none. */
export async function saveView({ db, organizationId, actor }: Ctx, { project: slug, name, query }: z.infer<typeof saveViewInput>) {
  const project = slug === undefined ? null : await db.project.findFirst({ where: { organizationId, slug }, select: { id: true } });
  if (slug !== undefined && !project) throw new Failure('not_found', 'There is no such project in this organization.');
  const projectId = project?.id ?? null;
  return db.$transaction(async (tx) => {
    await tx.savedView.deleteMany({ where: { organizationId, projectId, name } });
    return tx.savedView.create({ data: { organizationId, projectId, name, query, createdById: actor.userId }, select: { id: true } });
  });
}

export const removeViewInput = z.object({ viewId: z.uuid() });

/** Forgets a saved view. Safe to repeat. */
export async function removeView({ db, organizationId }: Ctx, { viewId }: z.infer<typeof removeViewInput>): Promise<void> {
  await db.savedView.deleteMany({ where: { id: viewId, organizationId } });
}
