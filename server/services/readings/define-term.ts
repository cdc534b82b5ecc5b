import { z } from 'zod';
import { mayDo } from '#core/access/access.ts';
import { readRequirements } from '#core/formats/read-document.ts';
import { glossaryTermEdit } from '#core/readings/glossary-term-edit.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readMeaningTexts } from '#server/services/questions/spec-meaning.ts';
import { proposeSuggestion } from '#server/services/suggestions/propose-suggestion.ts';
import { findMeantSpec } from './readings-document.ts';

export const defineTermInput = z.object({
  specId: z.uuid(),
  term: z.string().trim().min(1).max(200),
  definition: z.string().trim().min(1).max(2_000),
  /** Leaves the text alone, even for those who edit: somebody accepts it. */
  isSuggested: z.boolean().default(false),
});

/**
 * Writes what a term means into the section Glossary of the requirements, as the smallest edit; as a suggestion of those who do not edit. `not_found` for a spec without
 * requirements; `invalid` where the text says so already.
 */
export async function defineTerm(ctx: Ctx, input: z.input<typeof defineTermInput>): Promise<{ change: 'edited' | 'suggested' }> {
  const { specId, term, definition, isSuggested = false } = input;
  const spec = await findMeantSpec(ctx, specId);
  const texts = await readMeaningTexts(ctx.db, spec.id);
  if (!texts) throw new Failure('not_found', 'This spec has no requirements to define it in.');
  const { documentId, requirements: base } = texts;
  const { userId: authorId, role } = ctx.actor;
  const editOf = (text: string) => glossaryTermEdit(text, readRequirements(text, texts.format).tree, term, definition);
  const edit = editOf(base);
  if (!edit) throw new Failure('invalid', 'The text says so already.');
  if (mayDo(role, 'document.edit') && !isSuggested) {
    await editDocument(ctx, documentId, editOf, authorId);
    return { change: 'edited' };
  }
  await proposeSuggestion(ctx, { documentId, authorId, base, edits: [edit], reason: `What ${term} means.`, source: { kind: 'typing' } });
  return { change: 'suggested' };
}
