import { stateChange } from '#core/edits/set-task-state.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Diagnostic, Fix, Task } from '#core/language/spec-tree.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import { isDangling } from '#core/trace/resolve.ts';
import { indexOf, lineStart } from './subjects.ts';

/** A fix of a diagnostic in the document that it is of. The first of a diagnostic's own fixes is the one to prefer. */
export type QuickFix = Fix & { diagnostic: Diagnostic; isPreferred: boolean };

/** What a machine can do about the diagnostics that touch a stretch of the analysed text: their own fixes, then the usual ones. */
export function fixesBetween(analysis: SpecAnalysis, document: DocumentStage, start: number, end: number): QuickFix[] {
  return analysis.diagnostics[document]
    .filter(({ span }) => span.start <= end && start <= span.end)
    .flatMap((diagnostic) => {
      const own = diagnostic.fixes.map((fix, at) => ({ ...fix, diagnostic, isPreferred: at === 0 }));
      const titles = new Set(own.map(({ title }) => title));
      const usual = usualFixes(analysis, document, diagnostic).filter(({ title }) => !titles.has(title));
      return [...own, ...usual.map((fix) => ({ ...fix, diagnostic, isPreferred: false }))];
    });
}

function usualFixes(analysis: SpecAnalysis, document: DocumentStage, diagnostic: Diagnostic): Fix[] {
  const text = analysis.texts[document] ?? '';
  switch (diagnostic.code) {
    case 'refs/dangling':
      return danglingFixes(analysis, document, diagnostic, text);
    case 'trace/orphan-task':
      return orphanFixes(analysis, diagnostic, text);
    case 'trace/unvalidating-property':
      return propertyFixes(analysis, diagnostic);
    case 'tasks/done-too-early':
      return stateFixes(analysis, diagnostic);
    case 'glossary/unused-term':
    case 'glossary/duplicate-term':
      return glossaryFixes(analysis, diagnostic, text);
    default:
      return [];
  }
}

/** The ids that are written nearly like this one, and to take it out. */
function danglingFixes(analysis: SpecAnalysis, document: DocumentStage, { span }: Diagnostic, text: string): Fix[] {
  const references =
    document === 'design'
      ? (analysis.design?.tree.properties ?? []).flatMap(({ validates }) => validates)
      : (analysis.tasks?.tree.tasks ?? []).flatMap((task) => task.references);
  const line = references.filter((reference) => lineStart(text, reference.span.start) === lineStart(text, span.start));
  const reference = line.find((one) => one.span.start === span.start);
  if (!reference || !isDangling(indexOf(analysis).criteria, reference)) return [];
  const named = new Set(line.map(({ from }) => from));
  const near = reference.kind === 'id' ? nearIds(analysis, reference.from).filter((id) => !named.has(id)) : [];
  const replacing = near.map((id) => ({ title: `Replace with ${id}`, edits: [{ span, text: id }] }));
  const before = /[,，、;；]\s*$/.exec(text.slice(lineStart(text, span.start), span.start));
  const after = /^\s*[,，、;；]\s*/.exec(text.slice(span.end, span.end + 20));
  if (!before && !after) return replacing;
  const gone = before
    ? { start: span.start - before[0].length, end: span.end }
    : { start: span.start, end: span.end + (after?.[0].length ?? 0) };
  return [...replacing, { title: `Remove the reference to ${reference.text}`, edits: [{ span: gone, text: '' }] }];
}

/** In the same requirement, or the same criterion of a requirement one off: where the hand slips. */
function nearIds(analysis: SpecAnalysis, id: string): string[] {
  const { order } = indexOf(analysis).criteria;
  const parts = id.split('.');
  const isNear = (other: string) => {
    const others = other.split('.');
    if (others.length !== parts.length) return false;
    const off = parts.reduce(
      (sum, part, at) => sum + (part === others[at] ? 0 : Math.max(1, Math.abs(Number(part) - Number(others[at])) || 9)),
      0,
    );
    return off > 0 && off <= 2;
  };
  return order.filter(isNear).slice(0, 4);
}

/** An empty line to fill: which criteria they are, nobody but the author knows. */
function orphanFixes(analysis: SpecAnalysis, { span }: Diagnostic, text: string): Fix[] {
  const task = taskAt(analysis, span.start);
  if (!task) return [];
  const start = lineStart(text, task.stateSpan.start);
  const indent = /^\s*/.exec(text.slice(start, task.stateSpan.start))?.[0] ?? '';
  const { end } = task.span;
  return [
    {
      title: `Add a _Requirements_ line to task ${task.id}`,
      edits: [{ span: { start: end, end }, text: `\n${indent}  - _Requirements: _` }],
    },
  ];
}

function propertyFixes(analysis: SpecAnalysis, { span }: Diagnostic): Fix[] {
  const property = analysis.design?.tree.properties.find(({ headingSpan }) => headingSpan.start === span.start);
  if (!property) return [];
  const { end } = property.span;
  return [
    {
      title: `Add a Validates line to property ${property.id}`,
      edits: [{ span: { start: end, end }, text: '\n\n**Validates: Requirements **' }],
    },
  ];
}

function stateFixes(analysis: SpecAnalysis, { span }: Diagnostic): Fix[] {
  const task = taskAt(analysis, span.start);
  const change = task && stateChange(task, 'running');
  if (!task || !change) return [];
  const edited = { start: change.start, end: change.start + change.removed };
  return [{ title: `Mark task ${task.id} as running`, edits: [{ span: edited, text: change.inserted }] }];
}

function glossaryFixes(analysis: SpecAnalysis, { span }: Diagnostic, text: string): Fix[] {
  const entry = analysis.requirements?.tree.glossary.find(({ termSpan }) => termSpan.start === span.start);
  if (!entry) return [];
  const newline = text.indexOf('\n', entry.span.end);
  const whole = { start: lineStart(text, entry.span.start), end: newline < 0 ? text.length : newline + 1 };
  return [{ title: `Remove "${entry.term}" from the glossary`, edits: [{ span: whole, text: '' }] }];
}

function taskAt(analysis: SpecAnalysis, offset: number): Task | undefined {
  return analysis.tasks?.tree.tasks.find(({ stateSpan }) => stateSpan.start - 1 === offset);
}
