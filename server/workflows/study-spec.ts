import type { RunOutcome } from '#core/run/run-event.ts';
import { type Study, studyShape } from '#core/study/study.ts';
import { outlastDatabase } from '#server/events/database-away.ts';
import { beginSegment } from './begin-segment.ts';
import type { Cancellations } from './cancellations.ts';
import { finishRun } from './finish-run.ts';
import type { SegmentInput } from './names.ts';
import { openSession } from './open-session.ts';
import { type Done, durableStep, type RunSession, type Workshop } from './run-session.ts';
import { writeBinding } from './steps/binder.ts';
import { askCritics, concludeCritics } from './steps/critics.ts';
import { askAuthor, concludeDraft } from './steps/draft.ts';
import { askReaders, concludeReaders, repairReaders } from './steps/readers.ts';

/**
 * A study of a spec: models are asked about its text, all at once and each alone, and what comes of it is kept as questions; or an author is asked for a draft, which
 * becomes a suggestion. Nothing of it writes a text.
 * Each question is a durable step: after a crash only those that were not answered are asked again.
 */
export function studySpec(workshop: Workshop, cancellations: Cancellations) {
  return async (input: SegmentInput): Promise<void> => {
    const watch = cancellations.watch(input.runId);
    try {
      const session = await outlastDatabase(() => openSession(workshop, input, watch.signal), workshop.stopping);
      const begun = await beginSegment(session, `begin-${input.segment}`);
      if (begun.kind === 'over') return;
      const end = await carryOut(session, studyShape.parse(session.run.study));
      await durableStep(session, {
        step: 'close',
        title: 'Closes the study',
        isFinal: true,
        work: () => Promise.resolve(closed(session, end)),
      });
    } finally {
      watch.close();
    }
  };
}

type End = { outcome: RunOutcome; reason: string };

async function carryOut(session: RunSession, study: Study): Promise<End> {
  if (study.kind === 'binding') {
    const end = await writeBinding(session);
    return endOf(session) ?? end;
  }
  const heard = await ask(session, study);
  const ended = endOf(session);
  if (ended) return ended;
  const silent = [...session.memory.values()].flatMap((output) =>
    output.kind === 'heard' && output.text === null ? [output.reason ?? ''] : [],
  );
  if (silent.length === heard) return { outcome: 'failed', reason: silent[0] ?? 'Nobody answered.' };
  if (study.kind === 'readers') await repairReaders(session);
  const title = study.kind === 'draft' ? 'Suggests the draft' : 'Puts it together';
  await durableStep(session, { step: 'conclude', title, work: concluding(session, study) });
  const left = silent.length > 0 ? ` ${silent.length} of ${heard} could not be asked: ${silent[0]}` : '';
  const where =
    study.kind === 'draft'
      ? `The draft waits as a suggestion on the ${study.document}.`
      : 'What came of it is among the questions of the spec.';
  return endOf(session) ?? { outcome: 'done', reason: `${where}${left}` };
}

/** Studies whose questions are put first and concluded then. */
type Asked = Exclude<Study, { kind: 'binding' }>;

/** Gives how many questions were asked. */
function ask(session: RunSession, study: Asked): Promise<number> {
  switch (study.kind) {
    case 'critics':
      return askCritics(session, study.perspectives);
    case 'readers':
      return askReaders(session);
    case 'draft':
      return askAuthor(session, study);
  }
}

function concluding(session: RunSession, study: Asked) {
  switch (study.kind) {
    case 'critics':
      return concludeCritics(session, study.perspectives);
    case 'readers':
      return concludeReaders(session);
    case 'draft':
      return concludeDraft(session, study);
  }
}

/** What a step decided about the end: cancelled, or a mistake of ours. */
function endOf({ memory }: RunSession): End | null {
  for (const output of memory.values()) if (output.kind === 'ended') return { outcome: output.outcome, reason: output.reason };
  return null;
}

function closed(session: RunSession, { outcome, reason }: End): Done {
  return {
    output: { kind: 'closed' },
    after: [{ kind: 'finished', outcome, reason }],
    alongside: (tx) => finishRun(session.house, tx, { runId: session.run.id, outcome }),
  };
}
