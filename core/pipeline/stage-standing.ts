import type { Role } from '#core/access/access.ts';
import { type ApprovalPolicy, belongs, quorumWords, type StageRule } from './approval-policy.ts';

/** Of each document that a stage covers, by kind: the hash that an approval of its text binds. */
export type Bound = Readonly<Record<string, string>>;

/** One decision as recorded. `role` and `teamIds` are what the person had then; `isAuthor`: they had written in that text, or answer for an agent that had. */
export type RecordedDecision = {
  id: string;
  userId: string;
  role: Role;
  teamIds: readonly string[];
  isAuthor: boolean;
  decision: 'approved' | 'changes_requested' | 'rejected';
  bound: Bound;
  /** Says that what was approved of this earlier text holds for `bound`, too: the change was cosmetic. */
  renews: Bound | null;
};

/** What the rule of one stage is computed from. */
export type StageFacts = {
  stage: string;
  /** Of the texts as they are now; null when the spec has none of the documents. */
  bound: Bound | null;
  /** All decisions on the stage, oldest first. */
  decisions: readonly RecordedDecision[];
};

export type StageState = 'missing' | 'skipped' | 'draft' | 'approved' | 'stale' | 'changes_requested' | 'rejected';

export type StageStanding = {
  stage: string;
  state: StageState;
  /** Ids of the decisions that count for today's text. */
  counted: readonly string[];
  /** What is still missing, in words; null when nothing is. */
  waitsFor: string | null;
};

/** True if both name the same documents at the same hashes. */
export const sameBound = (left: Bound, right: Bound): boolean => {
  const kinds = Object.keys(left);
  return kinds.length === Object.keys(right).length && kinds.every((kind) => left[kind] === right[kind]);
};

/**
 * How a stage stands under its rule. A decision counts for the text that it was made on and for no other, except through a recorded
 * renewal; of one person the latest decision on a text counts; a request for changes holds the stage up until the one who made it
 * decides again or the text changes.
 * @param nameOf gives the name of a user's or a team's id, for `waitsFor`.
 */
export function stageStanding(rule: StageRule, facts: StageFacts, nameOf: (id: string) => string = (id) => id): StageStanding {
  const { stage, bound, decisions } = facts;
  const standing = (state: StageState, counted: readonly RecordedDecision[] = [], waitsFor: string | null = null): StageStanding => ({
    stage,
    state,
    counted: counted.map(({ id }) => id),
    waitsFor,
  });
  if (bound === null) return standing(rule.isSkippedWhenMissing ? 'skipped' : 'missing', [], null);
  const judged = judge(rule, decisions, bound);
  const objection = judged.find(({ decision }) => decision === 'rejected') ?? judged.find(({ decision }) => decision !== 'approved');
  if (objection && objection.decision !== 'approved')
    return standing(objection.decision, [], `${nameOf(objection.userId)} to decide again, or the text to change`);
  const counted = judged.filter((decision) => counts(rule, decision));
  const lacks = lacksOf(rule, counted, nameOf);
  if (lacks === null) return standing('approved', counted);
  const wasApproved = approvedBounds(rule, decisions).some((earlier) => !sameBound(earlier, bound));
  return standing(wasApproved ? 'stale' : 'draft', counted, lacks);
}

/** The latest decision of each person that speaks for `bound`, by itself or through a renewal. */
function judge(rule: StageRule, decisions: readonly RecordedDecision[], bound: Bound): RecordedDecision[] {
  const alike: Bound[] = [bound];
  // A renewal is made on a text: it links it to an earlier one, whose own renewals link on. Newest first, so that one pass is enough.
  for (const decision of decisions.toReversed()) {
    const { renews } = decision;
    if (!renews || decision.decision !== 'approved' || !counts(rule, decision)) continue;
    if (alike.some((known) => sameBound(known, decision.bound)) && !alike.some((known) => sameBound(known, renews))) alike.push(renews);
  }
  const latest = new Map<string, RecordedDecision>();
  for (const decision of decisions) if (alike.some((known) => sameBound(known, decision.bound))) latest.set(decision.userId, decision);
  return [...latest.values()];
}

function counts(rule: StageRule, { role, isAuthor }: RecordedDecision): boolean {
  return role !== 'agent' && role !== 'viewer' && !(rule.excludesAuthors && isAuthor);
}

function lacksOf(rule: StageRule, approvals: readonly RecordedDecision[], nameOf: (userId: string) => string): string | null {
  const lacks: string[] = [];
  const missing = rule.approvals - approvals.length;
  if (missing > 0) lacks.push(rule.approvals === 1 ? 'an approval' : `${missing} of ${rule.approvals} approvals`);
  for (const quorum of rule.quorums) {
    const have = approvals.filter((approval) => belongs(approval, quorum)).length;
    if (have < quorum.count) lacks.push(quorumWords({ ...quorum, count: quorum.count - have }, nameOf));
  }
  return lacks.length === 0 ? null : lacks.join(', ');
}

/** The texts on which a stage was approved under today's rule, latest decision first. */
export function approvedBounds(rule: StageRule, decisions: readonly RecordedDecision[]): Bound[] {
  const bounds: Bound[] = [];
  for (const { bound } of decisions.toReversed()) if (!bounds.some((known) => sameBound(known, bound))) bounds.push(bound);
  return bounds.filter((bound) => {
    const judged = judge(rule, decisions, bound);
    const isFree = judged.every(({ decision }) => decision === 'approved');
    return (
      isFree &&
      lacksOf(
        rule,
        judged.filter((one) => counts(rule, one)),
        String,
      ) === null
    );
  });
}

const isPassed = ({ state }: StageStanding): boolean => state === 'approved' || state === 'skipped';

/** How every stage of a policy stands; a stage without facts has no documents. */
export function standingsOf(
  policy: ApprovalPolicy,
  facts: readonly StageFacts[],
  nameOf?: (userId: string) => string,
): (StageStanding & { rule: StageRule })[] {
  return policy.stages.map((rule) => {
    const known = facts.find(({ stage }) => stage === rule.id) ?? { stage: rule.id, bound: null, decisions: [] };
    return { ...stageStanding(rule, known, nameOf), rule };
  });
}

/** Whether work may start: every stage is approved or skipped. The refusal names the first one that stands in the way. */
export function gateOf(policy: ApprovalPolicy, facts: readonly StageFacts[]): { isOpen: true } | { isOpen: false; reason: string } {
  for (const standing of standingsOf(policy, facts)) {
    if (!isPassed(standing)) return { isOpen: false, reason: standingSentence(standing.rule, standing) };
  }
  return { isOpen: true };
}

/** Why a stage may not be approved yet, or null. */
export function approvalBlocker(policy: ApprovalPolicy, stage: string, facts: readonly StageFacts[]): string | null {
  if (!policy.isInOrder) return null;
  for (const standing of standingsOf(policy, facts)) {
    if (standing.stage === stage) return null;
    if (!isPassed(standing)) return `${standingSentence(standing.rule, standing)} Stages are approved in order.`;
  }
  return null;
}

const singular = new Set(['Design']);

/** How a stage stands, as people read it: `Requirements changed after they were approved.` */
export function standingSentence(
  { name, covers, approvals }: StageRule,
  { state, waitsFor }: Pick<StageStanding, 'state' | 'waitsFor'>,
): string {
  const isOne = singular.has(name) || !name.endsWith('s');
  switch (state) {
    case 'missing':
      return `There is no ${covers[0] ?? name.toLowerCase()} document.`;
    case 'skipped':
      return `${name}: this spec has no such document, and none is asked for.`;
    case 'draft':
      return `${name} ${isOne ? 'waits' : 'wait'} for ${waitsFor ?? 'an approval'}.`;
    case 'approved':
      if (approvals === 0) return `${name} ${isOne ? 'needs' : 'need'} no approval.`;
      return isOne ? `${name} is approved as it stands.` : `${name} are approved as they stand.`;
    case 'stale':
      return `${name} changed after ${isOne ? 'it was' : 'they were'} approved.`;
    case 'changes_requested':
      return `Changes to the ${name.toLowerCase()} were requested.`;
    case 'rejected':
      return `${name} ${isOne ? 'was' : 'were'} rejected.`;
  }
}
