import { incomingEdits } from '#core/edits/merge-texts.ts';
import { readSource } from '#core/formats/source-text.ts';
import { imageNameIn, imagePath } from '#core/formats/spec-image.ts';
import { regressionsFolder, regressionsPath } from '#core/verification/suite/regressions.ts';
import type { House } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { regressionFiles } from '#server/services/checks/counterexamples.ts';
import { readDocument, type StoredDocument } from '#server/services/documents/read-document.ts';
import { sha256Of } from '#server/services/documents/sha256.ts';
import { listFiles, mirrorPathOf, readFilesAt } from '#server/workspaces/mirror.ts';

/**
 * How a document stands to its file in a commit. `changed` and `new` are written; `deleted` was there and is no more, and would be written anew.
 * `behind`: only the repository has changed. `both`: the two can be merged. `conflict`: both changed the same lines. `waiting`: what the repository changed
 * waits as suggestions to be decided.
 */
export const fileStates = ['same', 'changed', 'new', 'deleted', 'behind', 'both', 'conflict', 'waiting'] as const;
export type FileState = (typeof fileStates)[number];

/** A document, or a picture, and the file that it is in a commit. */
export type ComparedFile = {
  path: string;
  state: FileState;
  /** Null for a picture, and for the kept counterexamples. */
  document: StoredDocument | null;
  /** What the commit has; null where it has no such file. */
  before: Uint8Array | null;
  after: Uint8Array;
};

type Scope = { projectId: string; specId: string | null };

/** Compares the documents of a spec with its pictures and its kept counterexamples, or the project's steering, with the files of a commit. */
export async function compareFiles(
  { db, dataPath }: Pick<House, 'db' | 'dataPath'>,
  { projectId, specId }: Scope,
  commit: string,
): Promise<ComparedFile[]> {
  const rows = await db.document.findMany({
    where: { projectId, specId },
    orderBy: { path: 'asc' },
    select: { id: true, sourceBytes: true, sourceCommit: true, suggestions: { where: fromRepository, select: { id: true }, take: 1 } },
  });
  const documents: StoredDocument[] = [];
  for (const { id } of rows) documents.push(await readDocument(db, id));
  const images = specId === null ? [] : await shownImages(db, specId, documents);
  const files = await readFilesAt(mirrorPathOf(dataPath, projectId), commit, [
    ...documents.map(({ path }) => path),
    ...images.map(({ path }) => path),
  ]);
  const compared: ComparedFile[] = [];
  for (const [at, document] of documents.entries()) {
    const row = rows[at];
    if (!row) continue;
    const before = files.get(document.path) ?? null;
    const state = row.suggestions.length > 0 ? 'waiting' : await stateOf(db, document, row, before);
    compared.push({ path: document.path, state, document, before, after: document.bytes });
  }
  for (const { path, bytes } of images) {
    // A picture is named by what it holds: one of the name is the same.
    const before = files.get(path) ?? null;
    compared.push({ path, state: before ? 'same' : 'new', document: null, before, after: bytes });
  }
  if (specId !== null) compared.push(...(await missingCounterexamples({ db, dataPath }, { projectId, specId }, commit)));
  return compared;
}

/** What has broken the spec and is not kept in the commit yet. Such files are only ever added, so there is nothing to take in. */
async function missingCounterexamples(
  { db, dataPath }: Pick<House, 'db' | 'dataPath'>,
  { projectId, specId }: { projectId: string; specId: string },
  commit: string,
): Promise<ComparedFile[]> {
  const { slug } = await db.spec.findUniqueOrThrow({ where: { id: specId }, select: { slug: true } });
  if ((await regressionFiles(db, { specId, slug, there: [] })).length === 0) return [];
  const mirrorPath = mirrorPathOf(dataPath, projectId);
  const isKept = (path: string) => path === regressionsPath(slug) || path.startsWith(`${regressionsFolder(slug)}/`);
  const paths = (await listFiles(mirrorPath, commit)).map(({ path }) => path).filter(isKept);
  const there = [...(await readFilesAt(mirrorPath, commit, paths)).values()].map((bytes) => bytes && new TextDecoder().decode(bytes));
  const files = await regressionFiles(db, { specId, slug, there });
  return files.map(({ path, text }) => ({ path, state: 'new', document: null, before: null, after: new TextEncoder().encode(text) }));
}

/** What stands open of what the repository brought. */
export const fromRepository = { status: 'open', source: { path: ['kind'], equals: 'repository' } } as const;

type Known = { sourceBytes: Uint8Array; sourceCommit: string | null };

async function stateOf(db: House['db'], document: StoredDocument, known: Known, theirs: Uint8Array | null): Promise<FileState> {
  const { bytes: ours, text } = document;
  if (!theirs) {
    if (known.sourceCommit !== null) return 'deleted';
    return ours.length === 0 ? 'same' : 'new';
  }
  if (isSame(ours, theirs)) return 'same';
  if (isSame(known.sourceBytes, theirs) || (await isEarlier(db, document.id, known.sourceBytes, theirs))) return 'changed';
  if (isSame(ours, known.sourceBytes)) return 'behind';
  const base = readSource(known.sourceBytes).text;
  return incomingEdits(base, text, readSource(theirs).text).some(({ isConflict }) => isConflict) ? 'conflict' : 'both';
}

/**
 * True if the bytes are a text that the document has had since it last agreed with the repository: they were written from here, and whatever the text
 * is now was made of them.
 */
export async function isEarlier(db: Db | Tx, documentId: string, base: Uint8Array, bytes: Uint8Array): Promise<boolean> {
  const kept = await db.revision.findMany({
    where: { documentId, sha256: { in: [sha256Of(base), sha256Of(bytes)] } },
    select: { sha256: true, createdAt: true },
  });
  const at = (of: Uint8Array) => kept.find(({ sha256 }) => sha256 === sha256Of(of))?.createdAt.getTime();
  const found = at(bytes);
  return found !== undefined && found >= (at(base) ?? 0);
}

/** The pictures of a spec that one of its documents shows, with where they lie in the repository. */
async function shownImages(
  db: House['db'],
  specId: string,
  documents: readonly StoredDocument[],
): Promise<{ path: string; bytes: Uint8Array }[]> {
  const { folder } = await db.spec.findUniqueOrThrow({ where: { id: specId }, select: { folder: true } });
  const shown = new Set(
    documents.flatMap(({ text }) => [...text.matchAll(/\]\(<?([^)\s>]+)/g)].flatMap(([, address = '']) => imageNameIn(address) ?? [])),
  );
  const images =
    shown.size === 0 ? [] : await db.specImage.findMany({ where: { specId, name: { in: [...shown] } }, orderBy: { name: 'asc' } });
  return images.map(({ name, bytes }) => ({ path: `${folder}/${imagePath(name)}`, bytes }));
}

/** True for the same bytes. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
