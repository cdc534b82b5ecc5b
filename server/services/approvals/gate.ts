import { gateOf } from '#core/pipeline/stage-standing.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { readStageFacts } from './stage-facts.ts';

/** Locks the documents of a spec against edits, and its policy against change, until `tx` ends. */
export async function lockDocuments(tx: Tx, specId: string): Promise<void> {
  await tx.$queryRaw`
    WITH policy AS MATERIALIZED (
      SELECT p.id FROM projects p JOIN specs s ON s.project_id = p.id WHERE s.id = ${specId}::uuid FOR SHARE OF p
    ), texts AS MATERIALIZED (
      SELECT d.id FROM documents d WHERE d.spec_id = ${specId}::uuid AND EXISTS (SELECT FROM policy) ORDER BY d.id FOR UPDATE
    ) SELECT count(*) FROM texts`;
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
