import { z } from 'zod';
import { projectGlossary } from '#core/readings/project-glossary.ts';
import type { Ctx } from '#server/context.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { findMeantSpec } from './readings-document.ts';

export const getProjectGlossaryInput = z.object({ specId: z.uuid() });

/** More specs than this are not looked through. */
const mostSpecs = 100;

/** What the other open specs of the project call things: words that this one may take over, and words that both use for different things. */
export async function getProjectGlossary(ctx: Ctx, { specId }: z.infer<typeof getProjectGlossaryInput>) {
  const { db } = ctx;
  const { projectId } = await findMeantSpec(ctx, specId);
  const rows = await db.document.findMany({
    where: { kind: 'readings', spec: { projectId, archivedAt: null } },
    select: { id: true, specId: true, spec: { select: { slug: true, title: true } } },
    orderBy: { spec: { slug: 'asc' } },
    take: mostSpecs,
  });
  let own = '';
  const others: { spec: string; readings: string }[] = [];
  for (const row of rows) {
    const { text } = await readDocument(db, row.id);
    if (row.specId === specId) own = text;
    else if (row.spec) others.push({ spec: row.spec.slug, readings: text });
  }
  const titles = Object.fromEntries(rows.flatMap(({ spec }) => (spec ? [[spec.slug, spec.title]] : [])));
  return { ...projectGlossary(own, others), titles };
}
