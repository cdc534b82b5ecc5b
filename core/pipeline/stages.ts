/** The stages that a document carries; build and verified follow from runs and verdicts. */
export const documentStages = ['requirements', 'design', 'tasks'] as const;
export type DocumentStage = (typeof documentStages)[number];

/** The stage that a document carries: a bugfix document stands where requirements do. */
export function stageOfDocument(kind: 'requirements' | 'bugfix' | 'design' | 'tasks'): DocumentStage {
  return kind === 'bugfix' ? 'requirements' : kind;
}
