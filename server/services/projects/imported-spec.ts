import type { FoundSpec } from '#core/formats/find-specs.ts';
import { specTitle } from '#core/formats/kiro.ts';
import { readRequirements } from '#core/formats/read-document.ts';
import { readSource } from '#core/formats/source-text.ts';
import type { Tx } from '#server/db/client.ts';
import type { DocumentKind } from '#server/db/generated/enums.ts';
import { createDocument } from '#server/services/documents/create-document.ts';

/** Bytes of a file that becomes a document. */
export const maxDocumentBytes = 5 * 1024 * 1024;
export const mostSteering = 200;

/** Where files come from: the commit of a project, and their bytes by path. */
export type Imported = { projectId: string; commit: string; contents: ReadonlyMap<string, Uint8Array> };

/** Makes a spec of a folder of the repository, with its files as documents, byte for byte. */
export async function addImportedSpec(tx: Tx, from: Imported, spec: FoundSpec, slug: string): Promise<void> {
  const { projectId, contents } = from;
  const title = titleOf(spec, contents);
  const { id: specId } = await tx.spec.create({ data: { projectId, slug, title, kind: spec.kind, folder: spec.folder } });
  for (const { kind, path } of spec.documents) await addImportedFile(tx, from, { specId, kind, path });
}

/** Makes a document of a file of the repository. Nothing where its bytes were not read. */
export async function addImportedFile(
  tx: Tx,
  { projectId, commit, contents }: Imported,
  { specId, kind, path }: { specId: string | null; kind: DocumentKind; path: string },
): Promise<void> {
  const bytes = contents.get(path);
  if (bytes) await createDocument(tx, { projectId, specId, kind, path, bytes, sourceCommit: commit });
}

/** One address part for each spec: folders may nest, and two packages of one repository may name theirs alike. */
export function freeSlugs(specs: readonly FoundSpec[], taken: Iterable<string>): string[] {
  const used = new Set(taken);
  return specs.map(({ slug }) => {
    const flat = slug.replaceAll('/', '--');
    let free = flat;
    for (let n = 2; used.has(free); n += 1) free = `${flat}~${n}`;
    used.add(free);
    return free;
  });
}

/** Its first heading, or its name in words. A change of OpenSpec has headings of what it changes, not of itself. */
function titleOf({ format, slug, folder, documents }: FoundSpec, contents: ReadonlyMap<string, Uint8Array>): string {
  if (format === 'openspec' && folder.includes('openspec/changes/'))
    return slug
      .split('/')
      .map((part) => specTitle(null, part))
      .join(': ');
  const path = documents.find(({ kind }) => kind === 'requirements' || kind === 'bugfix')?.path;
  const bytes = path === undefined ? undefined : contents.get(path);
  const title = specTitle(bytes ? readRequirements(readSource(bytes).text, format).tree : null, slug);
  if (format !== 'openspec') return title;
  // `# cart-items Specification` is the capability's name, not words about it.
  const words = title.replace(/\s+specification$/i, '');
  return words === slug.split('/').at(-1) ? specTitle(null, slug) : words;
}
