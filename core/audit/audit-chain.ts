/** Everything that is audited, as `noun.verb`. A new kind is a line here, and its words are in `audit-words.ts`. */
export const auditActions = [
  'approval.decided',
  'approval.withdrawn',
  'policy.proposed',
  'policy.decided',
  'policy.agents-set',
  'project.imported',
  'project.configured',
  'project.connected',
  'project.disconnected',
  'spec.created',
  'spec.changed',
  'spec.archived',
  'spec.restored',
  'steering.added',
  'repository.written',
  'repository.pushed',
  'run.started',
  'study.started',
  'run.cancelled',
  'run.answered',
  'run.steered',
  'run.published',
  'run.taken_over',
  'run.paused',
  'run.resumed',
  'run.finished',
  'run.merged',
  'evidence.recorded',
  'evidence.submitted',
  'criterion.attested',
  'attestation.withdrawn',
  'test.adopted',
  'test.given-back',
  'failure.disposed',
  'binding.saved',
  'member.role-set',
  'member.project-role-set',
  'member.removed',
  'member.deactivated',
  'member.reactivated',
  'team.made',
  'team.changed',
  'team.removed',
  'invitation.made',
  'invitation.revoked',
  'invitation.accepted',
  'key.made',
  'key.revoked',
  'account.changed',
  'account.password-set',
  'account.passkey-added',
  'account.passkey-removed',
  'session.begun',
  'session.refused',
  'session.ended',
  'access.refused',
  'identity.set',
  'identity.removed',
  'model.added',
  'model.changed',
  'model.removed',
  'budget.set',
  'question.answered',
  'question.reopened',
  'external-agent.added',
  'external-agent.removed',
  'mcp-server.added',
  'mcp-server.approved',
  'mcp-server.closed',
  'mcp-server.removed',
  'reading.confirmed',
  'reading.written',
  'reading.taken-back',
  'glossary.changed',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One audited fact, before it is chained. Names are kept beside ids: they are what people read after the thing is gone. */
export type AuditFact = {
  organizationId: string;
  seq: number;
  /** ISO 8601 with milliseconds, UTC. */
  at: string;
  action: string;
  actorId: string | null;
  actorName: string;
  actorKind: 'person' | 'agent' | 'platform';
  principalId: string | null;
  subjectKind: string;
  subjectId: string;
  subjectName: string;
  projectId: string | null;
  before: Json;
  after: Json;
  origin: string;
};

export type AuditLink = AuditFact & { previousHash: string; hash: string };

/** What the first entry of a chain names as the one before it. */
export const genesisHash = '0'.repeat(64);

/** The text whose sha256 is an entry's hash: the hash before it, then every field by name in a fixed order. */
export function sealedText(previousHash: string, { seq, at, ...fact }: AuditFact): string {
  const [opening, beforeSeq, beforeAt, rest] = sealedAround(fact);
  return `${opening}${previousHash}${beforeSeq}${seq}${beforeAt}${at}${rest}`;
}

/**
 * The same text without what is known only while the chain is locked: what stands before the hash of the entry before, between that and the
 * number, between that and the time, and after it. So the lock need not be held while a text is sent to and fro.
 */
export function sealedAround(fact: Omit<AuditFact, 'seq' | 'at'>): readonly [string, string, string, string] {
  const { organizationId, action, actorId, actorName, actorKind, principalId } = fact;
  const { subjectKind, subjectId, subjectName, projectId, before, after, origin } = fact;
  const rest = [
    [actorId, actorName, actorKind, principalId],
    [subjectKind, subjectId, subjectName, projectId],
    [before, after, origin],
  ];
  return ['[["plumbline-audit-1","', `",${canonical(organizationId)},`, ',"', `",${canonical(action)}],${rest.map(canonical).join(',')}]`];
}

/** JSON with the keys of every object in code-unit order and no white space: the same value always gives the same text. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`).join(',')}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

export type ChainFault = { seq: number; reason: string };

/**
 * Where a chain is broken: an entry changed after it was written, taken out, put in or moved. Nothing if it is whole from its first entry to
 * `head`, the number and hash that the last entry must have (null if it is not known: a cut-off end then goes unseen).
 * @param sha256 gives 64 lower-case hex digits of a text's UTF-8.
 */
export function verifyChain(
  entries: readonly AuditLink[],
  sha256: (text: string) => string,
  head: { seq: number; hash: string } | null,
): ChainFault[] {
  const faults: ChainFault[] = [];
  let expectedSeq = 1;
  let previousHash = genesisHash;
  for (const entry of entries) {
    if (entry.seq > expectedSeq) faults.push({ seq: expectedSeq, reason: missing(expectedSeq, entry.seq - 1) });
    else if (entry.seq < expectedSeq) faults.push({ seq: entry.seq, reason: `entry ${entry.seq} stands twice or out of order` });
    else if (entry.previousHash !== previousHash)
      faults.push({ seq: entry.seq, reason: `entry ${entry.seq} does not follow the one before it` });
    if (sha256(sealedText(entry.previousHash, entry)) !== entry.hash)
      faults.push({ seq: entry.seq, reason: `entry ${entry.seq} is not as it was written` });
    expectedSeq = entry.seq + 1;
    previousHash = entry.hash;
  }
  if (head && expectedSeq <= head.seq) faults.push({ seq: expectedSeq, reason: missing(expectedSeq, head.seq) });
  else if (head && (expectedSeq - 1 !== head.seq || previousHash !== head.hash))
    faults.push({ seq: head.seq, reason: 'the last entry is not the one that was written last' });
  return faults;
}

const missing = (from: number, to: number): string => (from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`);
