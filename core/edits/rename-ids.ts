import type { Span } from '#core/language/span.ts';
import type { Criterion } from '#core/language/spec-tree.ts';
import { canonicalId } from '#core/trace/resolve.ts';
import type { DocumentEdits, PlainEdit } from './document-edits.ts';
import { graphIds, graphIdText } from './graph-ids.ts';
import { propertyMentions, requirementMentions, taskMentions } from './mentions.ts';
import { indexReferences, type ReferenceIndex, referenceEdits } from './reference-edits.ts';
import { type IdKind, planRenaming, type Renaming, stemOf } from './renaming.ts';
import type { ReadDocuments } from './spec-documents.ts';

type Document = ReadDocuments['documents'][number];

/** All places of an id that is renamed, document by document; or why it cannot be. */
export function idEdits(
  read: ReadDocuments,
  kind: IdKind,
  id: string,
  name: string,
): { edits: DocumentEdits[]; renaming: Renaming } | { refusal: string } {
  const renaming = planRenaming(read, kind, id, name);
  if ('refusal' in renaming) return renaming;
  const index = indexReferences(read.requirements?.tree ?? null);
  const own = ownEdits(read, renaming);
  if (own.edits.length === 0) return { refusal: `${id} is not written where it could be changed to ${name}.` };
  const edits = read.documents.map((document) => ({
    documentKind: document.kind,
    edits: ordered([...(document.kind === own.documentKind ? own.edits : []), ...mentionEdits(document, index, renaming)]),
  }));
  return { edits, renaming };
}

/** Where the renamed things themselves stand. */
function ownEdits(read: ReadDocuments, { requirements, criteria, properties, tasks }: Renaming): DocumentEdits {
  if (tasks.size > 0) {
    const edits = (read.tasks?.tree.tasks ?? []).flatMap(({ id, isSynthetic, stateSpan, span }) => {
      const to = isSynthetic ? undefined : tasks.get(canonicalId(id));
      return to === undefined
        ? []
        : tokenEdit(read.tasks?.text ?? '', { start: stateSpan.end + 1, end: Math.min(span.end, stateSpan.end + 60) }, id, to);
    });
    return { documentKind: 'tasks', edits };
  }
  if (properties.size > 0) {
    const edits = (read.design?.tree.properties ?? []).flatMap(({ id, headingSpan }) => {
      const to = properties.get(canonicalId(id));
      return to === undefined ? [] : tokenEdit(read.design?.text ?? '', headingSpan, id, to);
    });
    return { documentKind: 'design', edits };
  }
  const { kind, text, tree } = read.requirements ?? { kind: 'requirements' as const, text: '', tree: { requirements: [] } };
  const edits = tree.requirements.flatMap((requirement) => {
    const to = requirement.isSynthetic ? undefined : requirements.get(canonicalId(requirement.id));
    const heading = to === undefined ? [] : tokenEdit(text, requirement.headingSpan, requirement.id, to);
    return [
      ...heading,
      ...requirement.criteria.flatMap((criterion) => numberEdit(text, criterion, criteria.get(canonicalId(criterion.id)))),
    ];
  });
  return { documentKind: kind, edits };
}

/** The number printed before a criterion: all of its id, or the last part alone (`2.` of `1.2`). */
function numberEdit(text: string, { id, span, isSynthetic }: Criterion, to: string | undefined): PlainEdit[] {
  if (to === undefined || isSynthetic) return [];
  const head = { start: text.lastIndexOf('\n', span.start - 1) + 1, end: span.start };
  const whole = tokenEdit(text, head, id, to);
  if (whole.length > 0) return whole;
  const [last, next] = [id.slice(stemOf(id).length), to.slice(stemOf(to).length)];
  return last === next ? [] : tokenEdit(text, head, last, next);
}

/** The first place of an id in a stretch where it is no part of a longer one. */
function tokenEdit(text: string, { start, end }: Span, id: string, to: string): PlainEdit[] {
  for (let at = text.indexOf(id, start); at >= 0 && at + id.length <= end; at = text.indexOf(id, at + 1)) {
    if (isWord(text[at - 1]) || isWord(text[at + id.length])) continue;
    return [{ start: at, end: at + id.length, text: to }];
  }
  return [];
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /[A-Za-z0-9]/.test(char);
}

function mentionEdits({ kind, text, lines }: Document, index: ReferenceIndex, renaming: Renaming): PlainEdit[] {
  if (renaming.properties.size > 0) return numberedEdits(propertyMentions(text, lines), renaming.properties);
  if (renaming.tasks.size === 0) return requirementMentions(text, lines).flatMap((reference) => referenceEdits(index, reference, renaming));
  const inGraph = (kind === 'tasks' ? graphIds(text, lines) : []).flatMap((found) => {
    const to = renaming.tasks.get(canonicalId(found.id));
    return to === undefined ? [] : [{ ...found.span, text: graphIdText(to, found) }];
  });
  return [...numberedEdits(taskMentions(text, lines, kind === 'tasks'), renaming.tasks), ...inGraph];
}

/** Properties and tasks are named one by one, or by the two ends of a range. */
function numberedEdits(mentions: ReturnType<typeof taskMentions>, names: ReadonlyMap<string, string>): PlainEdit[] {
  return mentions.flatMap(({ from, to, span, text }) => {
    const ends = [{ id: from, at: 0 }, ...(to === null ? [] : [{ id: to, at: text.lastIndexOf(to) }])];
    return ends.flatMap(({ id, at }) => {
      const name = names.get(canonicalId(id));
      return name === undefined ? [] : [{ start: span.start + at, end: span.start + at + id.length, text: name }];
    });
  });
}

/** In order of the text, each place once: a heading is also a mention of what it names. */
function ordered(edits: PlainEdit[]): PlainEdit[] {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let end = -1;
  return sorted.filter((edit) => {
    if (edit.start < end) return false;
    end = edit.end;
    return true;
  });
}
