import type { Span } from '#core/language/span.ts';
import { type OpenSpecBlock, readOpenSpec } from './open-spec.ts';

/** The main spec with a change applied, or what stands against it, each a sentence. */
export type DeltaResult = { text: string; problems: [] } | { text: null; problems: string[] };

/**
 * Applies a delta to a main spec, as archiving does: renames, then removals, modifications, additions. A modification replaces the whole
 * block, so it is refused where it would drop a scenario that the block has now. Everything else in the text stays as it is.
 */
export function applyDelta(main: string, delta: string): DeltaResult {
  const change = readOpenSpec(delta);
  const problems = change.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const blocks = new Map(readOpenSpec(main).blocks.map((block) => [block.name, block]));
  const edits: { span: Span; text: string }[] = [];
  const renamedTo = new Map<string, string>();
  for (const { from, to } of change.renames) {
    const block = blocks.get(from);
    if (!block) problems.push(`"${from}" is to be renamed, but the spec does not have it.`);
    else if (blocks.has(to)) problems.push(`"${from}" is to be renamed "${to}", but the spec has one of that name.`);
    else renamedTo.set(to, from);
  }
  const textOf = ({ span }: OpenSpecBlock) => delta.slice(span.start, span.end).trimEnd();
  const added: string[] = [];
  for (const block of change.blocks) {
    const { name, operation } = block;
    const old = blocks.get(renamedTo.get(name) ?? name);
    if (operation === 'added' || operation === 'current') {
      if (old) problems.push(`"${name}" is to be added, but the spec has it.`);
      else added.push(textOf(block));
    } else if (!old) problems.push(`"${name}" is to be ${operation}, but the spec does not have it.`);
    else if (operation === 'removed') edits.push({ span: old.span, text: '' });
    else {
      const lost = lostScenarios(old, block);
      if (lost.length > 0) problems.push(`The new "${name}" would drop ${lost.map((scenario) => `"${scenario}"`).join(', ')}.`);
      edits.push({ span: old.span, text: `${textOf(block)}${blankTail(main.slice(old.span.start, old.span.end))}` });
      renamedTo.delete(name);
    }
  }
  for (const [to, from] of renamedTo) {
    const heading = blocks.get(from)?.requirement.headingSpan;
    if (heading) edits.push({ span: heading, text: `### Requirement: ${to}` });
  }
  if (problems.length > 0) return { text: null, problems };
  const text = applyEdits(main, edits);
  return { text: added.length === 0 ? text : insertBlocks(text, added), problems: [] };
}

/** Scenarios of the old block that the new one lacks, by name, as often as they occur. */
function lostScenarios(old: OpenSpecBlock, next: OpenSpecBlock): string[] {
  const names = ({ name, requirement }: OpenSpecBlock) =>
    requirement.criteria.filter(({ isSynthetic }) => !isSynthetic).map(({ id }) => id.slice(name.length + 3));
  const left = names(next);
  return names(old).filter((scenario) => {
    const at = left.indexOf(scenario);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function blankTail(block: string): string {
  return /\s*$/.exec(block.slice(-20))?.[0] ?? '';
}

function applyEdits(text: string, edits: { span: Span; text: string }[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    parts.push(text.slice(from, edit.span.start), edit.text);
    from = edit.span.end;
  }
  return parts.join('') + text.slice(from);
}

/** New blocks follow the last one, or open the section where there is none. */
function insertBlocks(text: string, added: string[]): string {
  const last = readOpenSpec(text).blocks.at(-1);
  const words = added.join('\n\n');
  if (last) {
    const end = last.requirement.span.end;
    return `${text.slice(0, end)}\n\n${words}${text.slice(end)}`;
  }
  const head = /^## Requirements[ \t]*$/m.exec(text);
  if (!head) return `${text.trimEnd()}${text.trim() ? '\n\n' : ''}## Requirements\n\n${words}\n`;
  const end = head.index + head[0].length;
  return `${text.slice(0, end)}\n\n${words}${text.slice(end)}`;
}
