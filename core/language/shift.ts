import type { Span } from './span.ts';
import type { Criterion, Diagnostic, Requirement } from './spec-tree.ts';

/** The same requirement, so many units further on. Nothing is changed in place: someone may still show the old one. */
export function shiftRequirement(requirement: Requirement, by: number): Requirement {
  const { id, isSynthetic, title, span, headingSpan, userStory, criteria } = requirement;
  return {
    id,
    isSynthetic,
    title,
    span: shiftSpan(span, by),
    headingSpan: shiftSpan(headingSpan, by),
    userStory: userStory && { text: userStory.text, span: shiftSpan(userStory.span, by) },
    criteria: criteria.map((criterion) => shiftCriterion(criterion, by)),
  };
}

function shiftCriterion({ id, isSynthetic, text, span, pattern, clauses, subject, modality, response }: Criterion, by: number): Criterion {
  return {
    id,
    isSynthetic,
    text,
    span: shiftSpan(span, by),
    pattern,
    clauses: clauses.map((clause) => ({ kind: clause.kind, keyword: clause.keyword, text: clause.text, span: shiftSpan(clause.span, by) })),
    subject: subject && { text: subject.text, span: shiftSpan(subject.span, by) },
    modality: modality && { text: modality.text, span: shiftSpan(modality.span, by), isNegative: modality.isNegative },
    response: response && { text: response.text, span: shiftSpan(response.span, by) },
  };
}

/** The same diagnostic, so many units further on. Its fixes go with it: what it finds and what puts it right stand together. */
export function shiftDiagnostic(diagnostic: Diagnostic, by: number): Diagnostic {
  if (by === 0) return diagnostic;
  const { code, severity, message, span, fixes } = diagnostic;
  return {
    code,
    severity,
    message,
    span: shiftSpan(span, by),
    fixes:
      fixes.length === 0
        ? fixes
        : fixes.map(({ title, edits }) => ({ title, edits: edits.map((edit) => ({ span: shiftSpan(edit.span, by), text: edit.text })) })),
  };
}

function shiftSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
