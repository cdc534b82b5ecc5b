import type { DocumentKind } from '#core/trace/bound-text.ts';

/** The stages that a document carries; build and verified follow from runs and verdicts. */
export const documentStages = ['requirements', 'design', 'tasks'] as const;
export type DocumentStage = (typeof documentStages)[number];

/** What a document is to gates and to pages: a bugfix document stands where requirements do; readings and a proposal stand beside them. */
export const documentSlots = [...documentStages, 'readings', 'proposal'] as const;
export type DocumentSlot = (typeof documentSlots)[number];

/** The slot that a document of a spec fills: each is filled once in it. A RangeError for steering, which is no spec's. */
export function slotOfDocument(kind: DocumentKind): DocumentSlot {
  if (kind === 'steering') throw new RangeError('Steering belongs to no spec.');
  return kind === 'bugfix' ? 'requirements' : kind;
}

/** The stage that a document of a spec belongs to: readings say what the requirements mean, and a proposal why they change. */
export function stageOfDocument(kind: DocumentKind): DocumentStage {
  const slot = slotOfDocument(kind);
  return slot === 'readings' || slot === 'proposal' ? 'requirements' : slot;
}
