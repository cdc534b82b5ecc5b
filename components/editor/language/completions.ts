import type { SpecAnalysis } from '#core/language/diagnose.ts';
import { isLabel, readLabelled } from '#core/language/labels.ts';
import { readLines } from '#core/language/lines.ts';
import type { Span } from '#core/language/span.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import { indexOf } from './subjects.ts';

/** Something to write in place of `span`, which lies in the line of the caret. `insert` is a snippet: `${1:here}` is where to type on. */
export type Completion = {
  kind: 'id' | 'term' | 'skeleton' | 'label';
  label: string;
  /** What it stands for, for the reader's choice. */
  detail: string;
  insert: string;
};

/** `span` counts from the start of the line. Where there are more than fit, typing on brings others. */
export type Completions = { span: Span; items: Completion[]; isCutOff: boolean };

export type CompletionPlace = {
  document: DocumentStage;
  /** The line up to the caret. */
  head: string;
  /** The caret in the analysed text; null within what was typed since. */
  offset: number | null;
  /** Somebody asked for it. Else only what nobody writes by heart is offered: ids, and the beginnings of criteria. */
  isAsked: boolean;
};

const MAX_ITEMS = 200;
const none: Completions = { span: { start: 0, end: 0 }, items: [], isCutOff: false };

/** What could be written at the caret. Reads one line and looks up the rest: nothing here grows with the text but a scan of ids. */
export function completionsAt(analysis: SpecAnalysis, place: CompletionPlace): Completions {
  const { document, head, isAsked } = place;
  const named = readNamed(head);
  if (named) return idsAt(analysis, head, named);
  if (document === 'requirements' && isCriterionStart(analysis, place)) return skeletons(analysis, head);
  if (!isAsked) return none;
  const terms = termsAt(analysis, head);
  const labels = labelsAt(document, head);
  return labels.items.length > 0 ? labels : terms;
}

type Named = 'criteria' | 'tasks';

/** Whether the caret stands in a list of ids. */
function readNamed(head: string): Named | null {
  const line = readLines(head).lines[0];
  const labelled = line && readLabelled(head, line.from, head.length);
  if (!labelled) return null;
  // A closed mark ends the list.
  if (labelled.mark !== '' && head.slice(labelled.labelSpan.end + 1 + labelled.mark.length).includes(labelled.mark)) return null;
  if (isLabel('depends', labelled.label)) return 'tasks';
  return isLabel('references', labelled.label) || isLabel('validates', labelled.label) ? 'criteria' : null;
}

function idsAt(analysis: SpecAnalysis, head: string, named: Named): Completions {
  const fragment = /[\p{L}\p{N}][\p{L}\p{N}.-]*$/u.exec(head)?.[0] ?? '';
  const items: Completion[] = [];
  const wanted = fragment.toLowerCase();
  const add = (id: string, detail: string) => {
    if (id.toLowerCase().startsWith(wanted)) items.push({ kind: 'id', label: id, detail: short(detail), insert: id });
  };
  if (named === 'tasks') for (const { id, isSynthetic, title } of analysis.tasks?.tree.tasks ?? []) if (!isSynthetic) add(id, title);
  if (named === 'criteria') {
    for (const { id, isSynthetic, title, criteria } of analysis.requirements?.tree.requirements ?? []) {
      if (isSynthetic) continue;
      add(id, title);
      for (const criterion of criteria) add(criterion.id, criterion.text);
    }
  }
  return cut(items, head, fragment.length);
}

/** Behind the marker of an item in a requirement, before anything but the beginning of a word. */
function isCriterionStart(analysis: SpecAnalysis, { head, offset }: CompletionPlace): boolean {
  if (!/^\s*(?:\d{1,4}(?:\.\d{1,4})*[.)]|[-*+])\s+\p{L}{0,8}$/u.test(head)) return false;
  const requirements = analysis.requirements?.tree.requirements ?? [];
  const first = requirements[0];
  return first !== undefined && (offset === null || offset >= first.span.start);
}

function skeletons(analysis: SpecAnalysis, head: string): Completions {
  const fragment = /\p{L}*$/u.exec(head)?.[0] ?? '';
  const system = `\${9:${escapeSnippet(commonSubject(analysis))}}`;
  const all: readonly (readonly [string, string, string])[] = [
    ['WHEN', 'event', `WHEN \${1:trigger}, THE ${system} SHALL \${10:response}`],
    ['WHILE', 'state', `WHILE \${1:state}, THE ${system} SHALL \${10:response}`],
    ['IF', 'unwanted behaviour', `IF \${1:condition}, THEN THE ${system} SHALL \${10:response}`],
    ['WHERE', 'option', `WHERE \${1:feature}, THE ${system} SHALL \${10:response}`],
    ['WHILE … WHEN', 'complex', `WHILE \${1:state}, WHEN \${2:trigger}, THE ${system} SHALL \${10:response}`],
    ['THE', 'always', `THE ${system} SHALL \${10:response}`],
  ];
  const items = all
    .filter(([label]) => label.startsWith(fragment.toUpperCase()))
    .map(([label, detail, insert]): Completion => ({ kind: 'skeleton', label, detail, insert }));
  return cut(items, head, fragment.length);
}

/** Who shall, in most criteria of this spec. */
function commonSubject({ requirements }: SpecAnalysis): string {
  const counts = new Map<string, number>();
  for (const { criteria } of requirements?.tree.requirements ?? [])
    for (const { subject } of criteria) if (subject) counts.set(subject.text, (counts.get(subject.text) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most?.[0].replace(/^the\s+/i, '') ?? 'system';
}

function termsAt(analysis: SpecAnalysis, head: string): Completions {
  const fragment = /[\p{L}\p{N}_]*$/u.exec(head)?.[0] ?? '';
  const wanted = fragment.toLowerCase();
  const items = [...indexOf(analysis).terms.byKey.values()]
    .filter(({ term }) => term.toLowerCase().startsWith(wanted))
    .map(({ term, definition }): Completion => ({ kind: 'term', label: term, detail: short(definition), insert: escapeSnippet(term) }));
  return cut(items, head, fragment.length);
}

/** The lines that tie a task or a property to what it is for. */
function labelsAt(document: DocumentStage, head: string): Completions {
  const match = /^(\s+[-*+]\s+|\s+|)([_*]{0,2}\p{L}{0,12})$/u.exec(head);
  const fragment = match?.[2] ?? '';
  const items: Completion[] = [];
  const add = (label: string, detail: string, insert: string) => {
    if (label.toLowerCase().includes(fragment.replace(/[_*]/g, '').toLowerCase())) items.push({ kind: 'label', label, detail, insert });
  };
  if (match && document === 'tasks' && match[1] !== '') {
    const bullet = /[-*+]/.test(match[1] ?? '') ? '' : '- ';
    add('_Requirements: …_', 'the criteria that the task serves', `${bullet}_Requirements: $1_`);
    add('_Depends: …_', 'the tasks that it waits for', `${bullet}_Depends: $1_`);
  }
  if (match && document === 'design' && match[1] === '' && fragment !== '') {
    add('**Validates: Requirements …**', 'the criteria that the property validates', '**Validates: Requirements $1**');
  }
  return cut(items, head, fragment.length);
}

function cut(items: Completion[], head: string, typed: number): Completions {
  const span = { start: head.length - typed, end: head.length };
  return { span, items: items.slice(0, MAX_ITEMS), isCutOff: items.length > MAX_ITEMS };
}

function short(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

function escapeSnippet(words: string): string {
  return words.replace(/[\\$}]/g, '\\$&');
}
