import type { AssistantModelMessage, ModelMessage, ProviderMetadata } from 'ai';
import type { OfferedTool } from '#core/run/mcp-tools.ts';
import type { ToolCall } from './agent.ts';
import { isToolName, toolSchemas } from './tool-schemas.ts';

/** A tool call as the provider handed it over: `input` is a string where it was not JSON. */
export type RawCall = {
  callId: string;
  tool: string;
  input: unknown;
  /** What the provider wants back with the call. */
  metadata?: ProviderMetadata | undefined;
  /** Reading was given up at `maxInputBytes`. */
  isTooLong?: boolean;
};

const maxCalls = 20;
/** Longer arguments are no arguments. */
export const maxInputBytes = 1_000_000;

type Answer = {
  raw: RawCall[];
  answered: ModelMessage[];
  earlier: ModelMessage[];
  /** The model came to its limit of tokens, so its last call may be half a call that reads like a whole one. */
  isTruncated: boolean;
  /** Tools beside our own. Whether arguments fit, their server says. */
  offered?: readonly OfferedTool[] | undefined;
};

/**
 * Checks the calls of one answer, and brings the assistant's message into a form that every provider takes back:
 * ids unique in the conversation, inputs that are objects, no megabytes. A call that cannot be carried out keeps its
 * place with a `problem`, so that it can be answered; what comes after call 20 is left out, and call 21 says so.
 */
export function readCalls({ raw, answered, earlier, isTruncated, offered = [] }: Answer): { calls: ToolCall[]; messages: ModelMessage[] } {
  const usedBefore = idsOf(earlier);
  const usedNow = new Set<string>();
  const calls = raw.slice(0, maxCalls + 1).map((call, i): ToolCall => {
    const isRepeated = usedNow.has(call.callId);
    const callId = unusedId(call.callId, i, new Set([...usedBefore, ...usedNow]));
    usedNow.add(call.callId).add(callId);
    const checked = checkInput(call, offered);
    const isCutOff = isTruncated && i === raw.length - 1;
    const problem =
      tooMany(i, raw.length) ??
      (isRepeated ? 'Another call of this answer has the same id. It was not carried out; call it again.' : null) ??
      (isCutOff ? 'Your answer came to its limit of length here. The call was not carried out; make it again, with less.' : null) ??
      checked.problem;
    return { callId, tool: safeName(call.tool), input: checked.input, problem };
  });
  return { calls, messages: rewriteMessages(answered, calls) };
}

function tooMany(i: number, total: number): string | null {
  if (i < maxCalls) return null;
  const left = total - maxCalls;
  return `At most ${maxCalls} calls are carried out in one answer; this one${left > 1 ? ` and ${left - 1} after it were` : ' was'} not.`;
}

function checkInput({ tool, input, isTooLong }: RawCall, offered: readonly OfferedTool[]): { input: unknown; problem: string | null } {
  const written = typeof input === 'string' ? input : (JSON.stringify(input) ?? '');
  if (isTooLong || Buffer.byteLength(written) > maxInputBytes) {
    const problem = 'The arguments are longer than 1 MB. The call was not carried out; do it in parts.';
    return { input: { omitted: 'more than 1 MB' }, problem };
  }
  if (offered.some(({ callName }) => callName === tool)) {
    const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
    return { input: asObject(input), problem: isObject ? null : `The arguments of ${tool} are not a JSON object.` };
  }
  if (!isToolName(tool))
    return {
      input: asObject(input),
      problem: `There is no tool "${tool.slice(0, 60)}". There are: ${[...Object.keys(toolSchemas), ...offered.map(({ callName }) => callName)].join(', ')}.`,
    };
  if (typeof input === 'string') return { input: asObject(input), problem: `The arguments of ${tool} are not a JSON object.` };
  const parsed = toolSchemas[tool].safeParse(input);
  if (parsed.success) return { input: parsed.data, problem: null };
  const issues = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`);
  return { input: asObject(input), problem: `The arguments of ${tool} do not fit: ${issues.join('; ')}.` };
}

/** What goes back to the provider as the arguments must be an object, however wrong it was. */
function asObject(input: unknown): unknown {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
  const written = typeof input === 'string' ? input : (JSON.stringify(input) ?? '');
  return { unreadable: written.slice(0, 500) };
}

/** Small servers give every call the id `call_0`, or none; ours must tell the calls of a whole run apart. */
/** Names of the platform's own steps, under which it asks people: no call may pass for one. */
const reserved = /^(model|tool|check|ask|verify|commit|merge|resolve|finish)\b/;

function unusedId(id: string, i: number, used: ReadonlySet<string>): string {
  const wanted = /^[\w.:-]{1,64}$/.test(id) && !reserved.test(id) ? id : `call-${i}`;
  for (let n = 0; ; n += 1) {
    const candidate = n === 0 ? wanted : `${wanted}-${n + 1}`;
    if (!used.has(candidate)) return candidate;
  }
}

function safeName(tool: string): string {
  return /^[\w-]{1,64}$/.test(tool) ? tool : 'unknown_tool';
}

function idsOf(messages: ModelMessage[]): Set<string> {
  const ids = new Set<string>();
  for (const { role, content } of messages) {
    if (role !== 'assistant' || typeof content === 'string') continue;
    for (const part of content) if (part.type === 'tool-call') ids.add(part.toolCallId);
  }
  return ids;
}

/** The assistant's words and thoughts as they were, its calls as we read them. Results that the SDK made up for wrong calls are left out: ours follow. */
function rewriteMessages(answered: ModelMessage[], calls: ToolCall[]): ModelMessage[] {
  let next = 0;
  const rewritten = answered
    .filter((message): message is AssistantModelMessage => message.role === 'assistant')
    .map((message) => {
      if (typeof message.content === 'string') return message;
      const content = message.content.flatMap((part): typeof message.content => {
        if (part.type !== 'tool-call') return [part];
        const call = calls[next++];
        return call ? [{ ...part, toolCallId: call.callId, toolName: call.tool, input: call.input }] : [];
      });
      return { ...message, content };
    });
  // Stored as JSON by the durable step: what a first run holds must equal what a recovered one reads.
  return JSON.parse(JSON.stringify(rewritten)) as ModelMessage[];
}
