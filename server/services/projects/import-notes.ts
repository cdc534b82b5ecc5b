import type { FoundSpec } from '#core/formats/find-specs.ts';
import { readRequirements } from '#core/formats/read-document.ts';
import { readSource } from '#core/formats/source-text.ts';

const conflictMarker = /^(<{7}|>{7})( |$)/m;

/** Sentences about documents that were taken as they are though something is wrong with them. */
export function readImportNotes(specs: readonly FoundSpec[], contents: ReadonlyMap<string, Uint8Array>): string[] {
  return specs.flatMap(({ format, documents }) =>
    documents.flatMap(({ kind, path }) => {
      const bytes = contents.get(path);
      if (!bytes) return [];
      const { text, isValidUtf8, lineEnding } = readSource(bytes);
      const notes: string[] = [];
      if (!isValidUtf8) notes.push(`${path} is not valid UTF-8: the bytes that are not are kept, and shown as \uFFFD.`);
      if (lineEnding === 'mixed') notes.push(`${path} mixes line endings: each line keeps its own.`);
      if (conflictMarker.test(text)) notes.push(`${path} holds conflict markers of an unfinished merge.`);
      if (kind === 'requirements' && readRequirements(text, format).tree.requirements.length === 0)
        notes.push(`${path} has no requirement heading that could be read.`);
      return notes;
    }),
  );
}
