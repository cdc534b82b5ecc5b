import { readEars } from '#core/language/ears.ts';
import { type Line, readLines } from '#core/language/lines.ts';
import { findTitle } from '#core/language/parse-requirements.ts';
import { headingWords } from '#core/language/requirement-headings.ts';
import type { Span } from '#core/language/span.ts';
import type { Criterion, Diagnostic, Parsed, Requirement, RequirementsTree } from '#core/language/spec-tree.ts';
import { textDiagnostics } from '#core/language/text-diagnostics.ts';

export type Operation = 'current' | 'added' | 'modified' | 'removed';

/** One `### Requirement: name` with the section that it stands in. `span` is the whole block, up to the next heading as high. */
export type OpenSpecBlock = { operation: Operation; name: string; span: Span; requirement: Requirement };

/** `FROM` and `TO` of a rename. */
export type OpenSpecRename = { from: string; to: string; span: Span };

export type OpenSpec = Parsed<RequirementsTree> & { blocks: OpenSpecBlock[]; renames: OpenSpecRename[] };

const SECTION = /^(ADDED|MODIFIED|REMOVED|RENAMED)\s+Requirements$/i;
const BLOCK = /^Requirement:\s*(\S.*)$/i;
const BULLET_NAME = /^`?#{0,6}\s*Requirement:\s*([^`\n]+?)`?$/i;
const RENAME = /^(FROM|TO):\s*`?#{0,6}\s*Requirement:\s*([^`\n]+?)`?$/i;
const OBLIGATION = /\b(?:SHALL|MUST)\b/;

/**
 * Reads a `spec.md` of OpenSpec, a main spec or a delta. A requirement is known by its name, to the letter; its statement is the criterion
 * `name / requirement` and each scenario `name / scenario`. What contradicts itself within one delta is a diagnostic.
 */
export function readOpenSpec(text: string): OpenSpec {
  const read = readLines(text);
  const { lines } = read;
  const blocks: OpenSpecBlock[] = [];
  const renames: OpenSpecRename[] = [];
  let operation: Operation | 'renamed' = 'current';
  let from: { name: string; start: number } | null = null;
  lines.forEach((line, at) => {
    const words = line.kind === 'heading' ? headingWords(text, line) : '';
    if (line.level > 0 && line.level <= 2) {
      operation = (SECTION.exec(words)?.[1]?.toLowerCase() as Operation | 'renamed' | undefined) ?? 'current';
    } else if (line.level === 3 && operation !== 'renamed') {
      const name = BLOCK.exec(words)?.[1]?.trim();
      if (name) blocks.push(readBlock(text, lines, at, name, operation));
    } else if (line.kind === 'item') {
      const item = text.slice(line.from, Math.min(line.to, line.from + 400));
      const name = operation === 'removed' ? BULLET_NAME.exec(item)?.[1] : undefined;
      if (name)
        blocks.push({
          operation: 'removed',
          name: name.trim(),
          span: { start: line.start, end: line.to },
          requirement: bare(line, name.trim()),
        });
      const rename = operation === 'renamed' ? RENAME.exec(item) : null;
      if (rename?.[1]?.toUpperCase() === 'FROM') from = { name: (rename[2] ?? '').trim(), start: line.start };
      else if (rename && from) {
        renames.push({ from: from.name, to: (rename[2] ?? '').trim(), span: { start: from.start, end: line.to } });
        from = null;
      }
    }
  });
  const requirements = blocks.filter((block) => block.operation !== 'removed').map(({ requirement }) => requirement);
  return {
    tree: { kind: 'requirements', title: findTitle(text, lines), introduction: null, glossary: [], requirements },
    diagnostics: [...textDiagnostics(text, read), ...checkBlocks(blocks), ...checkDelta(blocks, renames)],
    blocks,
    renames,
  };
}

function bare(line: Line, name: string): Requirement {
  const span = { start: line.start, end: line.to };
  return { id: name, isSynthetic: false, title: name, span, headingSpan: { ...span }, userStory: null, criteria: [] };
}

function readBlock(text: string, lines: Line[], at: number, name: string, operation: Operation): OpenSpecBlock {
  const top = lines[at];
  const requirement = bare(top ?? { ...(lines[0] as Line) }, name);
  let scenario: { name: string; from: number; to: number } | null = null;
  const body = { start: -1, end: -1 };
  const close = () => {
    if (scenario && scenario.from >= 0)
      requirement.criteria.push(criterionAt(text, `${name} / ${scenario.name}`, { start: scenario.from, end: scenario.to }));
    scenario = null;
  };
  let end = text.length;
  for (let next = at + 1; next < lines.length; next += 1) {
    const line = lines[next];
    if (!line) break;
    if (line.level > 0 && line.level <= 3) {
      end = line.start;
      break;
    }
    if (line.kind === 'blank' || line.kind === 'opaque') continue;
    requirement.span.end = line.to;
    if (line.level === 4) {
      close();
      scenario = { name: headingWords(text, line).replace(/^Scenario:\s*/i, ''), from: -1, to: line.to };
    } else if (scenario) {
      const open: { name: string; from: number; to: number } = scenario;
      if (open.from < 0) open.from = line.from;
      open.to = line.to;
    } else {
      if (body.start < 0) body.start = line.from;
      body.end = line.to;
    }
  }
  close();
  if (body.start >= 0 && operation !== 'removed')
    requirement.criteria.unshift({ ...criterionAt(text, `${name} / requirement`, body), isSynthetic: true });
  return { operation, name, span: { start: requirement.span.start, end }, requirement };
}

function criterionAt(text: string, id: string, span: Span): Criterion {
  const words = text.slice(span.start, span.end);
  return { id, isSynthetic: false, text: words, span, ...readEars(words, span.start) };
}

function problem(code: string, message: string, span: Span, severity: Diagnostic['severity'] = 'error'): Diagnostic {
  return { code, severity, message, span, fixes: [] };
}

function checkBlocks(blocks: OpenSpecBlock[]): Diagnostic[] {
  return blocks.flatMap(({ operation, name, requirement: { criteria, headingSpan } }) => {
    if (operation === 'removed') return [];
    const statement = criteria.find(({ id }) => id === `${name} / requirement`);
    const problems: Diagnostic[] = [];
    if (!statement || !OBLIGATION.test(statement.text))
      problems.push(problem('openspec/no-obligation', `"${name}" does not say SHALL or MUST.`, headingSpan));
    if (criteria.length - (statement ? 1 : 0) === 0)
      problems.push(problem('openspec/no-scenario', `"${name}" has no scenario ("#### Scenario: ...").`, headingSpan));
    return problems;
  });
}

/** What cannot all be true of one change: a name twice, a rename of what is removed, a change to the old name. */
function checkDelta(blocks: OpenSpecBlock[], renames: OpenSpecRename[]): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const seen = new Map<string, Operation>();
  for (const { name, operation, requirement } of blocks) {
    const before = seen.get(name);
    if (before)
      problems.push(
        problem('openspec/conflict', `"${name}" stands here as ${operation}, and above as ${before}.`, requirement.headingSpan),
      );
    seen.set(name, operation);
  }
  for (const { from, to, span } of renames) {
    if (seen.get(from) === 'removed') problems.push(problem('openspec/conflict', `"${from}" is renamed and removed.`, span));
    if (seen.get(from) === 'modified')
      problems.push(problem('openspec/conflict', `"${from}" is modified under its old name: use "${to}".`, span));
    if (seen.get(to) === 'added') problems.push(problem('openspec/conflict', `"${to}" is added, and the new name of "${from}".`, span));
  }
  return problems;
}
