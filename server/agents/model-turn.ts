import {
  isStepCount,
  jsonSchema,
  type LanguageModel,
  type LanguageModelUsage,
  type ModelMessage,
  type SystemModelMessage,
  streamText,
  type ToolSet,
  tool,
} from 'ai';
import type { z } from 'zod';
import type { OfferedTool } from '#core/run/mcp-tools.ts';
import { type Turn, toolNames } from './agent.ts';
import { ModelFailure, toModelFailure } from './model-failure.ts';
import { maxInputBytes, type RawCall, readCalls } from './read-calls.ts';
import { toolDescriptions, toolSchemas } from './tool-schemas.ts';

/** More than any answer: a stream that goes on after this many characters is ended. */
const maxAnswerCharacters = 4_000_000;

// Its warnings go to the console of whoever runs the server, who can do nothing about them.
globalThis.AI_SDK_LOG_WARNINGS = false;

const tools: ToolSet = Object.fromEntries(
  toolNames.map((name) => {
    const inputSchema: z.ZodType = toolSchemas[name];
    return [name, tool({ description: toolDescriptions[name], inputSchema })];
  }),
);

function toolsOf(offered: readonly OfferedTool[]): ToolSet {
  return Object.fromEntries(
    offered.map(({ callName, description, inputSchema }) => [callName, tool({ description, inputSchema: jsonSchema(inputSchema) })]),
  );
}

export type ModelTurnOptions = {
  model: LanguageModel;
  instructions: string;
  messages: ModelMessage[];
  signal: AbortSignal;
  /** Called with each piece of text as it arrives. */
  onText: (text: string) => void;
  /** False for a question that is answered in words alone. */
  hasTools?: boolean;
  /** How long the model may send nothing at all. Defaults to `PLUMBLINE_MODEL_SILENCE_SECONDS`, or two minutes. */
  silenceMs?: number;
  /** Tools beside our own: of servers that the project has approved. */
  offered?: readonly OfferedTool[];
};

/**
 * Asks a model once and gives its whole answer, tool calls checked against their schemas and none of them carried out.
 * Throws a `ModelFailure` where there is no whole answer, whatever of it had arrived by then, and the signal's reason
 * where `signal` fired. Never asks twice: that is for whoever knows the budget.
 */
export async function takeModelTurn(options: ModelTurnOptions): Promise<Turn> {
  const { signal, silenceMs = defaultSilenceMs() } = options;
  signal.throwIfAborted();
  const silence = new AbortController();
  const fallSilent = () => silence.abort(new ModelFailure('broken', `The model sent nothing for ${Math.round(silenceMs / 1000)} seconds.`));
  const timer = setTimeout(fallSilent, silenceMs);
  let answer: Answer;
  try {
    answer = await receive(options, AbortSignal.any([signal, silence.signal]), () => timer.refresh());
  } catch (error) {
    signal.throwIfAborted();
    silence.signal.throwIfAborted();
    throw toModelFailure(error);
  } finally {
    clearTimeout(timer);
    // Ends what is left of the request where we stopped reading early.
    silence.abort();
  }
  return toTurn(answer, options);
}

/** Tokens that one answer may have: a cap can be kept only where the most that an answer may take is known before it is asked for. */
export const longestAnswerTokens = 16_000;

/** What came over the wire. `answered` and `usage` are missing where reading was given up. */
type Answer = {
  text: string;
  raw: RawCall[];
  /** Characters of all that was said, thought and called. */
  received: number;
  answered: ModelMessage[] | null;
  usage: LanguageModelUsage | null;
  finishReason: string;
};

function toTurn(
  { text, raw, received, answered, usage, finishReason }: Answer,
  { instructions, messages: earlier, offered }: ModelTurnOptions,
): Turn {
  const isTruncated = answered !== null && finishReason === 'length';
  const { calls, messages } = readCalls({ raw, answered: answered ?? [assembleMessage(text, raw)], earlier, isTruncated, offered });
  // Four characters are about a token: a server that does not count must not slip past a budget.
  const counted = {
    input: usage?.inputTokens ?? Math.ceil(JSON.stringify([instructions, earlier]).length / 4),
    output: usage?.outputTokens ?? Math.ceil(received / 4),
    cached: usage?.inputTokenDetails.cacheReadTokens ?? 0,
  };
  return { text, calls, messages, usage: counted, finishReason };
}

async function receive(
  { model, instructions, messages, onText, offered = [], hasTools = true }: ModelTurnOptions,
  signal: AbortSignal,
  onLife: () => void,
): Promise<Answer> {
  const result = streamText({
    model,
    instructions: cachedInstructions(instructions),
    messages: withCachePoint(messages),
    ...(hasTools ? { tools: { ...tools, ...toolsOf(offered) } } : {}),
    stopWhen: isStepCount(1),
    maxRetries: 0,
    maxOutputTokens: longestAnswerTokens,
    abortSignal: signal,
    // A sign of life that holds no text yet, such as a ping, counts.
    includeRawChunks: true,
    // The conversation is ours: nothing is to be kept at the provider for the next call to refer to.
    providerOptions: { openai: { store: false } },
    // The default prints the error, request and all.
    onError: () => {},
  });
  const raw: RawCall[] = [];
  const inputs = new Map<string, { tool: string; size: number }>();
  let text = '';
  let received = 0;
  let isTooLong = false;
  for await (const part of result.stream) {
    onLife();
    switch (part.type) {
      case 'text-delta':
        text += part.text;
        received += part.text.length;
        onText(part.text);
        break;
      case 'reasoning-delta':
        received += part.text.length;
        break;
      case 'tool-input-start':
        inputs.set(part.id, { tool: part.toolName, size: 0 });
        break;
      case 'tool-input-delta': {
        const input = inputs.get(part.id);
        received += part.delta.length;
        if (!input) break;
        input.size += part.delta.length;
        isTooLong = input.size > maxInputBytes;
        if (isTooLong) raw.push({ callId: part.id, tool: input.tool, input: {}, isTooLong });
        break;
      }
      case 'tool-call':
        raw.push({ callId: part.toolCallId, tool: part.toolName, input: part.input, metadata: part.providerMetadata });
        break;
      case 'error':
        throw part.error;
      case 'abort':
        signal.throwIfAborted();
        throw new ModelFailure('broken', 'The call was ended before the answer was complete.');
      case 'finish-step':
        requireEnd(part.finishReason, part.rawFinishReason);
        break;
      // The other parts are frames around these, and what no tool of ours asks for.
      default:
        break;
    }
    // Read no further: whatever else there is, this answer has to be given again.
    if (isTooLong) return { text, raw, received, answered: null, usage: null, finishReason: 'length' };
    if (received > maxAnswerCharacters) throw new ModelFailure('broken', 'The answer does not end.');
  }
  const [usage, finishReason, answered] = await Promise.all([result.usage, result.finishReason, result.responseMessages]);
  return { text, raw, received, answered, usage, finishReason };
}

/** The message of an answer that we stopped reading, so that what came before the stop is still said and answered. */
function assembleMessage(text: string, raw: RawCall[]): ModelMessage {
  const calls = raw.map(({ callId, tool: toolName, input, metadata }) => ({
    type: 'tool-call' as const,
    toolCallId: callId,
    toolName,
    input,
    ...(metadata && { providerOptions: metadata }),
  }));
  return { role: 'assistant', content: [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...calls] };
}

/** A stream that ended without the provider's own end of the answer was cut, even where the connection closed politely. */
function requireEnd(finishReason: string, rawFinishReason: string | undefined): void {
  const isCut = finishReason === 'interrupted' || (finishReason === 'other' && rawFinishReason === undefined);
  if (isCut) throw new ModelFailure('broken', 'The answer ended in the middle.');
  if (finishReason === 'error') throw new ModelFailure('broken', 'The model ended its answer with an error.');
}

/** Anthropic reads a prompt from its cache up to marked places: after the instructions, and after the conversation so far. */
const cachePoint = { anthropic: { cacheControl: { type: 'ephemeral' } } };

function cachedInstructions(content: string): SystemModelMessage {
  return { role: 'system', content, providerOptions: cachePoint };
}

function withCachePoint(messages: ModelMessage[]): ModelMessage[] {
  return messages.map((message, i) =>
    i === messages.length - 1 ? { ...message, providerOptions: { ...message.providerOptions, ...cachePoint } } : message,
  );
}

function defaultSilenceMs(): number {
  const seconds = Number(process.env.PLUMBLINE_MODEL_SILENCE_SECONDS);
  return seconds > 0 ? seconds * 1000 : 120_000;
}
