import { z } from 'zod';
import { mayDo } from '#core/access/access.ts';
import { applySuggestions } from '#core/edits/apply-suggestion.ts';
import { applyDifference, type Difference } from '#core/edits/difference.ts';
import { hunksOfEdits } from '#core/edits/restate-hunks.ts';
import type { Hunk } from '#core/edits/suggestion.ts';
import { hunks as hunksSchema } from '#core/edits/suggestion-shape.ts';
import { clarificationEdit } from '#core/questions/clarifications.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { changeDocument, withDocument } from '#server/services/documents/change-document.ts';
import { settle } from '#server/services/notices/notify.ts';
import { writingSuggestions } from '#server/services/suggestions/suggestion-row.ts';
import { findSpec, questionCause, tellQuestions } from './find-spec.ts';

const words = z.string().trim().min(1).max(2_000);
const edit = z.object({ start: z.int().min(0), removed: z.int().min(0), inserted: z.string().max(20_000) });

export const answerQuestionInput = z.object({
  /** Of the caller's choice: the same one again answers once. */
  id: z.uuid(),
  specId: z.uuid(),
  findingId: z.string().min(1).max(100),
  cause: z.string().max(100),
  criteria: z.array(z.string().max(300)).max(200),
  question: words,
  answer: z.discriminatedUnion('kind', [
    /** `edits` are of `base`, the requirements as the option was made for them; `isSuggested`: leave the text alone, even for those who edit. */
    z.object({
      kind: z.literal('option'),
      label: words,
      base: z.string().max(5_000_000),
      edits: z.array(edit).max(200),
      isSuggested: z.boolean(),
    }),
    z.object({ kind: z.literal('free'), words }),
    z.object({ kind: z.literal('dismissed'), reason: words }),
  ]),
});

type Answer = z.infer<typeof answerQuestionInput>;

/** What an answer did to the text: nothing, an edit that is there, or a suggestion that waits for somebody who edits. */
export type Answered = { change: 'none' | 'edited' | 'suggested'; suggestionId: string | null };

/**
 * Keeps an answer to a question of the analysis, with the change of the text that it makes: both or neither. Whoever edits changes the text, others suggest.
 * Safe to repeat. `revision_changed` if the text has changed where the option would change it; `not_found` outside the organization.
 */
export async function answerQuestion(ctx: Ctx, input: Answer): Promise<Answered> {
  const spec = await findSpec(ctx, input.specId);
  const document = spec.documents.find(({ kind }) => kind === 'requirements') ?? spec.documents.find(({ kind }) => kind === 'bugfix');
  const known = await ctx.db.questionAnswer.findUnique({ where: { id: input.id } });
  if (known) return repeated(ctx, input, known);
  const isOption = input.answer.kind === 'option' && input.answer.edits.length > 0;
  if (!document || (!isOption && !spec.project.hasClarifications)) {
    await ctx.db.$transaction((tx) => keep(ctx, tx, input, null));
    return { change: 'none', suggestionId: null };
  }
  const isDirect = mayDo(ctx.actor.role, 'document.edit') && !(input.answer.kind === 'option' && input.answer.isSuggested);
  const documentId = document.id;
  return writingSuggestions(ctx.db, { organizationId: ctx.organizationId, documentId }, async (tx, nextSeq): Promise<Answered> => {
    const hunks = await withDocument(tx, documentId, (text) =>
      hunksOf(text, input, spec.project.hasClarifications ? ctx.actor.name : null),
    );
    const authorId = ctx.actor.userId;
    const row = {
      documentId,
      authorId,
      source: { kind: 'finding', findingId: input.findingId },
      reason: `${input.question} ${wordsOf(input)}`.slice(0, 2_000),
    };
    if (!isDirect) {
      const { id } = await tx.suggestion.create({ data: { ...row, seq: nextSeq(), hunks }, select: { id: true } });
      await keep(ctx, tx, input, id);
      return { change: 'suggested', suggestionId: id };
    }
    const [applied] = await changeDocument(tx, documentId, (text) => applySuggestions(text, [{ hunks, origin: { authorId } }]), authorId);
    if (!applied) throw changed();
    const decided = { status: 'accepted', decidedById: authorId, decidedAt: new Date() } as const;
    const { id } = await tx.suggestion.create({
      data: { ...row, ...decided, seq: nextSeq(), hunks, inverse: applied.inverse },
      select: { id: true },
    });
    await keep(ctx, tx, input, id);
    return { change: 'edited', suggestionId: id };
  });
}

const changed = () =>
  new Failure('revision_changed', 'The text has changed where this answer would change it. Look at the question again.');

function hunksOf(text: Parameters<typeof hunksOfEdits>[0], input: Answer, clarifiedBy: string | null): Hunk[] {
  const { answer, criteria, question } = input;
  const now = text.toString();
  const found = answer.kind === 'option' ? hunksOfEdits(text, answer.base, answer.edits) : [];
  if (!found) throw changed();
  if (clarifiedBy !== null) {
    const day = new Date().toISOString().slice(0, 10);
    const edit: Difference = clarificationEdit(now, { day, criteria, question, answer: wordsOf(input), by: clarifiedBy });
    const more = applyDifference(now, edit) === now ? [] : hunksOfEdits(text, now, [edit]);
    found.push(...(more ?? []));
  }
  const hunks = hunksSchema.safeParse(found);
  if (!hunks.success) throw found.length === 0 ? changed() : new Failure('invalid', 'This is too much for one answer.');
  return hunks.data;
}

function wordsOf({ answer }: Answer): string {
  switch (answer.kind) {
    case 'option':
      return answer.label;
    case 'free':
      return answer.words;
    case 'dismissed':
      return `Not a question for us: ${answer.reason}`;
    default:
      return answer satisfies never;
  }
}

async function keep(ctx: Ctx, tx: Tx, input: Answer, suggestionId: string | null): Promise<void> {
  const { id, specId, findingId, cause, criteria, question, answer } = input;
  const said = answer.kind === 'option' ? answer.label : answer.kind === 'free' ? answer.words : answer.reason;
  const { userId } = ctx.actor;
  await tx.questionAnswer.create({
    data: { id, specId, findingId, cause, criteria, question, kind: answer.kind, words: said, suggestionId, userId },
  });
  await settleEverywhere(ctx, tx, input);
  const spec = await tx.spec.findUniqueOrThrow({ where: { id: specId }, select: { title: true, projectId: true } });
  await recordAudit(tx, ctx, {
    action: 'question.answered',
    subject: { kind: 'spec', id: specId, name: spec.title },
    projectId: spec.projectId,
    after: { findingId, kind: answer.kind, criteria },
  });
}

/** A finding between specs is in the inboxes of both. */
async function settleEverywhere(ctx: Ctx, tx: Tx, { specId, findingId }: Answer): Promise<void> {
  const rows = await tx.finding.findMany({
    where: { id: findingId, spec: { project: { specs: { some: { id: specId } } } }, OR: [{ specId }, { tier: 'between' }] },
    select: { specId: true },
  });
  const specIds = [...new Set([specId, ...rows.map((row) => row.specId)])];
  for (const each of specIds) await settle(tx, { organizationId: ctx.organizationId, cause: questionCause(each, findingId) });
  await tellQuestions(tx, ctx.organizationId, specIds);
}

async function repeated(
  { db, actor }: Ctx,
  input: Answer,
  known: { specId: string; userId: string; findingId: string; suggestionId: string | null },
): Promise<Answered> {
  if (known.specId !== input.specId || known.userId !== actor.userId || known.findingId !== input.findingId)
    throw new Failure('invalid', 'This id is taken. Try again.');
  if (known.suggestionId === null) return { change: 'none', suggestionId: null };
  const suggestion = await db.suggestion.findUnique({ where: { id: known.suggestionId }, select: { status: true } });
  return { change: suggestion?.status === 'open' ? 'suggested' : 'edited', suggestionId: known.suggestionId };
}
