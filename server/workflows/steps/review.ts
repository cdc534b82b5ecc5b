import { answerBefore, type NextStep, type RunMemory } from '#core/run/next-step.ts';
import { objectionWords, type ReviewFinding, readReview, reviewAnswers } from '#core/run/review.ts';
import type { RunEvent } from '#core/run/run-event.ts';
import { reviewPrompt } from '#server/agents/review-prompt.ts';
import { isExternalAgent } from '#server/services/external-agents/external-agents.ts';
import { labelOf } from '#server/services/models/connection.ts';
import { findConnection } from '#server/services/models/find-connection.ts';
import { snapshotTree } from '#server/workspaces/commit.ts';
import { diffWorktree, patchOf } from '#server/workspaces/diff.ts';
import type { Attempt, Done, RunSession } from '../run-session.ts';
import { askAlone, type LoneAnswer } from './ask-alone.ts';
import { parkWith } from './ask-person.ts';
import { briefOf } from './prepare.ts';

/** So often a reviewer sends work back; then people say whether it is right. */
const mostObjections = 2;
/** About 40,000 tokens: more than a person would review at once, too. */
const longestPatch = 150_000;

/**
 * Has verified work judged by a model that has seen nothing of how it was made: the task, its criteria and the guidance, and the change. Only what it
 * holds against something that is written sends the work back. It stands beside the checks and never in their place: a reviewer that cannot be
 * heard holds nothing up, and the log says so.
 */
export function review(session: RunSession, { step: first }: Extract<NextStep, { round: number }>) {
  const answered = answerBefore(session.memory, first);
  if (answered !== null) return () => Promise.resolve(decided(session.memory, first, answered));
  const ask = askAlone(session);
  return async (attempt: Attempt): Promise<Done> => {
    const { house, run, room } = session;
    const { step } = attempt;
    const model = await reviewerOf(session);
    const said = (event: Omit<Extract<RunEvent, { kind: 'reviewed' }>, 'kind' | 'step' | 'attempt' | 'model'>): RunEvent => {
      return { kind: 'reviewed', step, attempt: attempt.attempt, model: model?.label ?? 'nobody', ...event };
    };
    const unheard = (reason: string): Done => {
      return { output: { kind: 'reviewed', objection: null }, after: [said({ verdict: 'unheard', findings: [], reason })] };
    };
    if (model === null) return unheard('The organization has no model that could review the work of an external agent.');
    const { baseCommit } = await house.db.run.findUniqueOrThrow({ where: { id: run.id }, select: { baseCommit: true } });
    await room.open();
    const commit = await snapshotTree(room.worktree);
    const { mirrorPath } = room.worktree;
    const [patch, files] = await Promise.all([
      patchOf(mirrorPath, { from: baseCommit, to: commit, most: longestPatch }),
      diffWorktree({ mirrorPath, baseCommit, commit }),
    ]);
    const prompt = reviewPrompt(briefOf(session), { patch, summary: summaryOf(session.memory) });
    const heard = await ask(attempt, { ...prompt, model: model.id, play: `${run.taskId} ${step}` });
    if (heard.text === null) return { ...unheard(heard.reason ?? 'It gave no answer.'), alongside: heard.alongside };
    const findings = readReview(heard.text, new Set(files.map(({ path }) => path)));
    if (findings === null) return { ...unheard('The reviewer said nothing that can be read.'), alongside: heard.alongside };
    return judged(session, { step, findings, heard, said });
  };
}

type Judged = {
  step: string;
  findings: ReviewFinding[];
  heard: LoneAnswer;
  said: (event: { verdict: 'approved' | 'objected'; findings: ReviewFinding[] }) => RunEvent;
};

function judged(session: RunSession, { step, findings, heard, said }: Judged): Done {
  const isFine = !findings.some(({ isBlocking }) => isBlocking);
  const told = said({ verdict: isFine ? 'approved' : 'objected', findings });
  if (isFine) return { output: { kind: 'reviewed', objection: null }, after: [told], alongside: heard.alongside };
  const objection = objectionWords(findings);
  const before = [...session.memory.values()].filter((output) => output.kind === 'reviewed' && output.objection !== null).length;
  if (before < mostObjections) return { output: { kind: 'reviewed', objection }, after: [told], alongside: heard.alongside };
  const card = parkWith(session, {
    step,
    question: `A reviewer sends the work on task ${session.run.taskId} back once more. Is it right?\n\n${objection}`.slice(0, 6_000),
    options: [reviewAnswers.accept, reviewAnswers.back],
    told: [told],
  });
  return {
    ...card,
    output: { kind: 'asked', objection },
    alongside: async (tx) => {
      await heard.alongside(tx);
      await card.alongside?.(tx);
    },
  };
}

/** People have looked at what the reviewer holds against the work: they accept it, or say to the agent what they make of it. */
function decided(memory: RunMemory, step: string, answer: string): Done {
  if (answer === reviewAnswers.accept) return { output: { kind: 'reviewed', objection: null } };
  const asked = memory.get(step.split('.')[0] ?? step);
  const objection = asked?.kind === 'asked' ? (asked.objection ?? '') : '';
  const words =
    answer === reviewAnswers.back ? 'People looked at it and agree with the reviewer.' : `People looked at it and say: ${answer}`;
  return { output: { kind: 'reviewed', objection: `${words}\n${objection}` } };
}

/** The run's own model in a fresh context; for an external agent the organization's default one. */
async function reviewerOf({ house, run }: RunSession): Promise<{ id: string; label: string } | null> {
  if (!isExternalAgent(run.model)) return { id: run.model, label: run.modelLabel };
  const row = await house.db.modelConnection.findFirst({
    where: { organizationId: run.organizationId },
    orderBy: [{ isDefault: 'desc' }, { createdAt: 'asc' }],
    select: { id: true },
  });
  const connection = row ? await findConnection(house, run.organizationId, row.id) : undefined;
  return connection ? { id: connection.id, label: labelOf(connection) } : null;
}

/** What the agent said when it called `finish` the last time. */
function summaryOf(memory: RunMemory): string {
  const summaries = [...memory.values()].flatMap((output) =>
    output.kind === 'turn'
      ? output.turn.calls.flatMap((call) =>
          call.tool === 'finish' && call.problem === null && 'input' in call ? [(call.input as { summary?: string }).summary ?? ''] : [],
        )
      : [],
  );
  return summaries.at(-1) || '(nothing)';
}
