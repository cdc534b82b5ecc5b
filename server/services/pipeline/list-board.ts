import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import type { Spec } from '#server/db/generated/client.ts';
import { Failure } from '#server/errors.ts';
import { summarizeSpecs } from '#server/services/specs/kept-summaries.ts';

export const listBoardInput = z.object({
  /** The slug of a project; specs of all projects without it. */
  project: z.string().max(100).optional(),
});

type Row = Spec & { projectSlug: string; projectName: string };

// One prepared statement; a second one tells which summaries still hold, and only those that do not are made anew.
const query = {
  name: 'list-board',
  text: `SELECT s.id, s.project_id AS "projectId", s.slug, s.title, s.kind, s.folder, s.created_at AS "createdAt", s.archived_at AS "archivedAt",
      s.epic, p.slug AS "projectSlug", p.name AS "projectName"
    FROM specs s JOIN projects p ON p.id = s.project_id
    WHERE p.organization_id = $1 AND ($2::text IS NULL OR p.slug = $2)
    ORDER BY p.name, s.title, s.id`,
};

const nothing = { requirements: 0, criteria: 0, tasks: 0, tasksDone: 0, problems: 0, verified: 0, falsified: 0 };

/** Every spec of a project, or of the organization, with its stages, counts and tasks; of those in the archive only what names them. */
export async function listBoard(ctx: Ctx, { project }: z.infer<typeof listBoardInput>) {
  const { pool, organizationId } = ctx;
  const { rows } = await pool.query<Row>({ ...query, values: [organizationId, project ?? null] });
  if (rows.length === 0 && project !== undefined && !(await ctx.db.project.count({ where: { organizationId, slug: project } })))
    throw new Failure('not_found', 'There is no such project in this organization.');
  const open = rows.filter(({ archivedAt }) => archivedAt === null);
  const summaries = await summarizeSpecs(ctx, [...new Set(open.map(({ projectId }) => projectId))], open);
  const known = new Map(summaries.map((summary) => [summary.id, summary]));
  return rows.map((row) => {
    const { id, slug, title, kind, epic, archivedAt } = row;
    const summary = known.get(id);
    return {
      ...{ id, slug, title, kind, epic },
      project: { slug: row.projectSlug, name: row.projectName },
      isArchived: archivedAt !== null,
      stages: summary?.stages ?? [],
      counts: summary?.counts ?? nothing,
      waitsFor: summary?.waitsFor ?? null,
      cannotStartBecause: summary?.cannotStartBecause ?? null,
      plan: summary?.plan ?? [],
    };
  });
}
