import type { Span } from '#core/language/span.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import { type JsonNode, member, readJson } from './json-tree.ts';
import { checkSteering } from './kiro.ts';

/** A file of Kiro that is no document of a spec. */
export type KiroFileKind = 'steering' | 'hook' | 'config' | 'spec-state';

/** What a file beneath `.kiro/` is, or one whose ending says so, by its path (`/` between folders); null for a document of a spec, and for anyone else's file. */
export function kiroFileKind(path: string): KiroFileKind | null {
  if (/(?:^|\/)\.kiro\/steering\/.+\.md$/i.test(path)) return 'steering';
  if (/\.kiro\.hook$/i.test(path)) return 'hook';
  if (/(?:^|\/)\.kiro\/hooks\/[^/]+\.(?:hook|json)$/i.test(path)) return 'hook';
  if (/(?:^|\/)\.kiro\/specs\/.+\/(?:\.config\.kiro|config\.kiro\.json)$/i.test(path)) return 'config';
  return /(?:^|\/)\.kiro\/specs\/.+\/spec\.json$/i.test(path) ? 'spec-state' : null;
}

/** What is wrong in such a file. Keys that are not known are left alone: they are a newer version's, or someone's own. */
export function checkKiroFile(kind: KiroFileKind, text: string): Diagnostic[] {
  if (kind === 'steering') return checkSteering(text);
  const read = readJson(text);
  if ('errorAt' in read) {
    const at = Math.min(read.errorAt, text.length);
    const span = { start: at, end: Math.min(at + 1, text.length) };
    return [problem('files/no-json', 'error', 'The file is no JSON from here on, so nothing in it counts.', span)];
  }
  const { node } = read;
  if (node.kind !== 'object') return [problem('files/no-json', 'error', 'The file must hold a JSON object.', node.span)];
  if (kind === 'hook') return readHooks(text).diagnostics;
  return kind === 'config' ? checkConfig(node) : checkSpecState(node);
}

/** What an agent does of itself, and when. */
export type Hook = {
  name: string | null;
  /** `fileEdited`, `PreToolUse`, ... as written; null where none is. */
  trigger: string | null;
  /** Globs of files, or what else the trigger is narrowed by. */
  patterns: string[];
  action: { kind: 'prompt' | 'command'; text: string } | null;
  /** How many seconds its command may take; null where it does not say, or nothing that can be meant. */
  timeoutSeconds: number | null;
  isEnabled: boolean;
  span: Span;
};

/**
 * Reads a hook file in the forms that are written: one hook with `when` and `then`, one with `trigger` and `action`, or a list named `hooks` of such.
 */
export function readHooks(text: string): { hooks: Hook[]; diagnostics: Diagnostic[] } {
  const read = readJson(text);
  if ('errorAt' in read) return { hooks: [], diagnostics: [] };
  const list = member(read.node, 'hooks');
  const nodes = list?.kind === 'array' ? list.items : [read.node];
  const hooks = nodes.map(readHook);
  return { hooks, diagnostics: hooks.flatMap(checkHook) };
}

function readHook(node: JsonNode): Hook {
  const when = member(node, 'when') ?? member(node, 'trigger');
  const then = member(node, 'then') ?? member(node, 'action');
  const prompt = wordOf(member(then, 'prompt')) ?? wordOf(member(node, 'prompt')) ?? (member(node, 'action') ? wordOf(then) : null);
  const command = wordOf(member(then, 'command')) ?? wordOf(member(node, 'command'));
  const matchers = [member(when, 'patterns'), member(when, 'toolTypes'), member(node, 'patterns'), member(node, 'matcher')];
  return {
    name: wordOf(member(node, 'name')) ?? wordOf(member(node, 'title')),
    trigger: wordOf(member(when, 'type')) ?? wordOf(when),
    patterns: matchers
      .flatMap((matcher) => (matcher?.kind === 'array' ? matcher.items.map(wordOf) : [wordOf(matcher)]))
      .filter((word) => word !== null),
    action: command !== null ? { kind: 'command', text: command } : prompt !== null ? { kind: 'prompt', text: prompt } : null,
    timeoutSeconds: secondsOf(member(node, 'timeout') ?? member(then, 'timeout')),
    isEnabled: member(node, 'enabled')?.kind !== 'literal' || literalOf(member(node, 'enabled')) !== false,
    span: node.span,
  };
}

function secondsOf(node: JsonNode | undefined): number | null {
  return node?.kind === 'number' && node.value > 0 ? node.value : null;
}

const OF_FILES = /^file(?:Edited|Created|Deleted|Saved)$/i;

function checkHook({ name, trigger, patterns, action, span }: Hook): Diagnostic[] {
  const place = { start: span.start, end: Math.min(span.end, span.start + 1) };
  const problems: Diagnostic[] = [];
  if (name === null)
    problems.push(problem('files/hook-unnamed', 'warning', 'This hook has no "name", so no one can tell it from others.', place));
  if (trigger === null)
    problems.push(
      problem('files/hook-never', 'error', 'This hook does not say when it runs ("when": { "type": ... }), so it never does.', place),
    );
  if (action === null)
    problems.push(problem('files/hook-idle', 'error', 'This hook does not say what it does: it needs a prompt or a command.', place));
  if (trigger !== null && OF_FILES.test(trigger) && patterns.length === 0)
    problems.push(problem('files/hook-any-file', 'warning', `"${trigger}" without "patterns" runs for every file.`, place));
  return problems;
}

const WORKFLOWS = ['requirements-first', 'design-first', 'fast-task'];

function checkConfig(node: JsonNode): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const type = member(node, 'specType');
  const word = wordOf(type);
  if (type && word !== 'feature' && word !== 'bugfix')
    problems.push(problem('files/config-value', 'warning', '"specType" is "feature" or "bugfix".', type.span));
  const flow = member(node, 'workflowType') ?? member(node, 'generationMode');
  if (flow && !WORKFLOWS.includes(wordOf(flow) ?? ''))
    problems.push(problem('files/config-value', 'warning', `This is none of ${WORKFLOWS.join(', ')}.`, flow.span));
  return problems;
}

/** cc-sdd's record of a spec: what was approved must have been written. */
function checkSpecState(node: JsonNode): Diagnostic[] {
  const approvals = member(node, 'approvals');
  return ['requirements', 'design', 'tasks'].flatMap((stage) => {
    const state = member(approvals, stage);
    const approved = member(state, 'approved');
    if (!approved || literalOf(approved) !== true || literalOf(member(state, 'generated')) !== false) return [];
    return [problem('files/approved-unwritten', 'warning', `The ${stage} are approved here, and not yet generated.`, approved.span)];
  });
}

function wordOf(node: JsonNode | undefined): string | null {
  return node?.kind === 'string' && node.value !== '' ? node.value : null;
}

function literalOf(node: JsonNode | undefined): boolean | null {
  return node?.kind === 'literal' ? node.value : null;
}

function problem(code: string, severity: Diagnostic['severity'], message: string, span: Span): Diagnostic {
  return { code, severity, message, span, fixes: [] };
}
