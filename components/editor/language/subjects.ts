import type { SpecAnalysis } from '#core/language/diagnose.ts';
import { isLabel, readLabelled } from '#core/language/labels.ts';
import { readLines } from '#core/language/lines.ts';
import { readReferences } from '#core/language/references.ts';
import type { Span } from '#core/language/span.ts';
import type { Criterion, Reference, Requirement, Task } from '#core/language/spec-tree.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import { type CriterionIndex, canonicalId, indexCriteria } from '#core/trace/resolve.ts';
import { findTerms, type TermFinder, termAt } from './term-places.ts';

/** What a place of a spec is about. The id of a term is the term as the glossary has it. */
export type Subject = { kind: 'requirement' | 'criterion' | 'property' | 'task' | 'term'; id: string };

export type Place = { document: DocumentStage; span: Span };

/** What is looked up again and again in one analysis. */
export type SpecIndex = {
  criteria: CriterionIndex;
  requirementById: ReadonlyMap<string, Requirement>;
  criterionById: ReadonlyMap<string, Criterion>;
  terms: TermFinder;
};

const indexes = new WeakMap<SpecAnalysis, SpecIndex>();

/** The index of an analysis, made once. */
export function indexOf(analysis: SpecAnalysis): SpecIndex {
  const known = indexes.get(analysis);
  if (known) return known;
  const tree = analysis.requirements?.tree ?? null;
  const requirementById = new Map<string, Requirement>();
  const criterionById = new Map<string, Criterion>();
  for (const requirement of tree?.requirements ?? []) {
    const key = canonicalId(requirement.id);
    if (!requirementById.has(key)) requirementById.set(key, requirement);
    for (const criterion of requirement.criteria) if (!criterionById.has(criterion.id)) criterionById.set(criterion.id, criterion);
  }
  const index = { criteria: indexCriteria(tree), requirementById, criterionById, terms: findTerms(tree?.glossary ?? []) };
  indexes.set(analysis, index);
  return index;
}

/** What stands at an offset of a document, and where it stands there. The offset is one of the text that was analysed. */
export function subjectAt(analysis: SpecAnalysis, document: DocumentStage, offset: number): { subject: Subject; span: Span } | null {
  const text = analysis.texts[document];
  if (text === undefined || offset > text.length) return null;
  const own =
    document === 'requirements'
      ? inRequirements(analysis, text, offset)
      : document === 'design'
        ? inDesign(analysis, offset)
        : inTasks(analysis, text, offset);
  if (own) return own;
  const place = termAt(text, indexOf(analysis).terms, offset);
  return place && { subject: { kind: 'term', id: place.term.term }, span: place.span };
}

function inRequirements({ requirements }: SpecAnalysis, text: string, offset: number) {
  const requirement = requirements?.tree.requirements.find(({ span }) => holds(span, offset));
  if (!requirement) return null;
  if (holds(requirement.headingSpan, offset)) {
    return { subject: { kind: 'requirement', id: requirement.id } as const, span: idSpan(text, requirement.headingSpan, requirement.id) };
  }
  const criterion = requirement.criteria.find(({ span }) => lineStart(text, span.start) <= offset && offset < span.start);
  return criterion ? { subject: { kind: 'criterion', id: criterion.id } as const, span: markerSpan(text, criterion.span) } : null;
}

function inDesign(analysis: SpecAnalysis, offset: number) {
  const property = analysis.design?.tree.properties.find(({ span }) => holds(span, offset));
  if (!property) return null;
  if (holds(property.headingSpan, offset)) {
    const text = analysis.texts.design ?? '';
    return { subject: { kind: 'property', id: property.id } as const, span: idSpan(text, property.headingSpan, property.id) };
  }
  return referenceAt(indexOf(analysis), property.validates, offset);
}

function inTasks(analysis: SpecAnalysis, text: string, offset: number) {
  const tasks = analysis.tasks?.tree.tasks ?? [];
  const reference = referenceAt(indexOf(analysis), referencesNear(tasks, offset), offset);
  if (reference) return reference;
  const task = tasks.find(({ span }) => holds(span, offset));
  if (!task) return null;
  const number = task.isSynthetic ? null : numberSpan(text, task);
  if (number && holds(number, offset)) return { subject: { kind: 'task', id: task.id } as const, span: number };
  const waitedFor = dependencies(text, task).find(({ span }) => holds(span, offset));
  if (waitedFor && tasks.some(({ id }) => id === waitedFor.from)) {
    return { subject: { kind: 'task', id: waitedFor.from } as const, span: waitedFor.span };
  }
  const mention = propertyMentions(text, task.span).find(({ span }) => holds(span, offset));
  const isKnown = mention && analysis.design?.tree.properties.some(({ id }) => id === mention.id);
  return isKnown ? { subject: { kind: 'property', id: mention.id } as const, span: mention.span } : null;
}

/** Tasks beneath a heading may share references that stand before all of them. */
function referencesNear(tasks: readonly Task[], offset: number): Reference[] {
  return tasks.flatMap(({ references }) => references.filter(({ span }) => holds(span, offset))).slice(0, 1);
}

function referenceAt(index: SpecIndex, references: readonly Reference[], offset: number) {
  const reference = references.find(({ span }) => holds(span, offset));
  const end = reference && endAt(reference, offset);
  const subject = end ? subjectOf(index, end.id) : null;
  return end && subject ? { subject, span: end.span } : null;
}

/** Of a range, the end that the offset stands in; its bare number (`1.2-4`) is read as the same requirement's. */
function endAt({ kind, from, to, text, span }: Reference, offset: number): { id: string; span: Span } | null {
  if (kind !== 'id' && kind !== 'range') return null;
  if (to === null) return { id: from, span };
  const at = span.start + text.lastIndexOf(to);
  if (offset < at) return { id: from, span: { start: span.start, end: span.start + from.length } };
  const dot = from.lastIndexOf('.');
  const isBare = dot > 0 && !to.includes('.') && /^\d/.test(to);
  return { id: isBare ? `${from.slice(0, dot)}.${to}` : to, span: { start: at, end: at + to.length } };
}

/** The criterion or requirement that an id names, under the id that its author wrote; null where there is none. */
export function subjectOf({ criteria, requirementById }: SpecIndex, id: string): Subject | null {
  const key = canonicalId(id);
  const criterion = criteria.order[criteria.place.get(key) ?? -1];
  if (criterion !== undefined) return { kind: 'criterion', id: criterion };
  const requirement = requirementById.get(key) ?? requirementById.get(`#${key}`);
  return requirement ? { kind: 'requirement', id: requirement.id } : null;
}

/** What a task waits for, as its own lines say it. */
export function dependencies(text: string, { span, dependsOn }: Task): Reference[] {
  if (dependsOn.length === 0) return [];
  const words = text.slice(span.start, span.end);
  return readLines(words).lines.flatMap(({ from, to }) => {
    const labelled = readLabelled(words, from, to);
    if (!labelled || !isLabel('depends', labelled.label)) return [];
    return readReferences(words, labelled.rest.start, labelled.rest.end).map((reference) => ({
      ...reference,
      span: { start: reference.span.start + span.start, end: reference.span.end + span.start },
    }));
  });
}

const PROPERTY = /(?:property|属性|性质|プロパティ|속성)\s{0,3}(\d{1,5}[a-z]?)(?![.\d])/giu;

/** Where a stretch of text speaks of properties by number. */
export function propertyMentions(text: string, { start, end }: Span): { id: string; span: Span }[] {
  return [...text.slice(start, end).matchAll(PROPERTY)].map((match) => ({
    id: match[1] ?? '',
    span: { start: start + match.index, end: start + match.index + match[0].length },
  }));
}

export function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** Where an id stands in a line that bears it; the whole line where it cannot be seen. */
export function idSpan(text: string, line: Span, id: string): Span {
  const at = text.slice(line.start, line.end).indexOf(id);
  return at < 0 ? line : { start: line.start + at, end: line.start + at + id.length };
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The printed number or bullet before an item's words. */
export function markerSpan(text: string, span: Span): Span {
  const start = lineStart(text, span.start);
  const head = text.slice(start, span.start);
  const from = head.search(/\S/);
  return from < 0 ? { start: span.start, end: span.start } : { start: start + from, end: start + head.trimEnd().length };
}

/** The printed number of a task. */
export function numberSpan(text: string, { id, stateSpan, span }: Task): Span | null {
  const from = stateSpan.end + 1;
  const at = text.slice(from, Math.min(span.end, from + 60)).indexOf(id);
  return at < 0 ? null : { start: from + at, end: from + at + id.length };
}
