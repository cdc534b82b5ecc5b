import type { ToolCallUpdate } from '@agentclientprotocol/sdk/unstable';
import type { Wish } from '#core/access/agent-policy.ts';

/** A path of an agent's as the policy knows it: inside the worktree relative to it, anything else as it is. */
export function relativePath(workspace: string, path: string): string {
  if (path === workspace) return '.';
  return path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path;
}

/** What a tool call of an external agent would do, as far as it says so. Nothing for a call that only thinks. */
export function wishesOf(workspace: string, call: ToolCallUpdate): Wish[] {
  const input: Record<string, unknown> = typeof call.rawInput === 'object' && call.rawInput !== null ? { ...call.rawInput } : {};
  const word = (name: string) => (typeof input[name] === 'string' ? input[name] : null);
  const paths = pathsOf(call, [word('path'), word('file_path'), word('filePath'), word('abs_path')]).map((path) =>
    relativePath(workspace, path),
  );
  const title = call.name ?? call.title ?? call.kind ?? 'a tool';
  switch (call.kind) {
    case 'read':
    case 'search':
      return (paths.length > 0 ? paths : ['.']).map((value) => ({ capability: 'read', value }));
    case 'edit':
    case 'delete':
    case 'move':
      return (paths.length > 0 ? paths : [title]).map((value) => ({ capability: 'write', value }));
    case 'execute':
      return [{ capability: 'command', value: commandOf(input) ?? call.title ?? '' }];
    case 'fetch':
      return [{ capability: 'network', value: hostOf(word('url')) ?? title }];
    case 'think':
    case 'switch_mode':
      return [];
    default:
      return [{ capability: 'mcp', value: `external/${title}` }];
  }
}

function pathsOf({ locations, content }: ToolCallUpdate, named: (string | null)[]): string[] {
  const diffs = (content ?? []).flatMap((part) => (part.type === 'diff' ? [part.path] : []));
  const all = [...diffs, ...(locations ?? []).map(({ path }) => path), ...named.filter((path) => path !== null)];
  return [...new Set(all)];
}

function commandOf({ command, cmd }: Record<string, unknown>): string | null {
  const written = command ?? cmd;
  if (typeof written === 'string') return written;
  return Array.isArray(written) ? written.map(String).join(' ') : null;
}

function hostOf(url: string | null): string | null {
  return url === null ? null : (URL.parse(url)?.hostname ?? null);
}
