import type { ModelMessage } from 'ai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Turn } from './agent.ts';
import { ModelFailure } from './model-failure.ts';
import { takeModelTurn } from './model-turn.ts';
import { connect } from './open-model.ts';
import { containing, fitting } from './testing/matching.ts';
import { type Behaviour, type ProviderDouble, startProviderDouble } from './testing/provider-double.ts';
import { type WireAnswer, type WireName, wires, wireUsage } from './testing/wires.ts';

const key = 'sk-test-0123456789abcdef';
const toolCallParts = ({ messages }: Turn) =>
  messages.flatMap(({ role, content }) =>
    role === 'assistant' && typeof content !== 'string' ? content.filter(({ type }) => type === 'tool-call') : [],
  );
const names = Object.keys(wires) as WireName[];
const providers = { anthropic: 'anthropic', chat: 'compatible', responses: 'openai', google: 'google', bedrock: 'bedrock' } as const;
const readCall = { id: 'call_a', name: 'read_file', args: '{"path":"src/cart.ts","from":1,"to":40}' };
const answer: WireAnswer = {
  text: 'I read the cart first, then its tests: für die Rundung 🧮.',
  calls: [readCall, { id: 'call_b', name: 'run_checks', args: '{}' }],
};

let double: ProviderDouble;
beforeAll(async () => {
  double = await startProviderDouble();
});
afterAll(() => double.close());

type Ask = { messages?: ModelMessage[]; silenceMs?: number; signal?: AbortSignal };
let said = '';

function ask(wire: WireName, behaviour: Behaviour, { messages, silenceMs, signal }: Ask = {}): Promise<Turn> {
  double.behave(behaviour);
  said = '';
  const place = { id: 'x', source: 'stored', modelId: 'double-1', region: 'eu-central-1', keyHint: null } as const;
  return takeModelTurn({
    model: connect({ ...place, provider: providers[wire], baseUrl: double.urls[wire] }, key),
    instructions: 'Be exact.',
    messages: messages ?? [{ role: 'user', content: 'Task 1' }],
    signal: signal ?? new AbortController().signal,
    onText: (text) => {
      said += text;
    },
    ...(silenceMs && { silenceMs }),
  });
}

async function failureOf(turn: Promise<Turn>): Promise<ModelFailure> {
  const outcome: unknown = await turn.catch((error: unknown) => error);
  if (!(outcome instanceof ModelFailure))
    throw new Error(`Expected a ModelFailure, got ${JSON.stringify(outcome) ?? outcome}`, { cause: outcome });
  expect(outcome.message).toMatch(/^[A-Z].*\.$/);
  expect(JSON.stringify([outcome, outcome.stack, outcome.message])).not.toContain(key);
  return outcome;
}

describe.each(names)('over the %s wire', (wire) => {
  test('a whole answer becomes a turn', async () => {
    const turn = await ask(wire, { kind: 'answers', answer });
    expect(turn.text).toBe(answer.text);
    expect(said).toBe(answer.text);
    expect(turn.calls.map(({ tool, input, problem }) => ({ tool, input, problem }))).toEqual([
      { tool: 'read_file', input: { path: 'src/cart.ts', from: 1, to: 40 }, problem: null },
      { tool: 'run_checks', input: {}, problem: null },
    ]);
    expect(turn.usage).toEqual(wireUsage);
    expect(JSON.parse(JSON.stringify(turn))).toEqual(turn);
    expect(turn.messages).toHaveLength(1);
  });

  test('the conversation goes on with the results of the calls', async () => {
    const first = await ask(wire, { kind: 'answers', answer });
    const results = first.calls.map(({ callId, tool }) => ({
      type: 'tool-result' as const,
      toolCallId: callId,
      toolName: tool,
      output: { type: 'text' as const, value: `result of ${callId}` },
    }));
    const messages: ModelMessage[] = [{ role: 'user', content: 'Task 1' }, ...first.messages, { role: 'tool', content: results }];
    const second = await ask(wire, { kind: 'answers', answer }, { messages });
    const sent = JSON.stringify(double.requests.at(-1)?.body);
    for (const { callId } of first.calls) expect(sent).toContain(`result of ${callId}`);
    const ids = [...first.calls, ...second.calls].map(({ callId }) => callId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('the nine tools are offered, with their schemas', async () => {
    await ask(wire, { kind: 'answers', answer });
    const sent = JSON.stringify(double.requests.at(-1)?.body);
    for (const tool of ['list_files', 'edit_file', 'ask_person', 'finish']) expect(sent).toContain(`"${tool}"`);
    expect(sent).toContain('timeoutSeconds');
  });

  test.each([
    [429, 'rate_limited'],
    [500, 'overloaded'],
    [503, 'overloaded'],
    [529, 'overloaded'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [400, 'refused'],
  ] as const)('HTTP %i is %s, is asked once, and tells no key', async (status, kind) => {
    const before = double.requests.length;
    const error = { type: 'some_error', message: `Wrong with ${key}, or with sk-other-key-of-somebody.`, code: status, status: 'X' };
    const failure = await failureOf(ask(wire, { kind: 'says', status, body: JSON.stringify({ type: 'error', error }) }));
    expect(failure.kind).toBe(kind);
    expect(failure.message).not.toContain('sk-');
    expect(double.requests.length).toBe(before + 1);
  });

  test('the time that a provider asks for is kept', async () => {
    const body = JSON.stringify({ error: { type: 'rate_limit_error', message: 'Slow down' } });
    const failure = await failureOf(ask(wire, { kind: 'says', status: 429, headers: { 'retry-after': '7' }, body }));
    expect(failure).toMatchObject({ kind: 'rate_limited', retryAfterMs: 7000 });
  });

  test.each(['', '<html>Welcome</html>', '{"hello":"world"}', 'data: {"a":\n\n', 'data: 12\n\ndata: []\n\n', 'data: [DONE]\n\n'])(
    'what is not the protocol is broken: %j',
    async (body) => {
      const failure = await failureOf(ask(wire, { kind: 'says', status: 200, headers: { 'content-type': 'text/event-stream' }, body }));
      expect(failure.kind).toBe('broken');
    },
  );

  test.each([true, false])('silence ends (headers sent: %s)', async (afterHeaders) => {
    const failure = await failureOf(ask(wire, { kind: 'falls silent', afterHeaders }, { silenceMs: 80 }));
    expect(failure).toMatchObject({ kind: 'broken', message: containing('sent nothing') });
  });

  test('a slow first byte is waited for', async () => {
    const turn = await ask(wire, { kind: 'answers', answer, firstByteAfterMs: 150 }, { silenceMs: 5_000 });
    expect(turn.calls).toHaveLength(2);
  });

  test('a signal ends the call with its own reason, at once', async () => {
    const reason = new Error('cancelled by somebody');
    const controller = new AbortController();
    const turn = ask(wire, { kind: 'falls silent', afterHeaders: true }, { signal: controller.signal });
    const startedAt = performance.now();
    setTimeout(() => controller.abort(reason), 30);
    await expect(turn).rejects.toBe(reason);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('calls that fit no tool or no schema keep their place and say why', async () => {
    const calls = [
      { id: 'a', name: 'delete_everything', args: '{"path":"/"}' },
      { id: 'b', name: 'read_file', args: '{"path":12,"from":"one"}' },
      { id: 'c', name: 'read_file', args: '{}' },
      { id: 'd', name: 'finish', args: '{"summary":"done"}' },
    ];
    const turn = await ask(wire, { kind: 'answers', answer: { text: 'x', calls } });
    expect(turn.calls.map(({ problem }) => problem)).toEqual([
      containing('no tool "delete_everything"'),
      fitting(/path.*from/),
      containing('path'),
      null,
    ]);
    expect(turn.messages).toHaveLength(1);
  });

  test('twenty calls are taken, and the next one says how many were not', async () => {
    const calls = Array.from({ length: 1_000 }, (_, i) => ({ id: `c${i}`, name: 'run_checks', args: '{}' }));
    const turn = await ask(wire, { kind: 'answers', answer: { text: 'x', calls } });
    expect(turn.calls).toHaveLength(21);
    expect(turn.calls.filter(({ problem }) => problem === null)).toHaveLength(20);
    expect(turn.calls.at(-1)?.problem).toContain('979 after it');
    expect(toolCallParts(turn)).toHaveLength(21);
  });

  test('an argument over 1 MB is not carried out and not kept', async () => {
    const args = JSON.stringify({ path: 'big.txt', content: 'x'.repeat(10_000_000) });
    const turn = await ask(wire, { kind: 'answers', answer: { text: 'x', calls: [{ id: 'a', name: 'write_file', args }] } });
    expect(turn.calls[0]?.problem).toContain('1 MB');
    expect(JSON.stringify(turn).length).toBeLessThan(2_000);
  }, 60_000);

  test('the last call of an answer at its limit is not trusted', async () => {
    const turn = await ask(wire, { kind: 'answers', answer: { ...answer, stop: 'length' } });
    expect(turn.finishReason).toBe('length');
    expect(turn.calls.map(({ problem }) => problem)).toEqual([null, containing('limit of length')]);
  });
});

describe.each(['anthropic', 'chat', 'responses', 'bedrock'] as const)('over the %s wire', (wire) => {
  test('two calls with one id do not both count', async () => {
    const calls = [readCall, { ...readCall, args: '{"path":"other.ts"}' }];
    const turn = await ask(wire, { kind: 'answers', answer: { text: 'x', calls } });
    expect(new Set(turn.calls.map(({ callId }) => callId)).size).toBe(turn.calls.length);
    // The chat wire's reader gives a repeated id a new one itself.
    if (wire !== 'chat') expect(turn.calls[1]?.problem).toContain('same id');
  });

  test.each(['{"path":', 'not json', '[1,2]', '"text"', '{"path":"a"} trailing'])(
    'arguments that are no object are told apart: %j',
    async (args) => {
      const turn = await ask(wire, { kind: 'answers', answer: { text: 'x', calls: [{ id: 'a', name: 'list_files', args }] } });
      expect(turn.calls[0]?.problem).toMatch(/not a JSON object|do not fit/);
      expect(toolCallParts(turn)[0]).toMatchObject({ input: expect.any(Object) as unknown });
    },
  );
});

test('an address where nothing answers is unreachable', async () => {
  const place = { id: 'x', source: 'stored', provider: 'compatible', modelId: 'm', region: 'eu-central-1', keyHint: null } as const;
  for (const baseUrl of ['http://127.0.0.1:1/v1', 'http://no-such-host.invalid/v1']) {
    const model = connect({ ...place, baseUrl }, null);
    const turn = takeModelTurn({
      model,
      instructions: 'x',
      messages: [{ role: 'user', content: 'x' }],
      signal: new AbortController().signal,
      onText: () => {},
    });
    expect(await failureOf(turn)).toMatchObject({ kind: 'unreachable', message: containing(new URL(baseUrl).host) });
  }
});

test('a redirect does not take the key along', async () => {
  const failure = await failureOf(ask('anthropic', { kind: 'says', status: 307, headers: { location: 'http://127.0.0.1:1/' }, body: '' }));
  expect(failure).toMatchObject({ kind: 'unreachable', message: containing('redirects') });
});

test('a used-up quota is not worth waiting for', async () => {
  const body = JSON.stringify({
    error: { message: 'You exceeded your current quota.', type: 'insufficient_quota', code: 'insufficient_quota' },
  });
  expect(await failureOf(ask('responses', { kind: 'says', status: 429, body }))).toMatchObject({ kind: 'refused' });
});
