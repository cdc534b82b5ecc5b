import type { Wish } from '#core/access/agent-policy.ts';
import type { ToolCall } from './agent.ts';
import { isToolName, toolSchemas } from './tool-schemas.ts';

/** What a call would do that a policy has a word in, each by itself; nothing for what touches only the run itself and its spec. */
export function wishesOf(call: ToolCall): Wish[] {
  if (call.problem === null && call.tool === 'edit_files') {
    const { edits } = toolSchemas.edit_files.parse(call.input);
    return [...new Set(edits.map(({ path }) => path))].map((value) => ({ capability: 'write', value }));
  }
  const wish = wishOf(call);
  return wish === null ? [] : [wish];
}

function wishOf({ tool, input, problem }: ToolCall): Wish | null {
  if (problem !== null || !isToolName(tool)) return null;
  switch (tool) {
    case 'list_files':
      return { capability: 'read', value: toolSchemas.list_files.parse(input).path };
    case 'read_file':
      return { capability: 'read', value: toolSchemas.read_file.parse(input).path };
    case 'search_files':
      return { capability: 'read', value: toolSchemas.search_files.parse(input).path ?? '.' };
    case 'write_file':
      return { capability: 'write', value: toolSchemas.write_file.parse(input).path };
    case 'edit_file':
      return { capability: 'write', value: toolSchemas.edit_file.parse(input).path };
    case 'run_command':
      return { capability: 'command', value: toolSchemas.run_command.parse(input).command };
    case 'start_command':
      return { capability: 'command', value: toolSchemas.start_command.parse(input).command };
    case 'web_fetch': {
      const { hostname, port } = new URL(toolSchemas.web_fetch.parse(input).url);
      return { capability: 'network', value: port === '' ? hostname : `${hostname}:${port}` };
    }
    case 'edit_files':
    case 'read_command':
    case 'stop_command':
    case 'propose_spec_edit':
    case 'comment':
    case 'run_checks':
    case 'ask_person':
    case 'report_plan_issue':
    case 'finish':
      return null;
  }
}

const hitLine = /^([^\n:]+):\d+:/;

/** What a search found, without the lines of files that may not be read: a folder is searched, a file in it is named by the rule. */
export function withoutHidden(output: string, mayRead: (path: string) => boolean): string {
  const lines = output.split('\n');
  const shown = lines.filter((line) => {
    const [, path] = hitLine.exec(line) ?? [];
    return path === undefined || mayRead(path);
  });
  const hidden = lines.length - shown.length;
  if (hidden > 0) shown.push(`(${hidden} ${hidden === 1 ? 'line' : 'lines'} of files that the project's policy does not open to you)`);
  return shown.join('\n');
}
