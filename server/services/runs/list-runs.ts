import { z } from 'zod';
import type { Ctx } from '#server/context.ts';

export const listRunsInput = z.object({
  /** The slug of a project; runs of all projects without it. */
  project: z.string().max(100).optional(),
  specId: z.uuid().optional(),
  limit: z.int().min(1).max(500).default(100),
});

export const summaryColumns = {
  id: true,
  taskId: true,
  taskTitle: true,
  status: true,
  model: true,
  modelLabel: true,
  branch: true,
  createdAt: true,
  finishedAt: true,
  spec: { select: { id: true, slug: true, title: true } },
  project: { select: { id: true, slug: true, name: true } },
  startedBy: { select: { id: true, name: true } },
} as const;

/** Runs of the organization, the latest first. */
export async function listRuns({ db, organizationId }: Ctx, { project, specId, limit }: z.infer<typeof listRunsInput>) {
  return db.run.findMany({
    where: {
      organizationId,
      ...(project === undefined ? {} : { project: { slug: project } }),
      ...(specId === undefined ? {} : { specId }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: summaryColumns,
  });
}
