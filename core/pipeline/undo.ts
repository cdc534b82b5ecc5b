/** How long whoever decided may take it back, from the moment that it was recorded. */
export const undoMs = 30_000;

/** What has happened since a decision; times by the database's clock. */
export type SinceDecision = {
  ageMs: number;
  isOwn: boolean;
  isWithdrawn: boolean;
  /** A run was started or merged, which the decision may have let through. */
  workStarted: boolean;
  /** A later stage was approved, which the decision may have let through. */
  laterStageApproved: boolean;
};

/** Why a decision cannot be taken back, as a sentence; null where it can. Nothing that others may have built on is ever undone. */
export function undoBlocker({ ageMs, isOwn, isWithdrawn, workStarted, laterStageApproved }: SinceDecision): string | null {
  if (!isOwn) return 'Only whoever decided takes it back.';
  if (isWithdrawn) return 'This decision was taken back already.';
  if (workStarted) return 'Work was started on the strength of it. Request changes to stop what comes next.';
  if (laterStageApproved) return 'A later stage was approved on the strength of it. Request changes instead.';
  if (ageMs > undoMs) return `A decision can be taken back for ${undoMs / 1_000} seconds. Decide again, or request changes.`;
  return null;
}
