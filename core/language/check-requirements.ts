import type { Diagnostic, Requirement, RequirementsTree } from './spec-tree.ts';

/** A document without a single requirement, which may be one that is only begun. */
export function checkPresence(requirements: number): Diagnostic[] {
  if (requirements > 0) return [];
  const message =
    'No requirement is found here. A requirement is a heading such as "### Requirement 1: Title" with acceptance criteria beneath it.';
  return [{ code: 'structure/no-requirements', severity: 'warning', message, span: { start: 0, end: 0 }, fixes: [] }];
}

/** Whether a requirement has the parts that one is made of. */
export function checkRequirement(
  kind: RequirementsTree['kind'],
  { id, criteria, userStory, headingSpan, isSynthetic }: Requirement,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const say = (code: string, severity: Diagnostic['severity'], message: string) =>
    diagnostics.push({ code, severity, message, span: headingSpan, fixes: [] });
  const name = isSynthetic ? 'This requirement' : `Requirement ${id}`;
  if (criteria.length === 0)
    say('structure/no-criteria', 'warning', `${name} has no acceptance criteria, so nothing can establish that it is met.`);
  if (kind === 'bugfix' || isSynthetic) return diagnostics;
  const hasUnwanted = criteria.some(
    ({ pattern, clauses }) => pattern === 'unwanted' || clauses.some((clause) => clause.kind === 'condition'),
  );
  if (criteria.length >= 4 && !hasUnwanted) {
    say(
      'ears/no-unwanted',
      'hint',
      `${name} says nothing about what happens when something goes wrong. Consider a criterion that begins with IF.`,
    );
  }
  if (!userStory) say('structure/no-user-story', 'hint', `${name} has no user story: who wants it, and what for?`);
  return diagnostics;
}
