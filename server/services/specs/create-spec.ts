import { z } from 'zod';
import { slugOfTitle, specTemplates, templateFiles } from '#core/formats/kiro-templates.ts';
import { absenceOf, newDocument } from '#core/formats/new-document.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { readPolicy } from '#server/services/approvals/policy.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { createDocument } from '#server/services/documents/create-document.ts';
import { specFolder } from './spec-folder.ts';

export const createSpecInput = z.object({
  project: z.string().max(100),
  title: z.string().trim().min(1).max(120),
  template: z.enum(specTemplates),
  /** Something small that needs no approvals, where the policy of the project knows such specs. */
  isQuick: z.boolean().default(false),
});

/**
 * Makes a spec with the first documents of a template, in the folder that Kiro would use. Its name is made of the title and is free. `invalid` for a
 * quick one where the policy has none.
 */
export async function createSpec(ctx: Ctx, { project: projectSlug, title, template, isQuick = false }: z.input<typeof createSpecInput>) {
  const base = slugOfTitle(title);
  if (base === '') throw new Failure('invalid', 'A title needs a letter or a digit: the folder is named after it.');
  return ctx.db.$transaction(async (tx) => {
    const project = await tx.project.findFirst({ where: { organizationId: ctx.organizationId, slug: projectSlug } });
    if (!project) throw new Failure('not_found', 'There is no such project in this organization.');
    // Two that make a spec of the same title wait for each other here.
    await tx.$queryRaw`SELECT id FROM projects WHERE id = ${project.id}::uuid FOR NO KEY UPDATE`;
    if (isQuick && (await readPolicy(tx, project.id)).policy.quickTasks === 0)
      throw new Failure('invalid', 'The approval policy of this project has no quick specs.');
    const slug = await freeSlug(tx, project.id, base);
    const folder = specFolder(slug);
    const kind = template === 'bugfix' ? 'bugfix' : 'feature';
    const { id: specId } = await tx.spec.create({ data: { projectId: project.id, slug, title, kind, folder, isQuick } });
    for (const file of templateFiles(template, title)) {
      await addFile(tx, { projectId: project.id, specId, path: `${folder}/${file.kind}.md`, ...file });
    }
    await recordAudit(tx, ctx, {
      action: 'spec.created',
      subject: { kind: 'spec', id: specId, name: title },
      projectId: project.id,
      after: { slug, template, isQuick },
    });
    return { id: specId, slug };
  });
}

export const addDocumentInput = z.object({ specId: z.uuid(), kind: z.enum(['requirements', 'design', 'tasks']) });

/**
 * Adds the document of a stage that a spec does not have yet, in the file that its format has for it and with the headings that belong in it. `invalid` where
 * the format has none.
 */
export async function addDocument(ctx: Ctx, { specId, kind }: z.infer<typeof addDocumentInput>): Promise<{ id: string }> {
  return ctx.db.$transaction(async (tx) => {
    const spec = await tx.spec.findFirst({
      where: { id: specId, archivedAt: null, project: { organizationId: ctx.organizationId } },
      include: { documents: { select: { kind: true } } },
    });
    if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
    await tx.$queryRaw`SELECT id FROM specs WHERE id = ${specId}::uuid FOR NO KEY UPDATE`;
    const isThere = spec.documents.some((known) => known.kind === kind || (kind === 'requirements' && known.kind === 'bugfix'));
    if (isThere) throw new Failure('invalid', `This spec has its ${kind} already.`);
    const { projectId, folder, title } = spec;
    const file = newDocument(folder, kind, title);
    if (!file) throw new Failure('invalid', absenceOf(folder, kind)?.sentence ?? `Specs in this format have no ${kind}.`);
    const id = await addFile(tx, { projectId, specId, kind, ...file });
    await recordAudit(tx, ctx, {
      action: 'spec.changed',
      subject: { kind: 'spec', id: specId, name: spec.title },
      projectId: spec.projectId,
      after: { document: kind },
    });
    return { id };
  });
}

type NewFile = { projectId: string; specId: string; path: string; kind: 'requirements' | 'bugfix' | 'design' | 'tasks'; text: string };

async function addFile(tx: Tx, { projectId, specId, path, kind, text }: NewFile): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return (await createDocument(tx, { projectId, specId, kind, path, bytes })).id;
}

async function freeSlug(tx: Tx, projectId: string, base: string): Promise<string> {
  const taken = new Set((await tx.spec.findMany({ where: { projectId }, select: { slug: true } })).map(({ slug }) => slug));
  for (let n = 1; ; n += 1) {
    const slug = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(slug)) return slug;
  }
}
