import { ruleOn } from '#core/access/agent-policy.ts';
import { allowAnswers, answerBefore, grantsOf } from '#core/run/next-step.ts';
import { findShortcuts, type Shortcut, shortcutName, shortcutWords } from '#core/run/shortcuts.ts';
import { regressionsFolder } from '#core/verification/suite/regressions.ts';
import { readAgentPolicy } from '#server/services/agent-policies/agent-policy.ts';
import { diffWorktree, type FileChange } from '#server/workspaces/diff.ts';
import type { CallPlace } from '../conversation.ts';
import type { Done, RunSession } from '../run-session.ts';
import { parkWith } from './ask-person.ts';

/**
 * Reads what a run has changed for what would make checks pass by weakening them, and for files that the policy does not open for writing, whoever
 * wrote them. The agent is told once; where it comes with the very same again, people are asked, and may allow it.
 */
export async function judgeShortcuts(
  session: RunSession,
  step: string,
  { turn }: CallPlace,
): Promise<'none' | { refusal: string; failing: string[] } | { card: Done }> {
  const { house, run, room, memory } = session;
  const { baseCommit } = await house.db.run.findUniqueOrThrow({ where: { id: run.id }, select: { baseCommit: true } });
  const { mirrorPath, worktreePath } = room.worktree;
  await room.open();
  // The platform adds to the kept counterexamples of the spec when it commits; whoever takes one away, or changes it, weakens the checks.
  const isKept = ({ path, status }: FileChange) => status === 'added' && path.startsWith(`${regressionsFolder(run.spec.slug)}/`);
  const files = (await diffWorktree({ mirrorPath, baseCommit, worktreePath })).filter((file) => !isKept(file));
  const { policy } = await readAgentPolicy(house.db, run.projectId);
  const closed = files.filter(({ path }) => ruleOn(policy, { capability: 'write', value: path }).effect === 'deny');
  const denied = closed.map(
    ({ path }): Shortcut => ({ rule: 'denied', path, line: null, words: "the project's policy denies changing it" }),
  );
  const found = [...denied, ...findShortcuts(files, { checkCommand: run.project.checkCommand })];
  if (found.length === 0) return 'none';
  const name = shortcutName(found);
  const answered = answerBefore(memory, step);
  // What is denied is nobody's to allow here: the policy would have to say otherwise.
  const isAllowed = answered === allowAnswers.run || answered === allowAnswers.once || wasAllowed(memory, name);
  if (denied.length === 0 && isAllowed) return 'none';
  const words = `${shortcutWords(found)}\nUndo this, and do the task itself. If it is right as it is, say why with finish, and a person decides.`;
  if (answered !== null || denied.length > 0 || !wasTold(memory, name, turn))
    return { refusal: answered === null ? words : `A person refused this: ${answered}\n${words}`, failing: [name] };
  const question = `The agent of task ${run.taskId} says that it is done. ${shortcutWords(found)}\nIs this right?`;
  const card = parkWith(session, { step, question: question.slice(0, 4_000), options: [allowAnswers.run, allowAnswers.refuse] });
  // Named by what was found: allowed once, the same is not asked about again when it is merged.
  return { card: { ...card, output: { kind: 'asked', about: { capability: 'write', pattern: null, value: name } } } };
}

function wasTold(memory: RunSession['memory'], name: string, turn: number): boolean {
  const isEarlier = (step: string) => step.startsWith('verify-') && Number(step.split('-')[1]) < turn;
  return [...memory].some(([step, output]) => isEarlier(step) && output.kind === 'refused' && output.failing.includes(name));
}

function wasAllowed(memory: RunSession['memory'], name: string): boolean {
  return grantsOf(memory).some(({ value }) => value === name);
}
