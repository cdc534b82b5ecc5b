import { documentStages, gateOf, type StageFacts, stageOfDocument } from '#core/pipeline/stages.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { readDocument, type StoredDocument } from '#server/services/documents/read-document.ts';

/**
 * The facts that the rule of a gate needs, with the documents as they are now. Inside a transaction the documents'
 * rows are locked first, so that no edit slips between the check and what is started on the strength of it.
 */
export async function readStageFacts(db: Db | Tx, specId: string) {
  const documents = await db.document.findMany({ where: { specId }, select: { id: true } });
  const texts: StoredDocument[] = [];
  // One after the other: a transaction has one connection, which takes one query at a time.
  for (const { id } of documents) texts.push(await readDocument(db, id));
  const decisions = await db.approval.findMany({
    where: { specId },
    distinct: ['stage'],
    orderBy: [{ stage: 'asc' }, { createdAt: 'desc' }, { id: 'desc' }],
    include: { user: { select: { name: true } } },
  });
  const facts = documentStages.map((stage): StageFacts => {
    const document = texts.find(({ kind }) => stageOfDocument(kind) === stage);
    const latest = decisions.find((decision) => decision.stage === stage);
    return {
      stage,
      boundSha256: document?.boundSha256 ?? null,
      latest: latest ? { decision: latest.decision, boundSha256: latest.boundSha256 } : null,
    };
  });
  return { facts, documents: texts, decisions };
}

/** Locks the documents of a spec against edits until `tx` ends. */
export async function lockDocuments(tx: Tx, specId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM documents WHERE spec_id = ${specId}::uuid ORDER BY id FOR UPDATE`;
}

/** Passes if work may start on the spec, and gives the revisions it starts from; else `gate_closed` with the reason. */
export async function requireGate(tx: Tx, specId: string): Promise<{ revisions: Record<string, string> }> {
  await lockDocuments(tx, specId);
  const { facts, documents } = await readStageFacts(tx, specId);
  const gate = gateOf(facts);
  if (!gate.isOpen) throw new Failure('gate_closed', `This run cannot start: ${gate.reason}`);
  return { revisions: Object.fromEntries(documents.map(({ kind, sha256 }) => [kind, sha256])) };
}
