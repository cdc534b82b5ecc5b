import type { Ctx } from '#server/context.ts';

/** The projects of the organization, newest first. */
export async function listProjects({ db, organizationId }: Ctx) {
  const projects = await db.project.findMany({
    where: { organizationId },
    orderBy: { createdAt: 'desc' },
    include: {
      _count: { select: { specs: true } },
      runs: { orderBy: { createdAt: 'desc' }, take: 1, select: { id: true, status: true, taskId: true, taskTitle: true, createdAt: true } },
    },
  });
  return projects.map(({ id, slug, name, source, isSample, createdAt, importNotes, _count, runs }) => ({
    id,
    slug,
    name,
    source,
    isSample,
    createdAt,
    importNotes,
    specs: _count.specs,
    lastRun: runs[0] ?? null,
  }));
}
