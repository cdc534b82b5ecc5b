/** The stages that a document carries; build and verified follow from runs and verdicts. */
export const documentStages = ['requirements', 'design', 'tasks'] as const;
export type DocumentStage = (typeof documentStages)[number];

/** The kinds of documents that a spec has. */
export type SpecDocumentKind = 'requirements' | 'bugfix' | 'design' | 'tasks' | 'readings';

/** What a document is to gates and to pages: a bugfix document stands where requirements do, and readings stand beside them. */
export const documentSlots = [...documentStages, 'readings'] as const;
export type DocumentSlot = (typeof documentSlots)[number];

/** The slot that a document fills: each is filled once in a spec. */
export function slotOfDocument(kind: SpecDocumentKind): DocumentSlot {
  return kind === 'bugfix' ? 'requirements' : kind;
}

/** The stage that a document belongs to: readings say what the requirements mean. */
export function stageOfDocument(kind: SpecDocumentKind): DocumentStage {
  return kind === 'bugfix' || kind === 'readings' ? 'requirements' : kind;
}
