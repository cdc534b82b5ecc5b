import { type DocumentStage, documentStages, type StageState } from '#core/pipeline/stages.ts';

export type Decision = 'approved' | 'changes_requested' | 'rejected';

export const decisionNames: Record<Decision, { verb: string; done: string }> = {
  approved: { verb: 'Approve', done: 'Approved' },
  changes_requested: { verb: 'Request changes to', done: 'Requested changes to' },
  rejected: { verb: 'Reject', done: 'Rejected' },
};

/** Why a stage may not be approved yet, from what the server says of the stages before it; null when it may. */
export function decisionBlocker(
  stage: DocumentStage,
  stages: readonly { stage: DocumentStage; state: StageState; sentence: string }[],
): string | null {
  const earlier = documentStages.slice(0, documentStages.indexOf(stage));
  const shut = stages.find((known) => earlier.includes(known.stage) && known.state !== 'approved');
  return shut ? `${shut.sentence} Stages are approved in order.` : null;
}
