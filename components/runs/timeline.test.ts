import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyRun, type RunState } from '#core/run/fold-run.ts';
import { timelineOf } from './timeline.ts';

const moment = fc.nat(100_000).map((ms) => new Date(1_800_000_000_000 + ms).toISOString());
const attempt = fc.record({
  attempt: fc.integer({ min: 1, max: 3 }),
  title: fc.constant('Asks the model'),
  startedAt: moment,
  finishedAt: fc.option(moment),
  durationMs: fc.constant(null),
  error: fc.option(fc.constant('no')),
  isInterrupted: fc.boolean(),
});
const question = moment.map((askedAt) => ({
  questionId: askedAt,
  question: 'Which?',
  options: [],
  askedAt,
  answer: null,
  answeredBy: null,
}));
const run: fc.Arbitrary<RunState> = fc
  .record({ attempts: fc.array(attempt, { minLength: 1, maxLength: 6 }), questions: fc.array(question, { maxLength: 2 }) })
  .map(({ attempts, questions }) => ({ ...emptyRun, steps: [{ step: 'model-0', attempts }], questions }));

test('every attempt and every wait has a bar, none ends before it begins, in the order of their beginnings', () => {
  fc.assert(
    fc.property(run, (state) => {
      const { rows } = timelineOf(state);
      expect(rows).toHaveLength((state.steps[0]?.attempts.length ?? 0) + state.questions.length);
      expect(rows.every(({ startedAt, endedAt }) => endedAt >= startedAt)).toBe(true);
      expect(rows.map(({ startedAt }) => startedAt)).toEqual(rows.map(({ startedAt }) => startedAt).sort((a, b) => a - b));
    }),
  );
});
