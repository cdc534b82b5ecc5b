import type { Difference } from '#core/edits/difference.ts';
import { Failure } from '#server/errors.ts';
import type { ToolAnswer } from './agent.ts';

/** A change of one of the spec's documents, as the model asks for it. */
export type SpecEdit = { document: string; old: string; new: string; reason: string };

/** The documents of the run's spec, as a tool needs them: to be read, and to be suggested on, never to be written. */
export type SpecDesk = {
  read(document: string): Promise<{ id: string; text: string } | null>;
  /** Proposes changes of the text that was read, to be accepted together. Safe to repeat. */
  propose(change: { documentId: string; base: string; edits: readonly Difference[]; reason: string }): Promise<void>;
};

/** Puts a suggestion beside a document of the spec. People accept or reject it; until then nothing in the document has changed. */
export async function proposeSpecEdit(desk: SpecDesk, { document, old, new: inserted, reason }: SpecEdit): Promise<ToolAnswer> {
  const found = await desk.read(document);
  if (!found) return refusal(`This spec has no ${document} document.`);
  const start = found.text.indexOf(old);
  if (start < 0) return refusal(`This text does not stand in ${document}. Copy it exactly as it stands there.`);
  if (found.text.includes(old, start + 1))
    return refusal(`This text stands in ${document} more than once. Take more of what is around it.`);
  try {
    await desk.propose({ documentId: found.id, base: found.text, edits: [{ start, removed: old.length, inserted }], reason });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return refusal(error.message);
  }
  return {
    output: `Suggested on ${document}. People decide about it; the document is as it was until they accept. Go on with what is approved.`,
    isError: false,
    change: null,
  };
}

function refusal(output: string): ToolAnswer {
  return { output, isError: true, change: null };
}
