import type { PlainEdit } from '#core/edits/document-edits.ts';
import { inOrder } from '#core/readings/readings-text.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { tellChanges } from '#server/events/changes.ts';
import { lockDocuments } from '#server/services/approvals/gate.ts';
import { changeDocument } from '#server/services/documents/change-document.ts';
import { createDocument } from '#server/services/documents/create-document.ts';
import { analyseTexts, type MeaningTexts, readMeaningTexts } from '#server/services/questions/spec-meaning.ts';

/** An open spec with criteria, and what they mean by its durable texts. */
export type MeantSpec = {
  id: string;
  title: string;
  slug: string;
  folder: string;
  projectId: string;
};

/** The spec, if it is open and in the organization; `not_found` for any other. */
export async function findMeantSpec({ db, organizationId }: Pick<Ctx, 'db' | 'organizationId'>, specId: string): Promise<MeantSpec> {
  const spec = await db.spec.findFirst({
    where: { id: specId, archivedAt: null, project: { organizationId } },
    select: { id: true, title: true, slug: true, folder: true, projectId: true },
  });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  return spec;
}

/** What a change of readings is made from: the texts as they are under the lock, and what they mean. */
export type Ground = { texts: MeaningTexts; analysed: Awaited<ReturnType<typeof analyseTexts>> };

/**
 * Works on the readings of a spec in one transaction in which no text of it can change. What the texts mean is worked out before anything is locked: under
 * the lock it is known already, unless somebody typed in between. `not_found` for a spec without criteria.
 */
export async function changingReadings<T>(ctx: Ctx, spec: MeantSpec, work: (tx: Tx, ground: Ground) => Promise<T>): Promise<T> {
  const before = await readMeaningTexts(ctx.db, spec.id);
  if (!before) throw new Failure('not_found', 'This spec has no criteria that could mean something.');
  await analyseTexts(spec.id, before);
  return ctx.db.$transaction(
    async (tx) => {
      // Two that make the document wait for each other here.
      await tx.$queryRaw`SELECT id FROM specs WHERE id = ${spec.id}::uuid FOR NO KEY UPDATE`;
      await lockDocuments(tx, spec.id);
      const texts = await readMeaningTexts(tx, spec.id);
      if (!texts) throw new Failure('not_found', 'This spec has no criteria that could mean something.');
      const result = await work(tx, { texts, analysed: await analyseTexts(spec.id, texts) });
      await tellChanges(tx, ctx.organizationId, [
        { topic: 'readings', id: spec.id },
        { topic: 'questions', id: spec.id },
      ]);
      return result;
    },
    { timeout: 20_000, maxWait: 10_000 },
  );
}

/** Makes edits of `readings.spec`, which is made where there is none. Each is a change of its own stretch: what others type elsewhere stays in place. */
export async function editReadings(tx: Tx, spec: MeantSpec, edits: readonly PlainEdit[], authorId: string): Promise<string> {
  const known = await tx.document.findUnique({ where: { specId_kind: { specId: spec.id, kind: 'readings' } }, select: { id: true } });
  const { id } =
    known ??
    (await createDocument(tx, {
      projectId: spec.projectId,
      specId: spec.id,
      kind: 'readings',
      path: `${spec.folder}/readings.spec`,
      bytes: new Uint8Array(),
    }));
  await changeDocument(tx, id, (text) => {
    text.doc?.transact(
      () => {
        for (const { start, end, text: put } of inOrder(edits).toReversed()) {
          if (end > start) text.delete(start, end - start);
          if (put !== '') text.insert(start, put);
        }
      },
      { authorId },
    );
  });
  return id;
}
