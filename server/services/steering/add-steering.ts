import { z } from 'zod';
import { inclusions, steeringPath, steeringTemplate } from '#core/formats/kiro.ts';
import { slugOfTitle } from '#core/formats/kiro-templates.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { createDocument } from '#server/services/documents/create-document.ts';

export const addSteeringInput = z.object({
  project: z.string().max(100),
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[^\r\n]*$/),
  inclusion: z.enum(inclusions),
  /** For `fileMatch`: the files that it goes with. */
  pattern: z
    .string()
    .trim()
    .max(500)
    .regex(/^[^'"\r\n]*$/)
    .default(''),
});

const mostSteering = 200;

/**
 * Makes a steering document of a project, in the file that Kiro would use. `invalid` where there is one of this name, for a name that cannot be a
 * file's, and for `fileMatch` without a pattern; `not_found` outside the organization.
 */
export async function addSteering(
  ctx: Ctx,
  { project: slug, name, inclusion, pattern }: z.infer<typeof addSteeringInput>,
): Promise<{ id: string; path: string }> {
  const file = slugOfTitle(name);
  if (file === '') throw new Failure('invalid', 'A name needs a letter or a digit: the file is named after it.');
  if (inclusion === 'fileMatch' && pattern === '') throw new Failure('invalid', 'Say which files it goes with, as in src/**/*.ts.');
  const { organizationId } = ctx;
  return ctx.db.$transaction(async (tx) => {
    const project = await tx.project.findUnique({ where: { organizationId_slug: { organizationId, slug } } });
    if (!project) throw new Failure('not_found', 'There is no such project in this organization.');
    const { id: projectId } = project;
    // Two that make one of the same name wait for each other here.
    await tx.$queryRaw`SELECT id FROM projects WHERE id = ${projectId}::uuid FOR NO KEY UPDATE`;
    const path = steeringPath(file);
    const known = await tx.document.findMany({ where: { projectId, kind: 'steering' }, select: { path: true } });
    if (known.some((one) => one.path.toLowerCase() === path.toLowerCase())) throw new Failure('invalid', `There is a ${path} already.`);
    if (known.length >= mostSteering) throw new Failure('invalid', `A project has at most ${mostSteering} steering documents.`);
    const bytes = new TextEncoder().encode(steeringTemplate(name, inclusion, pattern));
    const { id } = await createDocument(tx, { projectId, specId: null, kind: 'steering', path, bytes });
    await recordAudit(tx, ctx, {
      action: 'steering.added',
      subject: { kind: 'document', id, name: path },
      projectId,
      after: { path, inclusion },
    });
    return { id, path };
  });
}
