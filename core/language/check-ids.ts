import type { Span } from './span.ts';
import type { DesignTree, Diagnostic, Requirement, RequirementsTree, TasksTree } from './spec-tree.ts';

type Numbered = { id: string; isSynthetic: boolean; span: Span };

/** Duplicates and gaps among the numbers of requirements. */
export function checkRequirementIds({ requirements }: RequirementsTree): Diagnostic[] {
  const headings = requirements.map(({ id, isSynthetic, headingSpan }) => ({ id, isSynthetic, span: headingSpan }));
  return [...duplicates(headings, 'ids/duplicate-requirement', 'Requirement'), ...gaps(headings, 'Requirement')];
}

/** Duplicates and gaps among the numbers of one requirement's criteria. */
export function checkCriterionIds({ criteria }: Requirement): Diagnostic[] {
  const items = criteria.map(({ id, isSynthetic, text, span }) => ({ id, isSynthetic, span: firstLine(text, span) }));
  return [...duplicates(items, 'ids/duplicate-criterion', 'Criterion'), ...gaps(items, 'Criterion')];
}

/** Properties with the same number cannot be told apart by those that mention them. */
export function checkPropertyIds({ properties }: DesignTree): Diagnostic[] {
  const items = properties.map(({ id, headingSpan }) => ({ id, isSynthetic: false, span: headingSpan }));
  return duplicates(items, 'ids/duplicate-property', 'Property');
}

/** Tasks with the same number: a tick by number would meet the first of them only. */
export function checkTaskIds({ tasks }: TasksTree): Diagnostic[] {
  const items = tasks.map(({ id, isSynthetic, stateSpan, title }) => ({
    id,
    isSynthetic,
    span: { start: stateSpan.start - 1, end: stateSpan.end + 1 + Math.min(title.length, 40) },
  }));
  return duplicates(items, 'ids/duplicate-task', 'Task');
}

function duplicates(items: Numbered[], code: string, noun: string): Diagnostic[] {
  const seen = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const { id, isSynthetic, span } of items) {
    if (isSynthetic) continue;
    if (seen.has(id)) {
      const message = `${noun} ${id} stands here a second time, so a reference to ${id} is ambiguous.`;
      diagnostics.push({ code, severity: 'error', message, span, fixes: [] });
    }
    seen.add(id);
  }
  return diagnostics;
}

/** Numbers should rise by one; only the last part of an id counts, and only where the part before it stays the same. */
function gaps(items: Numbered[], noun: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let previous: { stem: string; number: number; id: string } | null = null;
  for (const { id, isSynthetic, span } of items) {
    const match = isSynthetic ? null : /^(.*?)(\d+)$/.exec(id);
    if (!match) {
      previous = null;
      continue;
    }
    const here = { stem: match[1] ?? '', number: Number(match[2]), id };
    if (previous && previous.stem === here.stem && here.number !== previous.number && here.number !== previous.number + 1) {
      const expected = `${here.stem}${previous.number + 1}`;
      const message = `${noun} ${previous.id} is followed by ${id}, where ${expected} was expected.`;
      diagnostics.push({ code: 'ids/gap', severity: 'warning', message, span, fixes: [] });
    }
    previous = here;
  }
  return diagnostics;
}

function firstLine(text: string, { start, end }: Span): Span {
  const newline = text.indexOf('\n');
  return { start, end: newline < 0 ? end : start + newline };
}
