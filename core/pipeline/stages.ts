/** The stages that a document carries; build and verified follow from runs and verdicts. */
export const documentStages = ['requirements', 'design', 'tasks'] as const;
export type DocumentStage = (typeof documentStages)[number];

export type StageState = 'missing' | 'draft' | 'approved' | 'stale' | 'changes_requested' | 'rejected';

/** A decision as recorded: on which bound text it was made. */
export type StageDecision = { decision: 'approved' | 'changes_requested' | 'rejected'; boundSha256: string };

export type StageFacts = {
  stage: DocumentStage;
  /** What an approval of today's text would bind; null when there is no such document. */
  boundSha256: string | null;
  /** The latest decision, if any. */
  latest: StageDecision | null;
};

/** The state of one stage. An approval holds for the text that it was given on and for no other. */
export function stageState({ boundSha256, latest }: StageFacts): StageState {
  if (boundSha256 === null) return 'missing';
  if (!latest) return 'draft';
  if (latest.decision !== 'approved') return latest.boundSha256 === boundSha256 ? latest.decision : 'draft';
  return latest.boundSha256 === boundSha256 ? 'approved' : 'stale';
}

const stageNames: Record<DocumentStage, string> = { requirements: 'Requirements', design: 'Design', tasks: 'Tasks' };

/** The state of a stage as people read it. */
export function stageSentence(stage: DocumentStage, state: StageState): string {
  const name = stageNames[stage];
  switch (state) {
    case 'missing':
      return `There is no ${stage} document.`;
    case 'draft':
      return `${name} wait for an approval.`.replace('Design wait', 'Design waits');
    case 'approved':
      return stage === 'design' ? 'Design is approved as it stands.' : `${name} are approved as they stand.`;
    case 'stale':
      return `${name} changed after ${stage === 'design' ? 'it was' : 'they were'} approved.`;
    case 'changes_requested':
      return `Changes to the ${stage} were requested.`;
    case 'rejected':
      return `${name} ${stage === 'design' ? 'was' : 'were'} rejected.`;
  }
}

/**
 * Whether work may start: every stage has a document and an approval of its present text. The refusal names the
 * first stage that stands in the way. A quick spec without a design is a policy's to allow, and none does yet.
 */
export function gateOf(facts: readonly StageFacts[]): { isOpen: true } | { isOpen: false; reason: string } {
  for (const stage of documentStages) {
    const known = facts.find((fact) => fact.stage === stage);
    const state = known ? stageState(known) : 'missing';
    if (state !== 'approved') return { isOpen: false, reason: stageSentence(stage, state) };
  }
  return { isOpen: true };
}

/** Why a stage may not be approved yet, or null: stages are approved in their order. */
export function approvalBlocker(stage: DocumentStage, facts: readonly StageFacts[]): string | null {
  for (const earlier of documentStages.slice(0, documentStages.indexOf(stage))) {
    const known = facts.find((fact) => fact.stage === earlier);
    const state = known ? stageState(known) : 'missing';
    if (state !== 'approved') return `${stageSentence(earlier, state)} Stages are approved in order.`;
  }
  return null;
}

/** The stage that a document carries: a bugfix document stands where requirements do. */
export function stageOfDocument(kind: 'requirements' | 'bugfix' | 'design' | 'tasks'): DocumentStage {
  return kind === 'bugfix' ? 'requirements' : kind;
}
