import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Turn } from './agent.ts';
import { ModelFailure } from './model-failure.ts';
import { takeModelTurn } from './model-turn.ts';
import { connect } from './open-model.ts';
import { type Behaviour, type ProviderDouble, startProviderDouble } from './testing/provider-double.ts';
import { type WireAnswer, type WireName, wires } from './testing/wires.ts';

const providers = { anthropic: 'anthropic', chat: 'compatible', responses: 'openai', google: 'google', bedrock: 'bedrock' } as const;
const answer: WireAnswer = {
  text: 'Zuerst die Rundung 🧮.',
  calls: [
    { id: 'call_a', name: 'run_checks', args: '{}' },
    { id: 'call_b', name: 'run_command', args: '{"command":"rm -rf build && npm run build"}' },
  ],
};
/** The figure 1 cuts at every byte and takes two minutes; a prime that shares nothing with the lengths of the pieces meets all kinds of places. */
const stride = Number(process.env.PLUMBLINE_CUT_STRIDE ?? 29);

let double: ProviderDouble;
beforeAll(async () => {
  double = await startProviderDouble();
});
afterAll(() => double.close());

async function ask(wire: WireName, behaviour: Behaviour): Promise<Turn | ModelFailure> {
  double.behave(behaviour);
  const place = { id: 'x', source: 'stored', modelId: 'double-1', region: 'eu-central-1', keyHint: null } as const;
  try {
    return await takeModelTurn({
      model: connect({ ...place, provider: providers[wire], baseUrl: double.urls[wire] }, 'key-0123456789'),
      instructions: 'Be exact.',
      messages: [{ role: 'user', content: 'Task 1' }],
      signal: new AbortController().signal,
      onText: () => {},
    });
  } catch (error) {
    if (error instanceof ModelFailure) return error;
    throw error;
  }
}

test.each(Object.keys(wires) as WireName[])(
  'a %s stream cut anywhere gives the whole answer or none',
  { timeout: 300_000 },
  async (wire) => {
    const whole = await ask(wire, { kind: 'answers', answer });
    if (whole instanceof ModelFailure) throw whole;
    const length = Buffer.byteLength(wires[wire](answer));
    const kinds = new Map<string, number>();
    for (const how of ['reset', 'close'] as const) {
      for (let afterBytes = 0; afterBytes < length; afterBytes += stride) {
        const outcome = await ask(wire, { kind: 'cuts', answer, afterBytes, how });
        const kind = outcome instanceof ModelFailure ? outcome.kind : 'whole';
        kinds.set(`${how}: ${kind}`, (kinds.get(`${how}: ${kind}`) ?? 0) + 1);
        if (outcome instanceof ModelFailure) expect(['broken', 'unreachable'], `byte ${afterBytes}`).toContain(kind);
        // All but the count of tokens was there.
        else expect({ ...outcome, usage: null }, `byte ${afterBytes}`).toEqual({ ...whole, usage: null });
      }
    }
    console.log(`${wire}: ${length} bytes, every ${stride}: ${JSON.stringify(Object.fromEntries(kinds))}`);
  },
);
