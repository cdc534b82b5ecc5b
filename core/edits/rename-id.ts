import { readDesign, readRequirements, readTasks } from '#core/formats/read-document.ts';
import type { SpecTexts } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import type { Reference, RequirementsTree } from '#core/language/spec-tree.ts';
import { canonicalId } from '#core/trace/resolve.ts';

export type TextEdit = { span: Span; text: string };

/** What a rename would change, document by document, in order and not overlapping: to look at, and then to apply. */
export type SpecEdits = { requirements: TextEdit[]; design: TextEdit[]; tasks: TextEdit[] };

/** Why a rename cannot be: each a sentence for the person who asked. */
export type RenameResult = { edits: SpecEdits; refusal: null } | { edits: null; refusal: string };

/**
 * Gives a requirement (`3`) or a criterion (`3.2`) another id, where it stands and wherever it is named: in tasks and in what properties
 * validate, alone, as the head of a criterion's id, and at either end of a range. A range of which only the middle is renamed would come
 * to mean something else, so that is refused, as is an id that is taken or that the author never wrote.
 */
export function renameId(texts: SpecTexts, from: string, to: string): RenameResult {
  const text = texts.requirements ?? '';
  const { tree } = readRequirements(text, texts.format);
  const requirement = tree.requirements.find(({ id }) => id === from);
  const criterion = requirement ? undefined : tree.requirements.flatMap(({ criteria }) => criteria).find(({ id }) => id === from);
  const subject = requirement ?? criterion;
  if (!subject) return refuse(`There is no requirement or criterion ${from}.`);
  if (subject.isSynthetic) return refuse(`${from} has no number of its own in the text.`);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/.test(to)) return refuse(`"${to}" cannot be an id: it takes letters, digits, dots and dashes.`);
  if (idsOf(tree).has(canonicalId(to))) return refuse(`${to} is taken.`);
  const own = requirement ? headingEdit(text, requirement.headingSpan, from, to) : numberEdit(text, subject.span, from, to);
  if (!own) return refuse(`${from} is not written where its name could be changed to ${to}.`);
  const references = [
    ...(texts.design === undefined ? [] : readDesign(texts.design).tree.properties.flatMap(({ validates }) => validates)),
    ...(texts.tasks === undefined ? [] : readTasks(texts.tasks, texts.format).tree.tasks.flatMap((task) => task.references)),
  ];
  const torn = criterion ? references.find((reference) => isInside(tree, reference, from)) : undefined;
  if (torn) return refuse(`${from} stands inside the range ${torn.text}, which would no longer mean it.`);
  const inTexts = (found: Reference[]) => inOrder(found.flatMap((reference) => referenceEdits(reference, from, to)));
  return {
    edits: {
      requirements: [own, ...printedIds(text, tree, from, to)],
      design: texts.design === undefined ? [] : inTexts(readDesign(texts.design).tree.properties.flatMap(({ validates }) => validates)),
      tasks: texts.tasks === undefined ? [] : inTexts(readTasks(texts.tasks, texts.format).tree.tasks.flatMap((task) => task.references)),
    },
    refusal: null,
  };
}

/** Carries out edits that are in order and do not overlap. */
export function applyEdits(text: string, edits: TextEdit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const edit of edits) {
    parts.push(text.slice(from, edit.span.start), edit.text);
    from = edit.span.end;
  }
  return parts.join('') + text.slice(from);
}

function refuse(refusal: string): RenameResult {
  return { edits: null, refusal };
}

function idsOf({ requirements }: RequirementsTree): Set<string> {
  return new Set(requirements.flatMap(({ id, criteria }) => [id, ...criteria.map((criterion) => criterion.id)]).map(canonicalId));
}

function headingEdit(text: string, span: Span, from: string, to: string): TextEdit | null {
  const at = text.slice(span.start, span.end).indexOf(from);
  return at < 0 ? null : { span: { start: span.start + at, end: span.start + at + from.length }, text: to };
}

/** The printed number before a criterion: `2.` of `1.2`, or all of `1.2`. Only the last part can change, or it would move elsewhere. */
function numberEdit(text: string, span: Span, from: string, to: string): TextEdit | null {
  const [stem, last] = splitId(from);
  const [toStem, toLast] = splitId(to);
  if (stem !== toStem || toLast === '') return null;
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const head = text.slice(lineStart, span.start);
  const at = head.lastIndexOf(last);
  return at < 0 ? null : { span: { start: lineStart + at, end: lineStart + at + last.length }, text: toLast };
}

function splitId(id: string): [string, string] {
  const dot = id.lastIndexOf('.');
  return [id.slice(0, dot + 1), id.slice(dot + 1)];
}

/** Where criteria print their whole id (`3.1 WHEN ...`), the requirement's part of it changes with the requirement. */
function printedIds(text: string, { requirements }: RequirementsTree, from: string, to: string): TextEdit[] {
  const criteria = requirements.find(({ id }) => id === from)?.criteria ?? [];
  return criteria.flatMap(({ id, span }) => {
    const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
    const at = text.slice(lineStart, span.start).indexOf(id);
    return at < 0 ? [] : [{ span: { start: lineStart + at, end: lineStart + at + from.length }, text: to }];
  });
}

/** A reference names an id whole, or as the requirement of a criterion. */
function referenceEdits(reference: Reference, from: string, to: string): TextEdit[] {
  if (reference.kind !== 'id' && reference.kind !== 'range') return [];
  const ends = [{ id: reference.from, at: 0 }];
  if (reference.to !== null) ends.push({ id: reference.to, at: reference.text.lastIndexOf(reference.to) });
  return ends.flatMap(({ id, at }) => {
    if (id !== from && !id.startsWith(`${from}.`)) return [];
    const start = reference.span.start + at;
    return [{ span: { start, end: start + from.length }, text: to }];
  });
}

/** Tasks beneath one heading share its references: each place is edited once. */
function inOrder(edits: TextEdit[]): TextEdit[] {
  return [...new Map(edits.map((edit) => [edit.span.start, edit])).values()].sort((a, b) => a.span.start - b.span.start);
}

function isInside(tree: RequirementsTree, { kind, from, to }: Reference, id: string): boolean {
  if (kind !== 'range' || to === null || from === id || to === id) return false;
  const order = tree.requirements.flatMap(({ criteria }) => criteria.map((criterion) => criterion.id));
  const [low, at, high] = [order.indexOf(from), order.indexOf(id), order.indexOf(to)];
  return low >= 0 && low < at && at < high;
}
