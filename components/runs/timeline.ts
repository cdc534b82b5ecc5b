import type { Attempt, RunState } from '#core/run/fold-run.ts';

/** One bar of the timeline; moments in milliseconds. `stepKey` leads to the lines of an attempt, null for a wait. */
export type Bar = {
  key: string;
  title: string;
  note: string | null;
  kind: 'done' | 'failed' | 'interrupted' | 'going' | 'waited';
  startedAt: number;
  endedAt: number;
  stepKey: string | null;
};

/**
 * The attempts of a run's steps and its waits for people, in the order in which they began. What has not ended yet ends with the last thing
 * that is known, so that the picture needs no clock.
 */
export function timelineOf({ steps, questions, queuedAt, finishedAt }: RunState): { rows: Bar[]; from: number; to: number } {
  const attempts = steps.flatMap(({ step, attempts: all }) => all.map((attempt) => ({ step, attempt })));
  const moments = [
    queuedAt,
    finishedAt,
    ...questions.map(({ askedAt }) => askedAt),
    ...attempts.flatMap(({ attempt }) => [attempt.startedAt, attempt.finishedAt]),
  ];
  const known = moments.flatMap((at) => (at === null ? [] : [Date.parse(at)]));
  const from = known.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const to = known.reduce((most, at) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  const begins = attempts.map(({ attempt }) => Date.parse(attempt.startedAt)).sort((a, b) => a - b);
  const bars = attempts.map(({ step, attempt }, index): Bar => {
    const startedAt = Date.parse(attempt.startedAt);
    const next = begins.find((at) => at > startedAt) ?? to;
    return {
      key: `${step}:${attempt.attempt}:${index}`,
      title: attempt.title,
      note: attempt.attempt > 1 ? `attempt ${attempt.attempt}` : null,
      kind: kindOf(attempt),
      startedAt,
      endedAt: attempt.finishedAt === null ? (attempt.isInterrupted ? next : to) : Math.max(startedAt, Date.parse(attempt.finishedAt)),
      stepKey: `${step}:${attempt.attempt}`,
    };
  });
  const waits = questions.map(({ questionId, question, askedAt, answeredBy }): Bar => {
    const startedAt = Date.parse(askedAt);
    const resumed = answeredBy === null ? to : (begins.find((at) => at > startedAt) ?? to);
    return {
      key: questionId,
      title: 'Waits for an answer',
      note: question,
      kind: 'waited',
      startedAt,
      endedAt: Math.max(startedAt, resumed),
      stepKey: null,
    };
  });
  return { rows: [...bars, ...waits].sort((a, b) => a.startedAt - b.startedAt), from, to };
}

function kindOf({ isInterrupted, error, finishedAt }: Attempt): Bar['kind'] {
  if (isInterrupted) return 'interrupted';
  if (error !== null) return 'failed';
  return finishedAt === null ? 'going' : 'done';
}
