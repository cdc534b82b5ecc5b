import type { Diagnostic, RequirementsTree } from './spec-tree.ts';

/** Whether the document has the parts that a requirements document is made of. */
export function checkRequirements({ kind, requirements }: RequirementsTree): Diagnostic[] {
  if (requirements.length === 0) {
    const message =
      'No requirement is found here. A requirement is a heading such as "### Requirement 1: Title" with acceptance criteria beneath it.';
    return [{ code: 'structure/no-requirements', severity: 'warning', message, span: { start: 0, end: 0 }, fixes: [] }];
  }
  const diagnostics: Diagnostic[] = [];
  for (const { id, criteria, userStory, headingSpan, isSynthetic } of requirements) {
    const name = isSynthetic ? 'This requirement' : `Requirement ${id}`;
    if (criteria.length === 0) {
      const message = `${name} has no acceptance criteria, so nothing can establish that it is met.`;
      diagnostics.push({ code: 'structure/no-criteria', severity: 'warning', message, span: headingSpan, fixes: [] });
    } else if (
      kind === 'requirements' &&
      !criteria.some(({ pattern, clauses }) => pattern === 'unwanted' || clauses.some(({ kind: clause }) => clause === 'condition'))
    ) {
      const message = `${name} says nothing about what happens when something goes wrong. Consider a criterion that begins with IF.`;
      if (criteria.length >= 4 && !isSynthetic)
        diagnostics.push({ code: 'ears/no-unwanted', severity: 'hint', message, span: headingSpan, fixes: [] });
    }
    if (kind === 'requirements' && !userStory && !isSynthetic) {
      diagnostics.push({
        code: 'structure/no-user-story',
        severity: 'hint',
        message: `${name} has no user story: who wants it, and what for?`,
        span: headingSpan,
        fixes: [],
      });
    }
  }
  return diagnostics;
}
