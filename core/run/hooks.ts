import { matchesPath } from '#core/access/agent-policy.ts';
import type { Hook } from '#core/formats/kiro-files.ts';

/** What may happen that a hook waits for. */
export type HookMoment =
  | { kind: 'before-tool' | 'after-tool'; tool: string /** `read`, `write`, `shell`, `web`: what kind of tool it is. */; group: string }
  | { kind: 'before-task' | 'after-task' | 'prompt' | 'stop' }
  | { kind: 'file-created' | 'file-edited' | 'file-deleted'; path: string };

/** The names by which the formats of Kiro know each moment: of its hooks of today, its older ones, and its command line. */
const triggers: Record<HookMoment['kind'], readonly string[]> = {
  'before-tool': ['pretooluse'],
  'after-tool': ['posttooluse'],
  'before-task': ['pretaskexec', 'pretaskexecution'],
  'after-task': ['posttaskexec', 'posttaskexecution'],
  prompt: ['userpromptsubmit', 'promptsubmit', 'agentspawn'],
  stop: ['stop', 'agentstop'],
  'file-created': ['filecreated', 'filecreate'],
  'file-edited': ['fileedited', 'filesaved', 'filesave', 'fileedit'],
  'file-deleted': ['filedeleted', 'filedelete'],
};

const blocking: readonly HookMoment['kind'][] = ['before-tool', 'before-task', 'prompt'];

/** True where a hook may keep the moment from happening. */
export const mayBlock = ({ kind }: HookMoment): boolean => blocking.includes(kind);

/** The exit code by which a command says that something must not happen. */
export const blockCode = 2;

/** The hooks that wait for a moment, in the order of their files. What only a person starts by hand is never among them. */
export function hooksFor(hooks: readonly Hook[], moment: HookMoment): Hook[] {
  const names = triggers[moment.kind];
  return hooks.filter(
    ({ isEnabled, trigger, action, patterns }) =>
      isEnabled &&
      action !== null &&
      names.includes((trigger ?? '').toLowerCase()) &&
      (patterns.length === 0 || patterns.some((pattern) => fits(pattern, moment))),
  );
}

/** True where some hook waits for files that are deleted: only then is it worth finding them. */
export function wantsDeleted(hooks: readonly Hook[]): boolean {
  return hooks.some(
    ({ isEnabled, trigger, action }) => isEnabled && action !== null && triggers['file-deleted'].includes((trigger ?? '').toLowerCase()),
  );
}

/**
 * Whether a pattern means the moment: of files a glob, anywhere where it holds no folder; of tools a name, its group, or a regular expression of
 * names, as `write|shell`. One that cannot be read means every tool: a guard must not vanish over a typing mistake.
 */
function fits(pattern: string, moment: HookMoment): boolean {
  if ('path' in moment) return matchesPath(pattern.includes('/') ? pattern : `**/${pattern}`, moment.path);
  if (!('tool' in moment) || pattern === '*' || pattern === '') return true;
  const { tool, group } = moment;
  if (pattern.startsWith('@'))
    return tool === pattern || tool.startsWith(`${pattern}/`) || tool.startsWith(`mcp__${pattern.slice(1).split('/')[0]}__`);
  // Only names and bars are read as an expression: nothing that could take long.
  if (!/^[\w.*|()^$-]+$/.test(pattern)) return true;
  return pattern.split('|').some((part) => {
    const name = part.replace(/^[(^]+|[)$]+$/g, '');
    const pieces = name.split(/\.?\*/);
    return [tool, group].some((word) => (pieces.length === 1 ? word === name : startsAndEnds(word, pieces)));
  });
}

function startsAndEnds(word: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  return (
    word.length >= first.length + last.length &&
    word.startsWith(first) &&
    word.endsWith(last) &&
    pieces.slice(1, -1).every((piece) => word.includes(piece))
  );
}

const groups: Record<string, string> = {
  list_files: 'read',
  read_file: 'read',
  search_files: 'read',
  read: 'read',
  search: 'read',
  write_file: 'write',
  edit_file: 'write',
  edit_files: 'write',
  edit: 'write',
  delete: 'write',
  move: 'write',
  run_command: 'shell',
  execute: 'shell',
  web_fetch: 'web',
  fetch: 'web',
};

/**
 * Whether a call that was cut off may be carried out again: it then gives what it would have given, whatever came of it before. A command and a tool of somebody else's
 * may have done half of what they do, or all of it.
 */
export function isRepeatable(tool: string): boolean {
  return tool !== 'run_command' && tool !== 'start_command' && !tool.startsWith('mcp__');
}

/** The kind of a tool, as hooks name it: `read`, `write`, `shell`, `web`, `mcp` or `spec`. The tools of external agents have the kinds of ACP. */
export function toolGroup(tool: string): string {
  return tool.startsWith('mcp__') ? 'mcp' : (groups[tool] ?? 'spec');
}
