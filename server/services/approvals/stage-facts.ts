import { isRole } from '#core/access/access.ts';
import { formatOf } from '#core/formats/find-specs.ts';
import { optionalStages } from '#core/formats/new-document.ts';
import { readTasks } from '#core/formats/read-document.ts';
import { type ApprovalPolicy, type Coverable, policyFor, policyWithout, type StageRule } from '#core/pipeline/approval-policy.ts';
import type { Bound, RecordedDecision, StageFacts } from '#core/pipeline/stage-standing.ts';
import { slotOfDocument } from '#core/pipeline/stages.ts';
import { leafTasks } from '#core/trace/leaf-tasks.ts';
import type { Db, Tx } from '#server/db/client.ts';
import type { Decision, DocumentKind } from '#server/db/generated/enums.ts';
import { Failure } from '#server/errors.ts';
import { type DocumentHead, readDocumentsAt, type StoredDocument } from '#server/services/documents/read-document.ts';
import { policyOf } from './policy.ts';

/** A decision as stored, with who made it and the revisions that it names. */
export type DecisionRow = {
  id: string;
  stage: string;
  decision: Decision;
  summary: string;
  userId: string;
  by: string;
  role: string;
  teamIds: string[];
  isAuthor: boolean;
  renewsId: string | null;
  createdAt: Date;
  documents: { documentId: string; sha256: string; boundSha256: string }[];
};

/** Everything that the gates of a spec are computed from, and the texts that they are about. */
export type SpecFacts = {
  projectId: string;
  /** As it binds this spec. */
  policy: ApprovalPolicy;
  policyVersion: number;
  facts: StageFacts[];
  documents: StoredDocument[];
  /** Oldest first; what was taken back is not among them. */
  decisions: DecisionRow[];
  nameOf: (userId: string) => string;
};

/**
 * The facts that the rule of a gate needs, with the documents as they are now. Inside a transaction the documents'
 * rows are locked first, so that no edit slips between the check and what is started on the strength of it.
 */
export async function readStageFacts(db: Db | Tx, specId: string): Promise<SpecFacts> {
  const { projectId, folder, isQuick, policy: stored, decisions: rows, heads } = await readRows(db, specId);
  const documents = await readDocumentsAt(
    db,
    heads.map((head) => ({ ...head, updatedAt: new Date(head.updatedAt) })),
  );
  const { policy: ofProject, version } = policyOf(stored);
  const ofFormat = policyWithout(ofProject, optionalStages(folder));
  const policy = isQuick ? policyFor(ofFormat, { isQuick, tasks: countTasks(documents) }) : ofFormat;
  const decisions = rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }));
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

type Rows = {
  projectId: string;
  folder: string;
  isQuick: boolean;
  policy: { version: number; policy: unknown } | null;
  decisions: (Omit<DecisionRow, 'createdAt'> & { createdAt: number })[];
  heads: (Omit<DocumentHead, 'updatedAt'> & { updatedAt: number })[];
};

/** Work to be done, as its gate counts it: of a task with subtasks these count. */
function countTasks(documents: readonly StoredDocument[]): number {
  const tasks = documents.find(({ kind }) => kind === 'tasks');
  return tasks ? leafTasks(readTasks(tasks.text, formatOf(tasks.path)).tree).length : 0;
}

/** One statement: a decision and a start hold their locks while they read this. */
async function readRows(db: Db | Tx, specId: string): Promise<Rows> {
  const [row] = await db.$queryRaw<Rows[]>`
    SELECT s.project_id AS "projectId", s.folder, s.is_quick AS "isQuick",
      (SELECT json_build_object('version', p.version, 'policy', p.policy) FROM policy_versions p
        WHERE p.project_id = s.project_id AND p.is_accepted ORDER BY p.version DESC LIMIT 1) AS policy,
      (SELECT coalesce(json_agg(json_build_object(
          'id', a.id, 'stage', a.stage, 'decision', a.decision, 'summary', a.summary, 'userId', a.user_id, 'by', coalesce(u.name, 'somebody'),
          'role', a.role, 'teamIds', a.team_ids, 'isAuthor', a.is_author, 'renewsId', a.renews_id,
          'createdAt', extract(epoch FROM a.created_at) * 1000, 'documents', named.documents) ORDER BY a.created_at, a.id), '[]')
        FROM approvals a LEFT JOIN users u ON u.id = a.user_id
        CROSS JOIN LATERAL (SELECT coalesce(json_agg(json_build_object(
          'documentId', d.document_id, 'sha256', d.sha256, 'boundSha256', d.bound_sha256)), '[]') AS documents
          FROM approval_documents d WHERE d.approval_id = a.id) named
        WHERE a.spec_id = s.id AND a.withdrawn_at IS NULL) AS decisions,
      (SELECT coalesce(json_agg(json_build_object('id', d.id, 'specId', d.spec_id, 'kind', d.kind, 'path', d.path, 'headSeq', d.head_seq,
          'updatedAt', extract(epoch FROM d.updated_at) * 1000)), '[]') FROM documents d WHERE d.spec_id = s.id) AS heads
    FROM specs s WHERE s.id = ${specId}::uuid`;
  if (!row) throw new Failure('not_found', 'There is no such spec.');
  return row;
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

/** Whether a stage's approval names documents of this kind. Whoever approves requirements approves why they change. */
export function covers(rule: StageRule, kind: DocumentKind): boolean {
  const slot = slotOfDocument(kind);
  return rule.covers.includes((slot === 'proposal' ? 'requirements' : slot) satisfies Coverable);
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
