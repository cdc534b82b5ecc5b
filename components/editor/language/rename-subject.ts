import { type RenameResult, renameId, type SpecEdits, type TextEdit } from '#core/edits/rename-id.ts';
import type { SpecTexts } from '#core/language/diagnose.ts';
import { renameTerm } from './rename-term.ts';
import type { Subject } from './subjects.ts';

export type RenameWish = { texts: SpecTexts; subject: Subject; to: string };

/** Renames what a subject is called in all documents; a refusal is a sentence for the person who asked. */
export function renameSubject({ texts, subject, to }: RenameWish): RenameResult {
  if (subject.kind === 'term') return renameTerm(texts, subject.id, to);
  if (subject.kind === 'requirement' || subject.kind === 'criterion') return renameId(texts, subject.id, wholeId(subject, to.trim()));
  return { edits: null, refusal: `A ${subject.kind} is not renamed from here.` };
}

/** The list prints a criterion's own number alone, so that is what people type. */
function wholeId({ kind, id }: Subject, to: string): string {
  const dot = id.lastIndexOf('.');
  return kind === 'criterion' && dot > 0 && !to.includes('.') ? `${id.slice(0, dot)}.${to}` : to;
}

/** How many places a rename changes in each of the other documents. */
export function elsewhere(edits: SpecEdits, document: keyof SpecEdits): { document: keyof SpecEdits; edits: TextEdit[] }[] {
  return (['requirements', 'design', 'tasks'] as const)
    .filter((other) => other !== document && edits[other].length > 0)
    .map((other) => ({ document: other, edits: edits[other] }));
}
