import { z } from 'zod';
import { formatNames, formatOf } from '#core/formats/find-specs.ts';
import { draftedKinds } from '#core/study/draft-kinds.ts';
import { longestWish } from '#core/study/limits.ts';
import { bindingRounds, portionsOf, readers, type Study } from '#core/study/study.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { listPerspectives } from './list-perspectives.ts';
import { readStudyGround } from './study-ground.ts';

/** A study as it is asked for. */
export const wantedStudy = z.discriminatedUnion('kind', [
  /** Ids of perspectives. */
  z.object({ kind: z.literal('critics'), perspectives: z.array(z.string().max(60)).min(1).max(20) }),
  z.object({ kind: z.literal('readers') }),
  z.object({ kind: z.literal('binding') }),
  /** A draft of a document that the spec has, as a suggestion; `wish` in the words of whoever asks. */
  z.object({ kind: z.literal('draft'), document: z.enum(draftedKinds), wish: z.string().trim().max(longestWish) }),
]);

/** A study before it starts: what its run will say, and how much it will read, in characters, and answer, in questions. */
export type StudyPlan = { study: Study; title: string; busy: string; questions: number; characters: number };

const longestTitle = 100;

/** Looks up what a study is about. `not_found` for a spec without criteria, or without the document to be drafted; `invalid` for a side that there is not, and for a draft in another format than Kiro's. */
export async function planStudy(ctx: Ctx, specId: string, wanted: z.infer<typeof wantedStudy>): Promise<StudyPlan> {
  if (wanted.kind === 'draft') return planDraft(ctx, specId, wanted);
  const { text, criteria } = await readStudyGround(ctx, specId);
  if (wanted.kind === 'readers') {
    const questions = portionsOf(criteria).length * readers;
    const busy = 'Readers are at work on this spec.';
    return { study: wanted, title: 'Readers of the criteria', busy, questions, characters: text.length * questions };
  }
  if (wanted.kind === 'binding') {
    const busy = 'A model is at work on the binding of this spec.';
    return { study: wanted, title: 'A binding to the code', busy, questions: bindingRounds, characters: text.length * bindingRounds };
  }
  const offered = await listPerspectives(ctx, { specId });
  const perspectives = offered.filter(({ id }) => wanted.perspectives.includes(id)).map((one) => ({ ...one }));
  if (perspectives.length === 0) throw new Failure('invalid', 'Choose at least one side to look from.');
  return {
    study: { kind: 'critics', perspectives },
    title: `Critics: ${perspectives.map(({ label }) => label).join(', ')}`,
    busy: 'Critics are at work on this spec.',
    questions: perspectives.length,
    characters: text.length * perspectives.length,
  };
}

async function planDraft(
  { db, organizationId }: Ctx,
  specId: string,
  { document: kind, wish }: Extract<z.infer<typeof wantedStudy>, { kind: 'draft' }>,
): Promise<StudyPlan> {
  const where = { specId, spec: { archivedAt: null, project: { organizationId } } };
  const rows = await db.document.findMany({ where, select: { id: true, kind: true } });
  const texts = await Promise.all(rows.map(({ id }) => readDocument(db, id)));
  const base = texts.find((text) => text.kind === kind);
  if (!base) throw new Failure('not_found', `This spec has no ${kind} document yet. Add it first.`);
  const format = formatOf(base.path);
  if (format !== 'kiro') throw new Failure('invalid', `Drafts are written in Kiro's format, and this spec is in ${formatNames[format]}'s.`);
  const [firstLine = ''] = wish.split('\n');
  return {
    study: { kind: 'draft', document: kind, wish, base: base.text },
    title: `Draft of the ${kind}${firstLine === '' ? '' : `: ${firstLine.slice(0, longestTitle)}`}`,
    busy: 'A draft is being written for this spec.',
    questions: 1,
    characters: texts.reduce((sum, { text }) => sum + text.length, wish.length),
  };
}
