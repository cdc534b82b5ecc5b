import { isRole } from '#core/access/access.ts';
import type { ApprovalPolicy, Coverable, StageRule } from '#core/pipeline/approval-policy.ts';
import { type Bound, gateOf, type RecordedDecision, type StageFacts } from '#core/pipeline/stage-standing.ts';
import { slotOfDocument } from '#core/pipeline/stages.ts';
import type { Db, Tx } from '#server/db/client.ts';
import type { DocumentKind } from '#server/db/generated/enums.ts';
import { Failure } from '#server/errors.ts';
import { readDocument, type StoredDocument } from '#server/services/documents/read-document.ts';
import { readPolicy } from './policy.ts';

/** A decision as stored, with who made it and the revisions that it names. */
export type DecisionRow = Awaited<ReturnType<typeof readDecisions>>[number];

/** Everything that the gates of a spec are computed from, and the texts that they are about. */
export type SpecFacts = {
  projectId: string;
  policy: ApprovalPolicy;
  policyVersion: number;
  facts: StageFacts[];
  documents: StoredDocument[];
  /** Oldest first. */
  decisions: DecisionRow[];
  nameOf: (userId: string) => string;
};

/**
 * The facts that the rule of a gate needs, with the documents as they are now. Inside a transaction the documents'
 * rows are locked first, so that no edit slips between the check and what is started on the strength of it.
 */
export async function readStageFacts(db: Db | Tx, specId: string): Promise<SpecFacts> {
  const { projectId } = await db.spec.findUniqueOrThrow({ where: { id: specId }, select: { projectId: true } });
  const { policy, version } = await readPolicy(db, projectId);
  const documents: StoredDocument[] = [];
  // One after the other: a transaction has one connection, which takes one query at a time.
  for (const { id } of await db.document.findMany({ where: { specId }, select: { id: true } })) documents.push(await readDocument(db, id));
  const decisions = await readDecisions(db, specId);
  const facts = policy.stages.map((rule): StageFacts => {
    const covered = documents.filter(({ kind }) => covers(rule, kind));
    return {
      stage: rule.id,
      bound: covered.length === 0 ? null : Object.fromEntries(covered.map(({ kind, boundSha256 }) => [slotOfDocument(kind), boundSha256])),
      decisions: recordedDecisions(
        decisions.filter(({ stage }) => stage === rule.id),
        documents,
      ),
    };
  });
  const names = new Map([...decisions.map(({ userId, by }) => [userId, by] as const), ...(await readNames(db, policy))]);
  return { projectId, policy, policyVersion: version, facts, documents, decisions, nameOf: (userId) => names.get(userId) ?? 'somebody' };
}

/** The names of the people and teams that a policy asks for. */
async function readNames(db: Db | Tx, { stages }: ApprovalPolicy): Promise<(readonly [string, string])[]> {
  const quorums = stages.flatMap((stage) => stage.quorums);
  const people = quorums.flatMap((quorum) => quorum.people);
  const teams = quorums.flatMap((quorum) => quorum.teams);
  const users = people.length === 0 ? [] : await db.user.findMany({ where: { id: { in: people } }, select: { id: true, name: true } });
  const groups = teams.length === 0 ? [] : await db.team.findMany({ where: { id: { in: teams } }, select: { id: true, name: true } });
  return [...users, ...groups].map(({ id, name }) => [id, name] as const);
}

/** Whether a stage's approval names documents of this kind. */
export function covers(rule: StageRule, kind: DocumentKind): boolean {
  return rule.covers.includes(slotOfDocument(kind) satisfies Coverable);
}

function recordedDecisions(rows: readonly DecisionRow[], documents: readonly StoredDocument[]): RecordedDecision[] {
  const boundOf = (row: DecisionRow): Bound =>
    Object.fromEntries(
      row.documents.flatMap(({ documentId, boundSha256 }) => {
        const document = documents.find(({ id }) => id === documentId);
        return document ? [[slotOfDocument(document.kind), boundSha256]] : [];
      }),
    );
  return rows.map((row) => {
    const renewed = rows.find(({ id }) => id === row.renewsId);
    return {
      id: row.id,
      userId: row.userId,
      role: isRole(row.role) ? row.role : 'viewer',
      teamIds: row.teamIds,
      isAuthor: row.isAuthor,
      decision: row.decision,
      bound: boundOf(row),
      renews: renewed ? boundOf(renewed) : null,
    };
  });
}

/** Plain reads, one after the other: nested ones would run side by side on a transaction's one connection. */
async function readDecisions(db: Db | Tx, specId: string) {
  const approvals = await db.approval.findMany({ where: { specId, withdrawnAt: null }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  const named = await db.approvalDocument.findMany({ where: { approvalId: { in: approvals.map(({ id }) => id) } } });
  const people = await db.user.findMany({
    where: { id: { in: [...new Set(approvals.map(({ userId }) => userId))] } },
    select: { id: true, name: true },
  });
  return approvals.map((approval) => ({
    ...approval,
    by: people.find(({ id }) => id === approval.userId)?.name ?? 'somebody',
    documents: named.filter(({ approvalId }) => approvalId === approval.id),
  }));
}

/** Locks the documents of a spec against edits, and its policy against change, until `tx` ends. */
export async function lockDocuments(tx: Tx, specId: string): Promise<void> {
  await tx.$queryRaw`SELECT p.id FROM projects p JOIN specs s ON s.project_id = p.id WHERE s.id = ${specId}::uuid FOR SHARE OF p`;
  await tx.$queryRaw`SELECT id FROM documents WHERE spec_id = ${specId}::uuid ORDER BY id FOR UPDATE`;
}

/** Passes if work may start on the spec, or be merged, and gives the revisions of now; else `gate_closed` with the reason. */
export async function requireGate(
  tx: Tx,
  specId: string,
  refusal = 'This run cannot start',
): Promise<{ revisions: Record<string, string> }> {
  await lockDocuments(tx, specId);
  const { policy, facts, documents } = await readStageFacts(tx, specId);
  const gate = gateOf(policy, facts);
  if (!gate.isOpen) throw new Failure('gate_closed', `${refusal}: ${gate.reason}`);
  return { revisions: Object.fromEntries(documents.map(({ kind, sha256 }) => [kind, sha256])) };
}
