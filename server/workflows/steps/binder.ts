import type { RunOutcome } from '#core/run/run-event.ts';
import { bindingRounds } from '#core/study/study.ts';
import { bindingIn, troubleOf } from '#core/verification/suite/model-binding.ts';
import { type TrialResult, trialResult } from '#core/verification/suite/trial.ts';
import { bindingPrompt } from '#server/agents/binding-prompt.ts';
import { tryBinding } from '#server/sandbox/checks/try-system.ts';
import { readBindingMaterial } from '#server/services/checks/binding-material.ts';
import { suiteGroundOf } from '#server/services/checks/suite-system.ts';
import { keepProposal } from '#server/services/checks/trials.ts';
import { type Attempt, type Done, durableStep, type RunSession } from '../run-session.ts';
import { askStudy } from './ask-study.ts';
import { inThrowawayRoom } from './doubt-tests.ts';

type Tried = { text: string; result: Extract<TrialResult, { kind: 'binding' }> };

/**
 * Has a model write the binding of a spec, tries each of its answers on the code as it is, and tells it what that gave, a few times at most. The last that could be read is kept for people to
 * look at, with what was seen: nothing is written into the repository, and nothing of it is evidence.
 */
export async function writeBinding(session: RunSession): Promise<{ outcome: RunOutcome; reason: string }> {
  let tried: Tried | null = null;
  for (let round = 1; round <= bindingRounds; round += 1) {
    const material = await readBindingMaterial(session.house, session.run.specId);
    const before: { text: string; trouble: string[] } | null = tried && { text: tried.text, trouble: troubleOf(tried.result) };
    const asked = await durableStep(session, {
      step: `binding-${round}`,
      title: round === 1 ? 'Asks for a binding' : `Tells what the last one gave, and asks again (${round} of ${bindingRounds})`,
      work: askStudy(session, bindingPrompt({ ...material, before })),
    });
    if (asked.kind === 'ended') break;
    if (asked.kind !== 'heard' || asked.text === null)
      return tried
        ? ended(tried)
        : { outcome: 'failed', reason: asked.kind === 'heard' ? (asked.reason ?? 'The model said nothing.') : 'The model said nothing.' };
    const text = bindingIn(asked.text);
    const answer = await durableStep(session, {
      step: `try-${round}`,
      title: 'Tries it on the code',
      work: tryIt(session, text ?? asked.text.slice(0, 2_000)),
    });
    if (answer.kind !== 'answer') break;
    const next = readTried(answer.output);
    if (text !== null || tried === null) tried = next;
    if (tried && troubleOf(tried.result).length === 0) break;
  }
  return tried ? ended(tried) : { outcome: 'failed', reason: 'The model gave nothing that could be tried.' };
}

function ended({ result }: Tried): { outcome: RunOutcome; reason: string } {
  const trouble = troubleOf(result);
  const [first] = trouble;
  if (first === undefined)
    return { outcome: 'done', reason: 'A binding that the code answers to waits on the Tests page, to be looked at and committed.' };
  return { outcome: 'stuck', reason: `The binding still has trouble when it is tried: ${first}` };
}

function tryIt(session: RunSession, text: string) {
  return async ({ signal, emit, step, attempt }: Attempt): Promise<Done> => {
    const { house, run } = session;
    const { headCommit } = await house.db.project.findUniqueOrThrow({ where: { id: run.projectId }, select: { headCommit: true } });
    const ground = await suiteGroundOf(house.db, run.specId);
    const result: Tried['result'] = ground
      ? await inThrowawayRoom(session, { name: 'binding', commit: headCommit }, async (room) =>
          tryBinding({ sandbox: await room.open(), system: ground.system, slug: run.spec.slug, signal }, text),
        )
      : { kind: 'binding', failure: 'The spec has no criteria that could be read.', problems: [], cases: [] };
    signal.throwIfAborted();
    const trouble = troubleOf(result);
    emit({ kind: 'said', step, attempt, text: trouble.length === 0 ? `${result.cases.length} cases were answered.` : trouble.join('\n') });
    return {
      output: { kind: 'answer', output: JSON.stringify({ text, result }), isError: trouble.length > 0 },
      alongside: (tx) => keepProposal(tx, { specId: run.specId, text, result, userId: run.startedById, by: run.modelLabel }),
    };
  };
}

/** What `tryIt` has written. */
function readTried(output: string): Tried | null {
  const { text, result } = JSON.parse(output) as { text: string; result: unknown };
  const read = trialResult.parse(result);
  return read.kind === 'binding' ? { text, result: read } : null;
}
