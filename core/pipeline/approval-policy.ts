import type { Role } from '#core/access/access.ts';

/** What a stage may cover; `requirements` stands for a bugfix document, too. */
export const coverables = ['requirements', 'design', 'tasks', 'readings'] as const;
export type Coverable = (typeof coverables)[number];

/** Some of the people who approve must belong here: have one of `roles`, be one of `people` (user ids), or be in one of `teams` (team ids). */
export type Quorum = { count: number; roles: readonly Role[]; people: readonly string[]; teams: readonly string[] };

/** What one stage asks for before it counts as approved. */
export type StageRule = {
  /** `requirements`, `design`, `tasks`, or a name of the project's own: lower-case letters, digits, hyphens. */
  id: string;
  /** As people read it. */
  name: string;
  /** An approval names the revision of each of these, as far as the spec has it. */
  covers: readonly Coverable[];
  /** Distinct people; 0 lets the stage pass by itself. */
  approvals: number;
  quorums: readonly Quorum[];
  /** Whoever wrote today's text, or answers for an agent that did, does not count. */
  excludesAuthors: boolean;
  /** A spec that has none of the documents passes this stage. */
  isSkippedWhenMissing: boolean;
};

/** Who approves what, in which order: data of a project, versioned, and the only thing that gates are computed from. */
export type ApprovalPolicy = {
  stages: readonly StageRule[];
  /** A stage can be approved only after those before it. */
  isInOrder: boolean;
  /** A change of white space or prose outside criteria, properties and tasks may be renewed with one decision. */
  allowsRenewal: boolean;
  /** A spec that was made as a quick one needs no approvals while it has at most so many tasks; 0 where there are no quick specs. */
  quickTasks: number;
};

const plainStage = (id: Coverable, name: string, covers: readonly Coverable[]): StageRule => ({
  id,
  name,
  covers,
  approvals: 1,
  quorums: [],
  excludesAuthors: false,
  isSkippedWhenMissing: false,
});

/** What a project starts with: one person approves each document, in order. A person alone can work under it. */
export const defaultPolicy: ApprovalPolicy = {
  stages: [
    plainStage('requirements', 'Requirements', ['requirements', 'readings']),
    plainStage('design', 'Design', ['design']),
    plainStage('tasks', 'Tasks', ['tasks']),
  ],
  isInOrder: true,
  allowsRenewal: true,
  quickTasks: 0,
};

/** What one spec is to a policy: whether it was made as a quick one, and how many tasks it has. */
export type SpecSize = { isQuick: boolean; tasks: number };

/** Whether a spec passes without approvals. */
export const isWaved = ({ quickTasks }: ApprovalPolicy, { isQuick, tasks }: SpecSize): boolean =>
  isQuick && tasks <= quickTasks && quickTasks > 0;

/**
 * The policy as it binds one spec. A quick one passes every stage by itself; whoever asks for changes still holds it up, and a task too many
 * brings all of its gates back.
 */
export function policyFor(policy: ApprovalPolicy, size: SpecSize): ApprovalPolicy {
  if (!isWaved(policy, size)) return policy;
  return { ...policy, stages: policy.stages.map((stage) => ({ ...stage, approvals: 0, quorums: [] })) };
}

/**
 * The policy as it binds a spec whose format has no document for some stages, or leaves them out: a stage that covers nothing else is passed while they are
 * missing. Where there is one, it is asked for as ever.
 */
export function policyWithout(policy: ApprovalPolicy, optional: readonly Coverable[]): ApprovalPolicy {
  if (optional.length === 0) return policy;
  const isOptional = ({ covers }: StageRule) => {
    const own = covers.filter((covered) => covered !== 'readings');
    return own.length > 0 && own.every((covered) => optional.includes(covered));
  };
  return { ...policy, stages: policy.stages.map((rule) => (isOptional(rule) ? { ...rule, isSkippedWhenMissing: true } : rule)) };
}

const numberWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const inWords = (count: number): string => numberWords[count] ?? String(count);

/**
 * A quorum as people read it: `one owner or admin`, `one of the team Security`, `two of: Mira, Deniz`.
 * @param nameOf gives the name of a user's or a team's id.
 */
export function quorumWords({ count, roles, people, teams }: Quorum, nameOf: (id: string) => string): string {
  const singles = [...roles, ...people.map(nameOf)];
  const inTeams = teams.map((id) => `the team ${nameOf(id)}`);
  if (count !== 1) return `${inWords(count)} of: ${[...singles, ...inTeams].join(', ')}`;
  return [...(singles.length === 0 ? [] : [`one ${singles.join(' or ')}`]), ...inTeams.map((team) => `one of ${team}`)].join(' or ');
}

/** The policy as sentences, one a stage, and one a rule that binds them all. */
export function policySentences(policy: ApprovalPolicy, nameOf: (id: string) => string): string[] {
  const sentences = policy.stages.map((stage) => {
    if (stage.approvals === 0 && stage.quorums.length === 0) return `${stage.name}: no approval needed.`;
    const parts = [`${stage.name}: ${inWords(stage.approvals)} approval${stage.approvals === 1 ? '' : 's'}`];
    if (stage.quorums.length > 0) parts.push(`among them ${stage.quorums.map((quorum) => quorumWords(quorum, nameOf)).join(' and ')}`);
    const rest = [stage.excludesAuthors ? 'the authors of the text do not count' : 'authors count, too'];
    if (stage.isSkippedWhenMissing) rest.push('a spec without this document passes');
    return `${parts.join(', ')}; ${rest.join('; ')}.`;
  });
  sentences.push(policy.isInOrder ? 'Stages are approved in this order.' : 'Stages may be approved in any order.');
  sentences.push(
    policy.allowsRenewal
      ? 'A change that touches no criterion, property or task may be renewed with one decision, never by itself.'
      : 'Any change of the text needs every approval again.',
  );
  if (policy.quickTasks > 0)
    sentences.push(
      `A quick spec of at most ${inWords(policy.quickTasks)} task${policy.quickTasks === 1 ? '' : 's'} needs no approval; whoever asks for changes holds it up.`,
    );
  return sentences;
}

/**
 * What is wrong with a policy, or nothing: ids twice or malformed, no stage, quorums that nobody can fill. People are counted by
 * `mayDecide`, the ids of members who may decide today, so that a project cannot lock itself out unseen.
 */
export function policyFaults(policy: ApprovalPolicy, mayDecide: readonly Decider[]): string[] {
  const faults: string[] = [];
  if (policy.stages.length === 0) faults.push('A policy needs at least one stage.');
  const seen = new Set<string>();
  for (const stage of policy.stages) {
    if (!/^[a-z][a-z0-9-]{0,40}$/.test(stage.id)) faults.push(`"${stage.id}" is no name for a stage: lower-case letters, digits, hyphens.`);
    if (seen.has(stage.id)) faults.push(`Two stages are called "${stage.id}".`);
    seen.add(stage.id);
    if (stage.covers.length === 0) faults.push(`${stage.name} covers no document.`);
    if (stage.approvals > mayDecide.length)
      faults.push(`${stage.name} asks for ${stage.approvals} approvals, and ${mayDecide.length} may decide today.`);
    for (const quorum of stage.quorums) {
      const able = mayDecide.filter((person) => belongs(person, quorum)).length;
      if (quorum.count > able) faults.push(`${stage.name} asks for ${quorum.count} of a group of which ${able} may decide today.`);
    }
  }
  return faults;
}

/** Somebody who decides, in the role and the teams that they have or had. */
export type Decider = { userId: string; role: Role; teamIds: readonly string[] };

/** Whether a decision by this person, in the role and the teams they had then, counts for `quorum`. */
export function belongs({ userId, role, teamIds }: Decider, { roles, people, teams }: Quorum): boolean {
  return roles.includes(role) || people.includes(userId) || teamIds.some((id) => teams.includes(id));
}
