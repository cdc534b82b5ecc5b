import type { NoticeKind } from '#core/notices/notice.ts';
import type { RunOutcome } from '#core/run/run-event.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { notify, settle } from './notify.ts';

type TellsRuns = Pick<House, 'engine'>;
type OfRun = {
  kind: NoticeKind;
  key: string;
  title: (run: { taskId: string; taskTitle: string; spec: { title: string } }) => string;
  body?: string;
};

/** Puts a notice about a run into the inbox of whoever started it, in the caller's transaction. Safe to repeat. */
async function tellStarter({ engine }: TellsRuns, tx: Tx, runId: string, { kind, key, title, body }: OfRun): Promise<void> {
  const run = await tx.run.findUniqueOrThrow({ where: { id: runId }, include: { spec: { select: { title: true } } } });
  const { organizationId, startedById, specId } = run;
  const notice = { organizationId, kind, to: [startedById], by: null, key, cause: `run:${runId}`, specId, path: `/runs/${runId}` };
  await notify({ engine }, tx, { ...notice, title: title(run), ...(body === undefined ? {} : { body }) });
}

/** Tells whoever started a run that its agent asks something. The answer settles it, and so does the run's end. */
export async function tellQuestion(
  house: TellsRuns,
  tx: Tx,
  question: { runId: string; questionId: string; question: string },
): Promise<void> {
  const { runId, questionId } = question;
  const title: OfRun['title'] = ({ taskId, spec }) => `The agent of task ${taskId} in “${spec.title}” asks you something`;
  await tellStarter(house, tx, runId, { kind: 'question', key: `question:${questionId}`, title, body: question.question });
}

/** Tells whoever started a run that it waits for them: the spec which it works by has changed. */
export async function tellHeldUp(house: TellsRuns, tx: Tx, { runId, key }: { runId: string; key: string }): Promise<void> {
  const title: OfRun['title'] = ({ taskId, spec }) => `The spec “${spec.title}” changed while task ${taskId} is built: its run is paused`;
  const body = 'Look at what changed, then resume the run or cancel it.';
  await tellStarter(house, tx, runId, { kind: 'run_needs_me', key: `run:${runId}:${key}`, title, body });
}

const endWords: Partial<Record<RunOutcome, { kind: NoticeKind; words: string }>> = {
  failed: { kind: 'run_failed', words: 'failed' },
  stuck: { kind: 'run_failed', words: 'is stuck' },
  verified: { kind: 'run_verified', words: 'is verified' },
};

/** Settles what a run asked, and tells whoever started it how it ended; a cancelled one is no news to anybody. Safe to repeat. */
export async function tellRunOver(house: TellsRuns, tx: Tx, { runId, outcome }: { runId: string; outcome: RunOutcome }): Promise<void> {
  const { organizationId } = await tx.run.findUniqueOrThrow({ where: { id: runId }, select: { organizationId: true } });
  await settle(tx, { organizationId, cause: `run:${runId}`, kinds: ['question', 'run_needs_me'] });
  const end = endWords[outcome];
  if (!end) return;
  const title: OfRun['title'] = ({ taskId, taskTitle, spec }) => `Task ${taskId} of “${spec.title}” ${end.words}: ${taskTitle}`;
  await tellStarter(house, tx, runId, { kind: end.kind, key: `run:${runId}:${outcome}`, title });
}
