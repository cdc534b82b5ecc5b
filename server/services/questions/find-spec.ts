import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { tellChanges } from '#server/events/changes.ts';

/** An open spec of the organization, with its project; `not_found` for any other. */
export async function findSpec({ db, organizationId }: Pick<Ctx, 'db' | 'organizationId'>, specId: string) {
  const spec = await db.spec.findFirst({
    where: { id: specId, archivedAt: null, project: { organizationId } },
    include: { project: { select: { id: true, slug: true, hasClarifications: true } }, documents: { select: { id: true, kind: true } } },
  });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  return spec;
}

/** Tells open pages that questions of specs, or answers to them, have changed, once `tx` commits. */
export async function tellQuestions(tx: Tx, organizationId: string, specIds: readonly string[]): Promise<void> {
  await tellChanges(
    tx,
    organizationId,
    specIds.map((id) => ({ topic: 'questions', id })),
  );
}

/** Where a question is answered, beneath the organization's address. */
export function questionPath(spec: { slug: string; project: { slug: string } }, findingId: string): string {
  return `/projects/${spec.project.slug}/specs/${spec.slug}?${new URLSearchParams({ panel: 'questions', question: findingId }).toString()}`;
}

/** What waits for an answer, in inboxes. */
export function questionCause(specId: string, findingId: string): string {
  return `finding:${specId}:${findingId}`;
}
