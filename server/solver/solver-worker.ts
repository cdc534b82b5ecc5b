import { parentPort } from 'node:worker_threads';
import { checkSlice } from '#core/analysis/smt/check-slice.ts';
import { checkProperty, compareReadings } from '#core/analysis/smt/questions.ts';
import type { SolverAnswer, SolverQuestion } from './solver-protocol.ts';
import { openSession } from './z3-session.ts';

const RLIMIT = 3_000_000;

const port = parentPort;
if (!port) throw new Error('The solver runs as a worker.');
const ask = await openSession(RLIMIT);

port.on('message', ({ id, question }: { id: number; question: SolverQuestion }) => {
  port.postMessage({ id, answer: answerTo(question) });
});
port.postMessage({ id: 0, answer: null });

function answerTo(question: SolverQuestion): SolverAnswer {
  switch (question.kind) {
    case 'slice':
      return { kind: 'slice', verdict: checkSlice(question.system, question.slice, ask) };
    case 'compare':
      return { kind: 'compare', compared: compareReadings(question.system, question.one, question.other, ask) };
    case 'property':
      return { kind: 'property', verdict: checkProperty(question.system, question.property, ask) };
  }
}
