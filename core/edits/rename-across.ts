import { applyDocumentEdits, type DocumentEdits } from './document-edits.ts';
import { idEdits } from './rename-ids.ts';
import { termEdits } from './rename-term.ts';
import { readDocuments, type SpecDocument } from './spec-documents.ts';
import { stillMeans } from './still-means.ts';

/** What is renamed: by its id, or a term as the glossary has it. */
export type RenameSubject = { kind: 'requirement' | 'criterion' | 'property' | 'task' | 'term'; id: string };

/** All edits together, to look at and then to apply; or one sentence for the person who asked. Documents without a change are left out. */
export type RenamedAcross = { edits: DocumentEdits[]; refusal: null } | { edits: null; refusal: string };

/**
 * Gives a requirement (`3`), a criterion (`3.2`), a property, a task or a term of the glossary another name: where it stands, and wherever any
 * document of the spec names it. That is in lists and ranges of references (a range is taken apart where it would come to mean something
 * else), in what properties validate, in what tasks wait for, in the JSON of the dependency graph, in tables of requirements, and in prose
 * ("see Requirement 3.2"). Code blocks and comments stay as they are. Subtasks go with their task, criteria with their requirement.
 *
 * `newName` of a criterion may be its own number alone (`5` for `3.5`). Where the renamed spec would not mean what it meant before, nothing is
 * edited and the reason is given. Pure; linear in the texts.
 */
export function renameAcross(documents: readonly SpecDocument[], subject: RenameSubject, newName: string): RenamedAcross {
  const read = readDocuments(documents);
  const name = newName.trim();
  const found = subject.kind === 'term' ? termEdits(read, subject.id, name) : idEdits(read, subject.kind, subject.id, name);
  if ('refusal' in found) return { edits: null, refusal: found.refusal };
  const edits = found.edits.filter((document) => document.edits.length > 0);
  const after = readDocuments(
    documents.map((document) => ({ ...document, text: applyDocumentEdits(document.text, edits, document.kind) })),
  );
  const loss = stillMeans(read, after, found.renaming);
  return loss === null ? { edits, refusal: null } : { edits: null, refusal: loss };
}
