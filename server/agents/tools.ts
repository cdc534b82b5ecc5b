import { PathRefused, type Sandbox } from '#server/sandbox/sandbox.ts';
import type { ToolAnswer, ToolCall } from './agent.ts';
import { editFile, editFiles, listFiles, readFile, writeFile } from './file-tools.ts';
import { type CommandWatcher, runCommand } from './run-command.ts';
import { searchFiles } from './search-files.ts';
import { isToolName, toolSchemas } from './tool-schemas.ts';

export type { CommandWatcher } from './run-command.ts';
export { toolDescriptions, toolSchemas } from './tool-schemas.ts';

/** Where a tool works, and who watches. */
export type ToolRoom = {
  sandbox: Sandbox;
  signal: AbortSignal;
  onCommand: CommandWatcher;
};

/**
 * Carries out one call in the sandbox. Whatever the model asked for wrongly, and whatever the file system or the command
 * refuses, comes back as an answer for the model; only a bug of ours throws. Safe to repeat after a crash in its middle,
 * except `run_command`, whose effects are the command's own. What needs more than a sandbox is the workflow's.
 */
export async function callTool(room: ToolRoom, call: ToolCall): Promise<ToolAnswer> {
  if (call.problem !== null) return refusal(call.problem);
  try {
    return await carryOut(room, call);
  } catch (error) {
    if (error instanceof PathRefused) return refusal(`This path is not allowed: ${error.message}`);
    const sentence = fileSystemSentence(error);
    if (sentence === null) throw error;
    return refusal(sentence);
  }
}

async function carryOut({ sandbox, signal, onCommand }: ToolRoom, { tool, input }: ToolCall): Promise<ToolAnswer> {
  if (!isToolName(tool)) return refusal(`There is no tool "${tool}".`);
  // Stored turns come back from the database: read once more where they enter.
  switch (tool) {
    case 'list_files':
      return await listFiles(sandbox, toolSchemas.list_files.parse(input));
    case 'read_file':
      return await readFile(sandbox, toolSchemas.read_file.parse(input));
    case 'search_files':
      return await searchFiles(sandbox, toolSchemas.search_files.parse(input), signal);
    case 'write_file':
      return await writeFile(sandbox, toolSchemas.write_file.parse(input));
    case 'edit_file':
      return await editFile(sandbox, toolSchemas.edit_file.parse(input));
    case 'edit_files':
      return await editFiles(sandbox, toolSchemas.edit_files.parse(input));
    case 'run_command':
      return await runCommand({ sandbox, signal, onCommand }, toolSchemas.run_command.parse(input));
    case 'web_fetch':
    case 'start_command':
    case 'read_command':
    case 'stop_command':
    case 'propose_spec_edit':
    case 'comment':
    case 'run_checks':
    case 'ask_person':
    case 'report_plan_issue':
    case 'finish':
      throw new Error(`${tool} is carried out by the workflow.`);
  }
}

function refusal(output: string): ToolAnswer {
  return { output, isError: true, change: null };
}

const fileSystemWords: Record<string, string> = {
  EISDIR: 'This path is a folder.',
  ENOTDIR: 'A part of this path is a file, not a folder.',
  EACCES: 'The file system does not allow this.',
  EPERM: 'The file system does not allow this.',
  ENOSPC: 'There is no space left.',
  EDQUOT: 'There is no space left.',
  ENAMETOOLONG: 'This path is too long.',
  ELOOP: 'This path goes through a link, and links are not followed.',
};

function fileSystemSentence(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return fileSystemWords[error.code] ?? null;
}
