import { type SpecTrace, traceSpec } from '#core/trace/trace.ts';
import { readingTexts } from '#core/verification/reading-texts.ts';
import { type Ground, groundTexts } from '#core/verification/record-checks.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { readDocument, type StoredDocument } from '#server/services/documents/read-document.ts';
import { sha256Of } from '#server/services/documents/sha256.ts';
import { readSpecTrees, type SpecTrees } from '#server/services/specs/read-spec.ts';

/** What checks of a spec are judged against: its texts as they are now, and the hashes that name them. */
export type SpecGround = { trees: SpecTrees; trace: SpecTrace; ground: Ground; revisions: Record<string, string> };

/** Reads the documents of a spec and hashes what verdicts stand on. */
export async function readGround(db: Db | Tx, specId: string): Promise<SpecGround> {
  const rows = await db.document.findMany({ where: { specId }, select: { id: true } });
  const documents: StoredDocument[] = [];
  // One after the other: a transaction has one connection.
  for (const { id } of rows) documents.push(await readDocument(db, id));
  const trees = readSpecTrees(documents);
  const { criteria, properties } = groundTexts(trees);
  const readings = documents.find(({ kind }) => kind === 'readings');
  const hashed = (texts: Map<string, string>) => new Map([...texts].map(([id, text]) => [id, sha256Of(text)]));
  return {
    trees,
    trace: traceSpec(trees),
    ground: { criteria: hashed(criteria), properties: hashed(properties), ...(readings && { readings: hashReadings(readings) }) },
    revisions: Object.fromEntries(documents.map(({ kind, sha256 }) => [kind, sha256])),
  };
}

const mostRemembered = 50;
const remembered = new Map<string, ReadonlyMap<string, string>>();

/** The sha256 of what each criterion is taken to mean by a text of readings. Its last texts are remembered, since every verdict asks for them. */
export function hashReadings({ text, sha256 }: { text: string; sha256: string }): ReadonlyMap<string, string> {
  const known = remembered.get(sha256) ?? new Map([...readingTexts(text)].map(([id, meaning]) => [id, sha256Of(meaning)]));
  remembered.delete(sha256);
  remembered.set(sha256, known);
  const oldest = remembered.keys().next();
  if (remembered.size > mostRemembered && !oldest.done) remembered.delete(oldest.value);
  return known;
}
