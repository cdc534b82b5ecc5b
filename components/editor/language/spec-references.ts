import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Reference } from '#core/language/spec-tree.ts';
import { termKey } from '#core/language/term-index.ts';
import { criteriaOf } from '#core/trace/resolve.ts';
import { dependencies, idSpan, indexOf, numberSpan, type Place, propertyMentions, type Subject } from './subjects.ts';
import { placesOfTerm } from './term-places.ts';

/** Where a subject is written down for the first time; null where it is not any more. */
export function definitionOf(analysis: SpecAnalysis, { kind, id }: Subject): Place | null {
  const { requirementById, criterionById, terms } = indexOf(analysis);
  const { texts, design, tasks } = analysis;
  if (kind === 'criterion') {
    const criterion = criterionById.get(id);
    return criterion ? { document: 'requirements', span: criterion.span } : null;
  }
  if (kind === 'requirement') {
    const requirement = [...requirementById.values()].find((one) => one.id === id);
    return requirement ? { document: 'requirements', span: idSpan(texts.requirements ?? '', requirement.headingSpan, id) } : null;
  }
  if (kind === 'term') {
    const entry = terms.byKey.get(termKey(id));
    return entry ? { document: 'requirements', span: entry.termSpan } : null;
  }
  if (kind === 'property') {
    const property = design?.tree.properties.find((one) => one.id === id);
    return property ? { document: 'design', span: property.headingSpan } : null;
  }
  const task = tasks?.tree.tasks.find((one) => one.id === id);
  return task ? { document: 'tasks', span: numberSpan(texts.tasks ?? '', task) ?? task.stateSpan } : null;
}

/**
 * Every place that names a subject, its definition apart, document by document. A range, a whole requirement and `All` name each criterion in
 * them; a criterion's id names its requirement, too.
 */
export function referencesTo(analysis: SpecAnalysis, subject: Subject): Place[] {
  const { texts, design, tasks } = analysis;
  if (subject.kind === 'term') return termPlaces(analysis, subject.id);
  if (subject.kind === 'task') {
    const text = texts.tasks ?? '';
    return (tasks?.tree.tasks ?? [])
      .flatMap((task) => (task.dependsOn.includes(subject.id) ? dependencies(text, task) : []))
      .filter(({ from }) => from === subject.id)
      .map(({ span }) => ({ document: 'tasks', span }));
  }
  if (subject.kind === 'property') {
    const text = texts.tasks ?? '';
    return propertyMentions(text, { start: 0, end: text.length })
      .filter(({ id }) => id === subject.id)
      .map(({ span }) => ({ document: 'tasks', span }));
  }
  const isNamed = naming(analysis, subject);
  const inDesign = (design?.tree.properties ?? []).flatMap(({ validates }) => validates).filter(isNamed);
  const inTasks = (tasks?.tree.tasks ?? []).flatMap(({ references }) => references).filter(isNamed);
  return [
    ...once(inDesign).map(({ span }): Place => ({ document: 'design', span })),
    ...once(inTasks).map(({ span }): Place => ({ document: 'tasks', span })),
  ];
}

function naming(analysis: SpecAnalysis, { kind, id }: Subject): (reference: Reference) => boolean {
  const { criteria, requirementById } = indexOf(analysis);
  if (kind === 'criterion') return (reference) => criteriaOf(criteria, reference).includes(id);
  const requirement = [...requirementById.values()].find((one) => one.id === id);
  const own = new Set(requirement?.criteria.map((criterion) => criterion.id));
  return (reference) => reference.kind !== 'all' && (reference.from === id || criteriaOf(criteria, reference).some((one) => own.has(one)));
}

function termPlaces(analysis: SpecAnalysis, id: string): Place[] {
  const { terms } = indexOf(analysis);
  const entry = terms.byKey.get(termKey(id));
  if (!entry) return [];
  return (['requirements', 'design', 'tasks'] as const).flatMap((document) =>
    placesOfTerm(analysis.texts[document] ?? '', terms, entry)
      .filter(({ start }) => document !== 'requirements' || start !== entry.termSpan.start)
      .map((span) => ({ document, span })),
  );
}

/** Tasks beneath one heading share its references: each place is named once. */
function once(references: Reference[]): Reference[] {
  return [...new Map(references.map((reference) => [reference.span.start, reference])).values()];
}
