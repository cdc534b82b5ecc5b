import type { ModelMessage } from 'ai';
import type { Hook } from '#core/formats/kiro-files.ts';
import type { OfferedTool } from '#core/run/mcp-tools.ts';

/** A tool call of a model. `problem` is set where the call fits no tool or no schema: it is told to the model, not executed. */
export type ToolCall = { callId: string; tool: string; input: unknown; problem: string | null };

/** One answer of a model, as JSON: what a durable step stores, so that a recovered run need not ask again. */
export type Turn = {
  text: string;
  calls: ToolCall[];
  /** To be appended to the conversation as they are. */
  messages: ModelMessage[];
  usage: { input: number; output: number; cached: number };
  finishReason: string;
};

/** The tools of an implementer. Those from `web_fetch` on are carried out by the workflow, the others by `callTool`. */
export const toolNames = [
  'list_files',
  'read_file',
  'search_files',
  'write_file',
  'edit_file',
  'edit_files',
  'run_command',
  'web_fetch',
  'start_command',
  'read_command',
  'stop_command',
  'propose_spec_edit',
  'comment',
  'run_checks',
  'ask_person',
  'report_plan_issue',
  'finish',
] as const;
export type ToolName = (typeof toolNames)[number];

/** A file that a tool has changed, in lines. */
export type FileChanged = { path: string; added: number; removed: number; isNew?: boolean };

/** What a tool gives back to the model, and what it did that people should see. */
export type ToolAnswer = {
  output: string;
  isError: boolean;
  change: FileChanged | null;
  /** Where a tool changes several files: all of them, instead of `change`. */
  changes?: FileChanged[];
};

/** What an agent needs to know about its task: its slice of the spec. */
export type TaskBrief = {
  specSlug: string;
  /** Where its documents lie in the repository; where Kiro has them, if it is not said. */
  specFolder?: string;
  specTitle: string;
  taskId: string;
  taskTitle: string;
  details: string[];
  criteria: { id: string; text: string }[];
  properties: { id: string; title: string; statement: string }[];
  /** What people have confirmed that criteria mean, formally; none in runs of before. */
  readings?: { id: string; rules: string[] }[];
  /** Sections of the design that the task names; none in runs of before. */
  design?: string[];
  glossary: { term: string; definition: string }[];
  /** Guidance of the project that goes with the task: path and text. */
  steering: { path: string; text: string }[];
  /** How earlier attempts at the task ended; none in runs of before. */
  lessons?: string[];
  checkCommand: string | null;
  /** Tools of servers that the project has approved, as they were then; none in runs of before. */
  tools?: OfferedTool[];
  /** The hooks of the repository; none in runs of before. */
  hooks?: Hook[];
  /** What is where in the repository; none in runs of before. */
  repositoryMap?: string;
  /** Skills that the repository describes for its agents. */
  skills?: { path: string; name: string; description: string }[];
  /** What hooks said before the task began. */
  told?: string[];
};
