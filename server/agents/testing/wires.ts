import { bedrockStream } from './bedrock-wire.ts';

/** An answer as a test wants it. `args` is the text of the arguments, so that it can be wrong in any way. */
export type WireAnswer = { text: string; calls: { id: string; name: string; args: string }[]; stop?: 'length' };

/** The streaming protocols of providers that the double speaks. */
export const wires = { anthropic, chat, responses, google, bedrock } as const;
export type WireName = keyof typeof wires;

const usage = { input: 210, output: 42, cached: 128 };
/** What every answer of the double reports to have cost. */
export const wireUsage = usage;

/** Small pieces, as providers send them; larger ones of a text that would be a million of them. */
const pieces = (text: string, size: number): string[] =>
  text.match(new RegExp(`[\\s\\S]{1,${text.length > 100_000 ? 400 : size}}`, 'gu')) ?? [];

function anthropic({ text, calls, stop }: WireAnswer): string {
  const event = (type: string, fields: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  const block = (index: number, content_block: object, deltas: object[]) => [
    event('content_block_start', { index, content_block }),
    ...deltas.map((delta) => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ];
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'double', content: [], stop_reason: null, stop_sequence: null };
  const read = { input_tokens: usage.input - usage.cached, cache_read_input_tokens: usage.cached, cache_creation_input_tokens: 0 };
  return [
    event('message_start', { message: { ...message, usage: { ...read, output_tokens: 1 } } }),
    event('ping', {}),
    ...block(
      0,
      { type: 'text', text: '' },
      pieces(text, 9).map((piece) => ({ type: 'text_delta', text: piece })),
    ),
    ...calls.flatMap(({ id, name, args }, i) =>
      block(
        i + 1,
        { type: 'tool_use', id, name, input: {} },
        pieces(args, 14).map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
      ),
    ),
    event('message_delta', {
      delta: { stop_reason: stop ? 'max_tokens' : calls.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null },
      usage: { output_tokens: usage.output },
    }),
    event('message_stop', {}),
  ].join('');
}

function chat({ text, calls, stop }: WireAnswer): string {
  const chunk = (choices: object[], more = {}) =>
    `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'double', choices, ...more })}\n\n`;
  const delta = (value: object, finish_reason: string | null = null) => chunk([{ index: 0, delta: value, finish_reason }]);
  return [
    delta({ role: 'assistant', content: '' }),
    ...pieces(text, 9).map((content) => delta({ content })),
    ...calls.flatMap(({ id, name, args }, index) => [
      delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      ...pieces(args, 14).map((piece) => delta({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ]),
    delta({}, stop ?? (calls.length > 0 ? 'tool_calls' : 'stop')),
    chunk([], {
      usage: {
        prompt_tokens: usage.input,
        completion_tokens: usage.output,
        total_tokens: usage.input + usage.output,
        prompt_tokens_details: { cached_tokens: usage.cached },
      },
    }),
    'data: [DONE]\n\n',
  ].join('');
}

function responses({ text, calls, stop }: WireAnswer): string {
  let sequence_number = 0;
  const event = (type: string, fields: object) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence_number++, ...fields })}\n\n`;
  const response = { id: 'resp_1', object: 'response', created_at: 1, model: 'double', status: 'in_progress', output: [] };
  const item = { id: 'msg_1', type: 'message', role: 'assistant', content: [] };
  return [
    event('response.created', { response }),
    event('response.output_item.added', { output_index: 0, item }),
    ...pieces(text, 9).map((delta) => event('response.output_text.delta', { item_id: 'msg_1', output_index: 0, content_index: 0, delta })),
    event('response.output_item.done', { output_index: 0, item: { ...item, content: [{ type: 'output_text', text, annotations: [] }] } }),
    ...calls.flatMap(({ id, name, args }, i) => {
      const call = { id: `fc_${i}`, type: 'function_call', call_id: id, name, arguments: '' };
      const place = { item_id: call.id, output_index: i + 1 };
      return [
        event('response.output_item.added', { output_index: i + 1, item: call }),
        ...pieces(args, 14).map((delta) => event('response.function_call_arguments.delta', { ...place, delta })),
        event('response.function_call_arguments.done', { ...place, arguments: args }),
        event('response.output_item.done', { output_index: i + 1, item: { ...call, arguments: args, status: 'completed' } }),
      ];
    }),
    event(stop ? 'response.incomplete' : 'response.completed', {
      response: {
        ...response,
        status: stop ? 'incomplete' : 'completed',
        ...(stop && { incomplete_details: { reason: 'max_output_tokens' } }),
        usage: {
          input_tokens: usage.input,
          input_tokens_details: { cached_tokens: usage.cached },
          output_tokens: usage.output,
          output_tokens_details: { reasoning_tokens: 0 },
        },
      },
    }),
  ].join('');
}

/** Google sends arguments as JSON inside JSON: what is no JSON cannot be said on this wire. */
function google({ text, calls, stop }: WireAnswer): string {
  const chunk = (parts: object[], more = {}) =>
    `data: ${JSON.stringify({ candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }] })}\r\n\r\n`;
  const end = {
    candidates: [{ content: { parts: [{ text: '' }], role: 'model' }, index: 0, finishReason: stop ? 'MAX_TOKENS' : 'STOP' }],
    usageMetadata: {
      promptTokenCount: usage.input,
      cachedContentTokenCount: usage.cached,
      candidatesTokenCount: usage.output,
      totalTokenCount: usage.input + usage.output,
    },
  };
  return [
    ...pieces(text, 9).map((piece) => chunk([{ text: piece }])),
    ...calls.map(({ id, name, args }) => chunk([{ functionCall: { id, name, args: JSON.parse(args) as object } }])),
    `data: ${JSON.stringify(end)}\r\n\r\n`,
  ].join('');
}

function bedrock({ text, calls, stop }: WireAnswer): Buffer {
  const blocks = [
    { start: null, deltas: pieces(text, 9).map((piece) => ({ text: piece })) },
    ...calls.map(({ id, name, args }) => ({
      start: { toolUse: { toolUseId: id, name } },
      deltas: pieces(args, 14).map((input) => ({ toolUse: { input } })),
    })),
  ];
  return bedrockStream(blocks, stop ? 'max_tokens' : calls.length > 0 ? 'tool_use' : 'end_turn', usage);
}
