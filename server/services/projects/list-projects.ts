import type { Ctx } from '#server/context.ts';
import type { RunStatus } from '#server/db/generated/enums.ts';

export type ListedProject = {
  id: string;
  slug: string;
  name: string;
  source: string;
  isSample: boolean;
  createdAt: Date;
  importNotes: string[];
  specs: number;
  lastRun: { id: string; status: RunStatus; taskId: string; taskTitle: string; createdAt: Date } | null;
};

type Row = Omit<ListedProject, 'lastRun'> & { runId: string | null; status: RunStatus; taskId: string; taskTitle: string; runAt: Date };

// One prepared statement: this is the page that everybody opens first.
const query = {
  name: 'list-projects',
  text: `SELECT p.id, p.slug, p.name, p.source, p.is_sample AS "isSample", p.created_at AS "createdAt", p.import_notes AS "importNotes",
      (SELECT count(*)::int FROM specs s WHERE s.project_id = p.id AND s.archived_at IS NULL) AS specs,
      r.id AS "runId", r.status, r.task_id AS "taskId", r.task_title AS "taskTitle", r.created_at AS "runAt"
    FROM projects p
    LEFT JOIN LATERAL (SELECT * FROM runs WHERE project_id = p.id ORDER BY created_at DESC LIMIT 1) r ON true
    WHERE p.organization_id = $1
    ORDER BY p.created_at DESC`,
};

/** The projects of the organization, newest first, each with its latest run. */
export async function listProjects({ pool, organizationId }: Ctx): Promise<ListedProject[]> {
  const { rows } = await pool.query<Row>({ ...query, values: [organizationId] });
  return rows.map(({ runId, status, taskId, taskTitle, runAt, ...project }) => ({
    ...project,
    lastRun: runId === null ? null : { id: runId, status, taskId, taskTitle, createdAt: runAt },
  }));
}
