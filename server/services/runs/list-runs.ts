import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import type { RunStatus } from '#server/db/generated/enums.ts';

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

type Row = {
  id: string;
  taskId: string;
  taskTitle: string;
  status: RunStatus;
  model: string;
  modelLabel: string;
  branch: string;
  createdAt: Date;
  finishedAt: Date | null;
  spec: { id: string; slug: string; title: string };
  project: { id: string; slug: string; name: string };
  startedBy: { id: string; name: string };
};

// One prepared statement, as of every list that pages open with; `get-run.ts` reads the same columns of one.
const query = {
  name: 'list-runs',
  text: `SELECT r.id, r.task_id AS "taskId", r.task_title AS "taskTitle", r.status, r.model, r.model_label AS "modelLabel", r.branch,
      r.created_at AS "createdAt", r.finished_at AS "finishedAt",
      json_build_object('id', s.id, 'slug', s.slug, 'title', s.title) AS spec,
      json_build_object('id', p.id, 'slug', p.slug, 'name', p.name) AS project,
      json_build_object('id', u.id, 'name', u.name) AS "startedBy"
    FROM runs r JOIN specs s ON s.id = r.spec_id JOIN projects p ON p.id = r.project_id JOIN users u ON u.id = r.started_by_id
    WHERE r.organization_id = $1 AND ($2::text IS NULL OR p.slug = $2) AND ($3::uuid IS NULL OR r.spec_id = $3)
    ORDER BY r.created_at DESC, r.id DESC
    LIMIT $4`,
};

/** Runs of the organization, the latest first. */
export async function listRuns({ pool, organizationId }: Ctx, { project, specId, limit }: z.infer<typeof listRunsInput>): Promise<Row[]> {
  const { rows } = await pool.query<Row>({ ...query, values: [organizationId, project ?? null, specId ?? null, limit] });
  return rows;
}
