import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { summarizeSpecs } from '#server/services/specs/kept-summaries.ts';

export const getProjectInput = z.object({ project: z.string().max(100) });

/** A project with the state of each of its specs, or `not_found`. */
export async function getProject(ctx: Ctx, { project: slug }: z.infer<typeof getProjectInput>) {
  const { organizationId } = ctx;
  const project = await ctx.db.project.findUnique({
    where: { organizationId_slug: { organizationId, slug } },
    include: { specs: { where: { archivedAt: null }, orderBy: { slug: 'asc' } } },
  });
  if (!project) throw new Failure('not_found', 'There is no such project in this organization.');
  const summaries = await summarizeSpecs(ctx, [project.id], project.specs);
  // What only a board shows is not sent to a list.
  const specs = summaries.map(({ plan: _plan, waitsFor: _waitsFor, cannotStartBecause: _because, epic: _epic, ...summary }) => summary);
  const { id, name, source, defaultBranch, headCommit, importNotes, checkCommand, merging, onChange, isSample, createdAt } = project;
  return { id, slug, name, source, defaultBranch, headCommit, importNotes, checkCommand, merging, onChange, isSample, createdAt, specs };
}
