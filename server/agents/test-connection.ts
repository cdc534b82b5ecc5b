import type { House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { scriptedId } from '#server/services/models/connection.ts';
import { ModelFailure } from './model-failure.ts';
import { takeModelTurn } from './model-turn.ts';
import { openModel } from './open-model.ts';

const patienceMs = 30_000;

/**
 * Asks a model for one word, with the tools of an implementer on offer, so that a model that takes none is found out here
 * and not in a run. Gives a sentence for people either way; throws only for bugs of ours.
 */
export async function testConnection(
  house: Pick<House, 'db' | 'secret'>,
  { organizationId, model }: { organizationId: string; model: string },
): Promise<{ ok: boolean; sentence: string }> {
  if (model === scriptedId) {
    return {
      ok: true,
      sentence: 'The scripted model is always there. It is not a model: it plays a script for the tasks of the sample project.',
    };
  }
  try {
    const opened = await openModel(house, { organizationId, model, brief: null });
    const startedAt = performance.now();
    const { usage } = await takeModelTurn({
      model: opened.model,
      instructions: 'This is a test of the connection. Call no tool.',
      messages: [{ role: 'user', content: 'Answer with the one word: ready' }],
      signal: AbortSignal.timeout(patienceMs),
      onText: () => {},
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    return { ok: true, sentence: `${opened.label} answered in ${seconds} s (${usage.input} tokens in, ${usage.output} out).` };
  } catch (error) {
    if (error instanceof ModelFailure || error instanceof Failure) return { ok: false, sentence: error.message };
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return { ok: false, sentence: `No answer came within ${patienceMs / 1000} seconds.` };
    }
    throw error;
  }
}
