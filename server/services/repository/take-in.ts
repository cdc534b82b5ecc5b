import type * as Y from 'yjs';
import { type Incoming, incomingEdits } from '#core/edits/merge-texts.ts';
import { hunksOfEdits } from '#core/edits/restate-hunks.ts';
import { type SuggestionSource, suggestionLimits } from '#core/edits/suggestion.ts';
import { findSpecs } from '#core/formats/find-specs.ts';
import { findSteering } from '#core/formats/kiro.ts';
import { readSource } from '#core/formats/source-text.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { withDocument } from '#server/services/documents/change-document.ts';
import { saveRevision } from '#server/services/documents/save-revision.ts';
import { sha256Of } from '#server/services/documents/sha256.ts';
import {
  addImportedFile,
  addImportedSpec,
  freeSlugs,
  type Imported,
  maxDocumentBytes,
  mostSteering,
} from '#server/services/projects/imported-spec.ts';
import { writingSuggestions } from '#server/services/suggestions/suggestion-row.ts';
import { listFiles, mirrorPathOf, readFilesAt } from '#server/workspaces/mirror.ts';
import { isEarlier, isSame } from './compare-files.ts';

/** What the default branch brought. Paths. */
export type TakenIn = {
  /** New in the repository, and documents now. */
  added: string[];
  /** Changed in the repository: what is not in the text here waits as suggestions. */
  suggested: string[];
  /** Of those, the ones whose change meets a change made here. */
  conflicting: string[];
  /** Changed too much for suggestions; nothing has been done about them. */
  tooLarge: string[];
};

/**
 * Brings what the default branch of a project has that its documents have not: new files become documents, and changes of known ones become suggestions
 * beside their texts, in the name of `authorId`; nobody's words are replaced. What people here have written from the repository themselves brings nothing.
 * Safe to repeat: what was taken in once is not suggested again.
 */
export async function takeIn(house: House, { projectId, authorId }: { projectId: string; authorId: string }): Promise<TakenIn> {
  const { db, dataPath } = house;
  const project = await db.project.findUniqueOrThrow({ where: { id: projectId } });
  const { headCommit: commit, organizationId, defaultBranch: branch } = project;
  const mirrorPath = mirrorPathOf(dataPath, projectId);
  const files = await listFiles(mirrorPath, commit);
  const paths = files.flatMap(({ path, bytes }) => (bytes <= maxDocumentBytes ? [path] : []));
  const wanted = [...findSpecs(paths).flatMap(({ documents }) => documents.map(({ path }) => path)), ...findSteering(paths)];
  const contents = await readFilesAt(mirrorPath, commit, wanted);
  const known = await db.document.findMany({
    where: { projectId },
    select: { id: true, path: true, sourceBytes: true, spec: { select: { archivedAt: true } } },
  });
  const taken: TakenIn = { added: [], suggested: [], conflicting: [], tooLarge: [] };
  for (const { id: documentId, path, sourceBytes, spec } of known) {
    const theirs = contents.get(path);
    if (!theirs || spec?.archivedAt || isSame(theirs, sourceBytes)) continue;
    const outcome = await takeInFile(house, { documentId, organizationId, authorId, theirs, branch, commit });
    if (outcome === 'tooLarge') taken.tooLarge.push(path);
    else if (outcome !== 'settled') taken.suggested.push(path);
    if (outcome === 'conflicting') taken.conflicting.push(path);
  }
  taken.added = await db.$transaction((tx) => addNew(tx, { projectId, commit, contents }), { timeout: 60_000, maxWait: 10_000 });
  return taken;
}

/** Makes documents of files that are none yet; specs of folders that are none. Those of archived specs stay away. */
async function addNew(tx: Tx, from: Imported): Promise<string[]> {
  const { projectId, contents } = from;
  await tx.$queryRaw`SELECT id FROM projects WHERE id = ${projectId}::uuid FOR NO KEY UPDATE`;
  const documents = await tx.document.findMany({ where: { projectId }, select: { path: true, specId: true, kind: true } });
  const specs = await tx.spec.findMany({ where: { projectId }, select: { id: true, slug: true, folder: true, archivedAt: true } });
  const isKnown = new Set(documents.map(({ path }) => path));
  const found = findSpecs([...contents.keys()]);
  const added: string[] = [];
  // A delta that has become one of several stays the document of its change that it was.
  const unknown = found.filter(
    ({ folder, documents: files }) => !specs.some((spec) => spec.folder === folder) && !files.every(({ path }) => isKnown.has(path)),
  );
  const slugs = freeSlugs(
    unknown,
    specs.map(({ slug }) => slug),
  );
  for (const [at, spec] of unknown.entries()) {
    await addImportedSpec(tx, from, spec, slugs[at] ?? spec.slug);
    added.push(...spec.documents.map(({ path }) => path));
  }
  for (const { folder, documents: files } of found) {
    const spec = specs.find((one) => one.folder === folder);
    if (!spec || spec.archivedAt) continue;
    for (const { kind, path } of files) {
      if (isKnown.has(path) || documents.some((one) => one.specId === spec.id && one.kind === kind)) continue;
      await addImportedFile(tx, from, { specId: spec.id, kind, path });
      added.push(path);
    }
  }
  const steering = findSteering([...contents.keys()]).filter((path) => !isKnown.has(path));
  const room = mostSteering - documents.filter(({ specId }) => specId === null).length;
  for (const path of steering.slice(0, Math.max(0, room))) {
    await addImportedFile(tx, from, { specId: null, kind: 'steering', path });
    added.push(path);
  }
  return added;
}

type Brought = { documentId: string; organizationId: string; authorId: string; theirs: Uint8Array; branch: string; commit: string };

/** Suggests what one file brings, and says that the document has agreed with it from now on. */
async function takeInFile(
  { db }: House,
  { documentId, organizationId, authorId, theirs, branch, commit }: Brought,
): Promise<'settled' | 'suggested' | 'conflicting' | 'tooLarge'> {
  return writingSuggestions(db, { organizationId, documentId }, async (tx, nextSeq) => {
    const { sourceBytes } = await tx.document.findUniqueOrThrow({ where: { id: documentId }, select: { sourceBytes: true } });
    if (isSame(sourceBytes, theirs)) return 'settled';
    const isOurs = await isEarlier(tx, documentId, sourceBytes, theirs);
    const brought = isOurs
      ? []
      : await withDocument(tx, documentId, (text) => suggestionsOf(text, readSource(sourceBytes).text, readSource(theirs).text));
    if (!brought) return 'tooLarge';
    for (const { hunks, isConflict } of brought) {
      const source: SuggestionSource = { kind: 'repository', branch, commit, isConflict };
      const reason = isConflict
        ? `${branch} has changed this, and so have people here. Accepting takes the words of ${branch}; rejecting keeps these.`
        : `${branch} has changed this.`;
      await tx.suggestion.create({ data: { documentId, seq: nextSeq(), authorId, source, reason, hunks } });
    }
    const bytes = new Uint8Array(theirs);
    await saveRevision(tx, { id: documentId, sha256: sha256Of(bytes), bytes, headSeq: 0 }, { reason: 'named', name: `From ${branch}` });
    // The file's bytes follow from its source as well as from the text: what was worked out of them is stale.
    const data = { sourceBytes: bytes, sourceCommit: commit, hashedSeq: -1, updatedAt: new Date() };
    await tx.document.update({ where: { id: documentId }, data });
    if (brought.length === 0) return 'settled';
    return brought.some(({ isConflict }) => isConflict) ? 'conflicting' : 'suggested';
  });
}

type Suggested = { hunks: NonNullable<ReturnType<typeof hunksOfEdits>>; isConflict: boolean };

/** What their text changes as suggestions: the plain changes together, as far as one may hold them, and each conflict for itself. */
function suggestionsOf(text: Y.Text, base: string, theirs: string): Suggested[] | null {
  const words = text.toString();
  const groups: Incoming[][] = [];
  let units = 0;
  for (const edit of incomingEdits(base, words, theirs)) {
    const own = edit.removed + edit.inserted.length;
    if (own > suggestionLimits.units) return null;
    const last = groups.at(-1);
    const joins =
      last && !edit.isConflict && !last[0]?.isConflict && last.length < suggestionLimits.hunks && units + own <= suggestionLimits.units;
    units = joins ? units + own : own;
    if (joins) last.push(edit);
    else groups.push([edit]);
  }
  return groups.map((edits) => ({ hunks: hunksOfEdits(text, words, edits) ?? [], isConflict: edits.some(({ isConflict }) => isConflict) }));
}
