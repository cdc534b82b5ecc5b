import { isLabel, readLabelled } from '#core/language/labels.ts';
import { type Line, readLines } from '#core/language/lines.ts';
import { headingWords } from '#core/language/requirement-headings.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import type { KiroKind } from './kiro.ts';

type Severity = 'error' | 'warning';
type Section = { level: number; name: string; severity: Severity };

const section = (name: string, severity: Severity = 'error', level = 2): Section => ({ level, name, severity });

const SECTIONS: Record<'requirements' | 'bugfix' | 'tasks' | 'designOfFeature' | 'designOfBugfix', Section[]> = {
  requirements: [
    section('Requirements Document', 'error', 1),
    section('Introduction'),
    section('Glossary', 'warning'),
    section('Requirements'),
  ],
  bugfix: [
    section('Introduction'),
    section('Bug Analysis'),
    section('Current Behavior (Defect)', 'error', 3),
    section('Expected Behavior (Correct)', 'error', 3),
    section('Unchanged Behavior (Regression Prevention)', 'error', 3),
  ],
  tasks: [
    section('Implementation Plan', 'error', 1),
    section('Overview', 'warning'),
    section('Tasks', 'warning'),
    section('Notes', 'warning'),
  ],
  designOfFeature: [
    section('Overview'),
    section('Architecture'),
    section('Components and Interfaces'),
    section('Data Models'),
    section('Correctness Properties', 'warning'),
    section('Error Handling', 'warning'),
    section('Testing Strategy', 'warning'),
  ],
  designOfBugfix: [
    section('Overview'),
    section('Bug Details'),
    section('Expected Behavior'),
    section('Hypothesized Root Cause'),
    section('Fix Implementation'),
    section('Glossary', 'warning'),
    section('Correctness Properties', 'warning'),
    section('Testing Strategy', 'warning'),
  ],
};
const BELONGS_IN_DESIGN =
  /^(?:root cause|hypothesized root cause|fix implementation|proposed fix|implementation|architecture|testing strategy|correctness properties|technical)/i;

/**
 * The checks that Kiro itself makes of a document, which take its English headings literally. An option for export: a localized or
 * house-styled document is read without them. `specKind` decides which sections a design needs.
 */
export function checkKiroStrict(kind: KiroKind, text: string, specKind: 'feature' | 'bugfix'): Diagnostic[] {
  const { lines } = readLines(text);
  const wanted = kind === 'design' ? (specKind === 'bugfix' ? SECTIONS.designOfBugfix : SECTIONS.designOfFeature) : SECTIONS[kind];
  const own = {
    requirements: () => checkRequirementBlocks(text, lines),
    bugfix: () => checkBugfixSections(text, lines),
    design: () => checkProperties(text, lines),
    tasks: () => checkTaskLines(text, lines, specKind),
  };
  return [...missingSections(text, lines, wanted), ...own[kind]()].sort((a, b) => a.span.start - b.span.start);
}

function missingSections(text: string, lines: Line[], wanted: Section[]): Diagnostic[] {
  const have = new Set(
    lines.flatMap((line) => (line.kind === 'heading' ? [`${line.level} ${headingWords(text, line).toLowerCase()}`] : [])),
  );
  const hasPrefix = (prefix: string) => [...have].some((heading) => heading.startsWith(prefix));
  return wanted.flatMap(({ level, name, severity }) => {
    const heading = `${'#'.repeat(level)} ${name}`;
    const key = `${level} ${name.toLowerCase()}`;
    if (have.has(key) || (level === 1 && hasPrefix(`${key}:`))) return [];
    const message = `Kiro expects the heading "${heading}".`;
    const code = level === 1 ? 'kiro/missing-title' : 'kiro/missing-section';
    const at = level === 1 ? 0 : text.length;
    const words = level === 1 ? `${heading}\n\n` : `${text === '' || text.endsWith('\n') ? '' : '\n'}\n${heading}\n`;
    return [
      {
        code,
        severity,
        message,
        span: { start: 0, end: 0 },
        fixes: [{ title: `Add "${heading}"`, edits: [{ span: { start: at, end: at }, text: words }] }],
      },
    ];
  });
}

function problem(code: string, severity: Severity, message: string, line: Line): Diagnostic {
  return { code, severity, message, span: { start: line.start, end: line.to }, fixes: [] };
}

function checkRequirementBlocks(text: string, lines: Line[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let block: { line: Line; hasStory: boolean; hasCriteria: boolean } | null = null;
  let count = 0;
  const close = () => {
    if (!block) return;
    if (!block.hasStory)
      diagnostics.push(problem('kiro/missing-user-story', 'warning', 'Kiro expects "**User Story:**" in each requirement.', block.line));
    if (!block.hasCriteria)
      diagnostics.push(
        problem('kiro/missing-criteria', 'error', 'Kiro expects "#### Acceptance Criteria" in each requirement.', block.line),
      );
  };
  for (const line of lines) {
    if (line.kind === 'heading') {
      const words = headingWords(text, line);
      if (line.level === 3 && /^Requirement \d+(?::|$)/.test(words)) {
        close();
        block = { line, hasStory: false, hasCriteria: false };
        count += 1;
      } else if (line.level < 3) {
        close();
        block = null;
      } else if (block && line.level === 4 && /^acceptance criteria$/i.test(words)) block.hasCriteria = true;
    } else if (block && line.kind === 'text' && text.startsWith('**User Story:**', line.from)) block.hasStory = true;
  }
  close();
  const first = lines[0];
  if (count === 0 && first)
    diagnostics.push(problem('kiro/requirement-heading', 'error', 'Kiro expects requirements as "### Requirement 1: Title".', first));
  return diagnostics;
}

function checkBugfixSections(text: string, lines: Line[]): Diagnostic[] {
  return lines.flatMap((line) => {
    const words = line.kind === 'heading' ? headingWords(text, line) : '';
    if (!BELONGS_IN_DESIGN.test(words)) return [];
    return [
      problem(
        'kiro/design-in-bugfix',
        'warning',
        `"${words}" belongs in design.md: a bugfix document says what is wrong, not how it is put right.`,
        line,
      ),
    ];
  });
}

function checkProperties(text: string, lines: Line[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let level = 0;
  let open: { line: Line; hasWords: boolean; hasValidates: boolean } | null = null;
  const close = () => {
    if (!open) return;
    if (!open.hasWords) diagnostics.push(problem('kiro/empty-property', 'warning', 'This property says nothing.', open.line));
    if (!open.hasValidates)
      diagnostics.push(
        problem('kiro/missing-validates', 'warning', 'Kiro expects "**Validates: Requirements X.Y**" in each property.', open.line),
      );
    open = null;
  };
  for (const line of lines) {
    if (line.kind === 'heading') {
      const words = headingWords(text, line);
      if (line.level <= level) {
        close();
        level = 0;
      }
      if (/^correctness properties$/i.test(words)) level = line.level;
      else if (level > 0 && line.level === level + 1) {
        close();
        if (/^Property \d+:/.test(words)) open = { line, hasWords: false, hasValidates: false };
        else diagnostics.push(problem('kiro/property-heading', 'error', 'Kiro expects properties as "### Property 1: Name".', line));
      }
    } else if (open && (line.kind === 'text' || line.kind === 'item')) {
      const labelled = readLabelled(text, line.from, line.to);
      if (labelled && isLabel('validates', labelled.label))
        open.hasValidates ||= /Requirements\s+\d+\.\d+/.test(text.slice(line.from, line.to));
      else open.hasWords = true;
    }
  }
  close();
  return diagnostics;
}

function checkTaskLines(text: string, lines: Line[], specKind: 'feature' | 'bugfix'): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const line of lines) {
    if (line.kind === 'heading' && /^(?:Task\s+)?\d+(?:\.\d+)*[.:]?\s/.test(headingWords(text, line))) {
      diagnostics.push(problem('kiro/task-heading', 'error', 'Kiro does not run tasks that are headings: write "- [ ] 1. Title".', line));
    }
    if (line.box < 0) continue;
    const state = text[line.box] ?? '';
    const words = text.slice(line.from, Math.min(line.to, line.from + 40));
    if (!' x~-'.includes(state))
      diagnostics.push({
        ...problem('kiro/checkbox-state', 'error', `Kiro knows the states [ ], [~], [-] and [x], not [${state}].`, line),
        ...stateFix(line, state),
      });
    if (line.indent === 0 && !/^\d+(?:\.(?:\s|$)|\.\d+\s)/.test(words))
      diagnostics.push(problem('kiro/task-number', 'error', 'Kiro expects a task as "- [ ] 1. Title".', line));
    if (line.indent > 0 && !/^\d+\.\d+(?:\.\d+)*\.?(?:\s|$)/.test(words))
      diagnostics.push(problem('kiro/subtask-number', 'error', 'Kiro expects a subtask as "- [ ] 1.1 Title".', line));
  }
  const first = lines[0];
  if (specKind === 'feature' && first && !hasWaves(text, lines)) {
    diagnostics.push(
      problem(
        'kiro/missing-graph',
        'error',
        'Kiro expects "## Task Dependency Graph" with a JSON block whose "waves" are not empty.',
        first,
      ),
    );
  }
  return diagnostics;
}

function stateFix(line: Line, state: string): { fixes: Diagnostic['fixes'] } {
  if (state !== 'X') return { fixes: [] };
  return { fixes: [{ title: 'Write [x]', edits: [{ span: { start: line.box, end: line.box + 1 }, text: 'x' }] }] };
}

function hasWaves(text: string, lines: Line[]): boolean {
  const heading = lines.find(
    (line) => line.kind === 'heading' && line.level === 2 && /^task dependency graph$/i.test(headingWords(text, line)),
  );
  return heading !== undefined && /```json\s*\{\s*"waves"\s*:\s*\[\s*[[{]/.test(text.slice(heading.end, heading.end + 4000));
}
