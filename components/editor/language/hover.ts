import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Criterion, EarsPattern } from '#core/language/spec-tree.ts';
import { termKey } from '#core/language/term-index.ts';
import { indexOf, type Subject } from './subjects.ts';

/** What is known of a criterion from elsewhere, in words: what machines found, how it is read; null where nothing has spoken for it. */
export type VerdictOf = (criterionId: string) => string | null;

const patternNames: Record<EarsPattern, string> = {
  ubiquitous: 'always',
  event: 'event',
  state: 'state',
  unwanted: 'unwanted behaviour',
  optional: 'option',
  complex: 'complex',
  unclassified: 'not EARS',
};
const stateNames = { todo: 'open', queued: 'queued', running: 'running', done: 'done' } as const;

/** What is known about a subject, as paragraphs of Markdown in which the author's words are inert. */
export function hoverOf(
  analysis: SpecAnalysis,
  { kind, id }: Subject,
  verdictOf: VerdictOf = () => null,
  readingOf: VerdictOf = () => null,
): string[] {
  const { requirementById, criterionById, terms } = indexOf(analysis);
  if (kind === 'criterion') {
    const criterion = criterionById.get(id);
    return criterion ? aboutCriterion(analysis, criterion, verdictOf(id), readingOf(id)) : [];
  }
  if (kind === 'requirement') {
    const requirement = [...requirementById.values()].find((one) => one.id === id);
    if (!requirement) return [];
    const count = requirement.criteria.length;
    return [
      `**Requirement ${inert(id)}** ${inert(requirement.title)}`,
      ...(requirement.userStory ? [inert(requirement.userStory.text)] : []),
      count === 1 ? '1 criterion' : `${count} criteria`,
    ];
  }
  if (kind === 'term') {
    const entry = terms.byKey.get(termKey(id));
    return entry
      ? [`**${inert(entry.term)}** (term)`, inert(entry.definition.trim() || 'The glossary has the term without a definition.')]
      : [];
  }
  if (kind === 'property') {
    const property = analysis.design?.tree.properties.find((one) => one.id === id);
    if (!property) return [];
    const criterionIds = analysis.trace.properties.get(id)?.criterionIds ?? [];
    return [
      `**Property ${inert(id)}** ${inert(property.title)}`,
      ...(property.statement ? [inert(property.statement)] : []),
      criterionIds.length > 0 ? `Validates ${inert(listed(criterionIds))}` : 'Validates no criterion',
    ];
  }
  const task = analysis.tasks?.tree.tasks.find((one) => one.id === id);
  if (!task) return [];
  const served = analysis.trace.tasks.get(id)?.criterionIds ?? [];
  return [
    `**Task ${inert(id)}** ${inert(task.title)} (${stateNames[task.state]})`,
    served.length > 0 ? `Serves ${inert(listed(served))}` : 'Serves no criterion',
  ];
}

function aboutCriterion(
  analysis: SpecAnalysis,
  { id, pattern, text }: Criterion,
  verdict: string | null,
  reading: string | null,
): string[] {
  const { propertyIds, taskIds } = analysis.trace.criteria.get(id) ?? { propertyIds: [], taskIds: [] };
  return [
    `**Criterion ${inert(id)}** (${patternNames[pattern]})`,
    inert(text),
    [
      propertyIds.length > 0 ? `Validated by property ${inert(listed(propertyIds))}` : 'Validated by no property',
      taskIds.length > 0 ? `served by task ${inert(listed(taskIds))}` : 'served by no task',
    ].join(', '),
    ...(reading === null ? [] : [inert(reading)]),
    ...(verdict === null ? [] : [`Verdict: ${inert(verdict)}`]),
  ];
}

const MAX_LISTED = 12;

function listed(ids: readonly string[]): string {
  const more = ids.length - MAX_LISTED;
  return more > 0 ? `${ids.slice(0, MAX_LISTED).join(', ')} and ${more} more` : ids.join(', ');
}

/** The words of a person as Markdown that shows just these words. */
export function inert(words: string): string {
  return words
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]()#+\-.!|<>&~:$]/g, '\\$&');
}
