import { parentPort } from 'node:worker_threads';
import { checkSlice, type SliceVerdict } from '#core/analysis/smt/check-slice.ts';
import { decideOneStep } from '#core/analysis/smt/one-step.ts';
import { checkProperty, compareReadings } from '#core/analysis/smt/questions.ts';
import type { SolverAnswer, SolverQuestion } from './solver-protocol.ts';
import { openSession } from './z3-session.ts';

/** For one slice, and for as many small ones as it does for. */
const RLIMIT = 6_000_000;

const port = parentPort;
if (!port) throw new Error('The solver runs as a worker.');
const session = await openSession(RLIMIT);
const { ask } = session;

port.on('message', ({ id, question }: { id: number; question: SolverQuestion }) => {
  port.postMessage({ id, answer: answerTo(question) });
});
port.postMessage({ id: 0, answer: null });

function answerTo(question: SolverQuestion): SolverAnswer {
  switch (question.kind) {
    case 'slice':
      return { kind: 'slice', verdict: verdictOf(question) };
    case 'compare':
      session.renew();
      return { kind: 'compare', compared: compareReadings(question.system, question.one, question.other, ask) };
    case 'one-step':
      session.renew();
      return { kind: 'one-step', verdict: decideOneStep(question.game, ask) };
    case 'property':
      session.renew();
      return { kind: 'property', verdict: checkProperty(question.system, question.claim, ask) };
  }
}

/** What is undecided may be so because of the slices before it: it is asked again with the whole measure, so that the answer depends on the slice alone. */
function verdictOf({ system, slice }: Extract<SolverQuestion, { kind: 'slice' }>): SliceVerdict {
  const verdict = checkSlice(system, slice, ask);
  if (verdict.undecided.length === 0) return verdict;
  session.renew();
  return checkSlice(system, slice, ask);
}
