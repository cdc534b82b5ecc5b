import { isDigit } from './lines.ts';
import { shiftDiagnostic } from './shift.ts';
import type { Span } from './span.ts';
import type { Criterion, DesignTree, Diagnostic, Requirement, Task, TasksTree } from './spec-tree.ts';

type Numbered = { id: string; isSynthetic: boolean };

/** An id whose last `id.length - stem` characters are a number. */
type Numeral = { id: string; stem: number; number: number };

/** A diagnostic of the item at a place of the list. */
type Found = { at: number; diagnostic: Diagnostic };

const headingOf = ({ headingSpan }: { headingSpan: Span }): Span => headingSpan;

/** Duplicates and gaps among the numbers of requirements, each of which stands `by` units further on than it says. */
export function checkRequirementIds(placed: readonly { requirement: Requirement; by: number }[]): Diagnostic[] {
  const requirements = placed.map(({ requirement }) => requirement);
  const found = [
    ...duplicates(requirements, headingOf, 'ids/duplicate-requirement', 'Requirement'),
    ...gaps(requirements, headingOf, 'Requirement'),
  ];
  return found.map(({ at, diagnostic }) => shiftDiagnostic(diagnostic, placed[at]?.by ?? 0));
}

/** Duplicates and gaps among the numbers of one requirement's criteria. */
export function checkCriterionIds({ criteria }: Requirement): Diagnostic[] {
  if (criteria.length < 2) return [];
  const spanOf = ({ text, span }: Criterion) => firstLine(text, span);
  return diagnosticsOf([...duplicates(criteria, spanOf, 'ids/duplicate-criterion', 'Criterion'), ...gaps(criteria, spanOf, 'Criterion')]);
}

/** Properties with the same number cannot be told apart by those that mention them. */
export function checkPropertyIds({ properties }: DesignTree): Diagnostic[] {
  const items = properties.map(({ id, headingSpan }) => ({ id, isSynthetic: false, headingSpan }));
  return diagnosticsOf(duplicates(items, headingOf, 'ids/duplicate-property', 'Property'));
}

/** Tasks with the same number: a tick by number would meet the first of them only. */
export function checkTaskIds({ tasks }: TasksTree): Diagnostic[] {
  const spanOf = ({ stateSpan, title }: Task) => ({ start: stateSpan.start - 1, end: stateSpan.end + 1 + Math.min(title.length, 40) });
  return diagnosticsOf(duplicates(tasks, spanOf, 'ids/duplicate-task', 'Task'));
}

function diagnosticsOf(found: Found[]): Diagnostic[] {
  return found.map(({ diagnostic }) => diagnostic);
}

function duplicates<T extends Numbered>(items: readonly T[], spanOf: (item: T) => Span, code: string, noun: string): Found[] {
  const seen = new Set<string>();
  const found: Found[] = [];
  for (const [at, item] of items.entries()) {
    const { id, isSynthetic } = item;
    if (isSynthetic) continue;
    if (seen.has(id)) {
      const message = `${noun} ${id} stands here a second time, so a reference to ${id} is ambiguous.`;
      found.push({ at, diagnostic: { code, severity: 'error', message, span: spanOf(item), fixes: [] } });
    }
    seen.add(id);
  }
  return found;
}

/** Numbers should rise by one; only the last part of an id counts, and only where the part before it stays the same. */
function gaps<T extends Numbered>(items: readonly T[], spanOf: (item: T) => Span, noun: string): Found[] {
  const found: Found[] = [];
  let previous: Numeral | undefined;
  for (const [at, item] of items.entries()) {
    const { id, isSynthetic } = item;
    const stem = isSynthetic ? id.length : stemLength(id);
    if (stem === id.length) {
      previous = undefined;
      continue;
    }
    const number = Number(id.slice(stem));
    if (previous && isOneList(previous, id, stem) && number !== previous.number && number !== previous.number + 1) {
      const expected = `${id.slice(0, stem)}${previous.number + 1}`;
      const message = `${noun} ${previous.id} is followed by ${id}, where ${expected} was expected.`;
      found.push({ at, diagnostic: { code: 'ids/gap', severity: 'warning', message, span: spanOf(item), fixes: [] } });
    }
    previous = { id, stem, number };
  }
  return found;
}

function isOneList(previous: Numeral, id: string, stem: number): boolean {
  return previous.stem === stem && previous.id.slice(0, stem) === id.slice(0, stem);
}

/** How much of an id stands before the digits that end it. */
function stemLength(id: string): number {
  let at = id.length;
  while (at > 0 && isDigit(id.charCodeAt(at - 1))) at -= 1;
  return at;
}

function firstLine(text: string, { start, end }: Span): Span {
  const newline = text.indexOf('\n');
  return { start, end: newline < 0 ? end : start + newline };
}
