import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyRun, foldRun, type RunState } from './fold-run.ts';
import type { NumberedEvent, RunEvent } from './run-event.ts';

const step = fc.constantFrom('prepare', 'model-0', 'tool-0-0', 'check-1');
const attempt = fc.integer({ min: 1, max: 3 });
const questionId = fc.constantFrom('q1', 'q2');
const count = fc.nat(50);
const one = <T extends RunEvent>(kind: T['kind'], rest: { [K in Exclude<keyof T, 'kind'>]: fc.Arbitrary<T[K]> }) =>
  fc.record({ kind: fc.constant(kind), ...rest }) as fc.Arbitrary<unknown> as fc.Arbitrary<RunEvent>;

const event: fc.Arbitrary<RunEvent> = fc.oneof(
  one('step_started', { step, attempt, title: fc.string() }),
  one('step_finished', { step, attempt, durationMs: count }),
  one('said', { step, attempt, text: fc.string() }),
  one('tokens_used', { step, attempt, input: count, output: count, cached: count }),
  one('file_changed', { step, attempt, callId: fc.constant('c'), path: fc.constantFrom('a.ts', 'b.ts'), added: count, removed: count }),
  one('check_started', { step, attempt, command: fc.constant('npm test') }),
  one('check_ended', {
    step,
    attempt,
    evidenceId: fc.constant('e'),
    commit: fc.constant('c'),
    passed: count,
    failed: count,
    failures: fc.constant([]),
  }),
  one('asked', { questionId, question: fc.string(), options: fc.constant([]) }),
  one('answered', { questionId, answer: fc.string(), by: fc.string() }),
  one('recovered', { worker: fc.string() }),
  one('cancel_requested', { by: fc.string() }),
  one('finished', { outcome: fc.constantFrom('verified', 'failed', 'stuck', 'cancelled'), reason: fc.string() }),
);

const log = fc
  .array(event, { maxLength: 60 })
  .map((events) => events.map((event, i): NumberedEvent => ({ seq: i + 1, at: new Date(i * 1000).toISOString(), event })));

const numbered = (...events: RunEvent[]): NumberedEvent[] =>
  events.map((event, i) => ({ seq: i + 1, at: `2026-01-01T00:00:0${i}.000Z`, event }));

test('any split into batches, with any stretch sent again, gives the same state', () => {
  fc.assert(
    fc.property(log, fc.array(fc.tuple(fc.nat(60), fc.nat(20)), { maxLength: 8 }), (events, cuts) => {
      const whole = foldRun(emptyRun, events);
      let state: RunState = emptyRun;
      let sent = 0;
      for (const [size, again] of cuts) {
        state = foldRun(state, events.slice(Math.max(0, sent - again), sent + size));
        sent = Math.min(events.length, sent + size);
      }
      expect(foldRun(state, events.slice(Math.max(0, sent - 3)))).toEqual(whole);
    }),
  );
});

test('folding changes nothing that was folded before', () => {
  fc.assert(
    fc.property(log, fc.nat(60), (events, cut) => {
      const before = foldRun(emptyRun, events.slice(0, cut));
      const copy = structuredClone(before);
      foldRun(before, events);
      expect(before).toEqual(copy);
      expect(foldRun(before, events.slice(0, cut))).toBe(before);
    }),
  );
});

test('only the last attempt of a step can be the one that counts', () => {
  fc.assert(
    fc.property(log, (events) => {
      for (const { attempts } of foldRun(emptyRun, events).steps) {
        for (const attempt of attempts.slice(0, -1)) expect(attempt.isInterrupted || attempt.finishedAt !== null).toBe(true);
      }
    }),
  );
});

test('a step begun again after a crash has its first attempt marked as interrupted', () => {
  const state = foldRun(
    emptyRun,
    numbered(
      { kind: 'step_started', step: 'model-0', attempt: 1, title: 'Asks the model' },
      { kind: 'said', step: 'model-0', attempt: 1, text: 'I' },
      { kind: 'recovered', worker: 'b' },
      { kind: 'step_started', step: 'model-0', attempt: 2, title: 'Asks the model' },
      { kind: 'step_finished', step: 'model-0', attempt: 2, durationMs: 12 },
    ),
  );
  expect(state.recoveries).toBe(1);
  expect(state.steps).toMatchObject([
    {
      step: 'model-0',
      attempts: [
        { attempt: 1, isInterrupted: true },
        { attempt: 2, isInterrupted: false, durationMs: 12 },
      ],
    },
  ]);
});

test('a question parks the run, its answer queues it again, and what finished stays finished', () => {
  const asked = numbered({ kind: 'asked', questionId: 'q', question: 'Which?', options: ['a', 'b'] });
  expect(foldRun(emptyRun, asked).status).toBe('waiting');
  const answered = [...asked, { seq: 2, at: '', event: { kind: 'answered', questionId: 'q', answer: 'a', by: 'Ada' } as const }];
  expect(foldRun(emptyRun, answered)).toMatchObject({ status: 'queued', questions: [{ answer: 'a', answeredBy: 'Ada' }] });
  const finished = [...answered, { seq: 3, at: '', event: { kind: 'finished', outcome: 'verified', reason: 'ok' } as const }];
  expect(foldRun(emptyRun, finished)).toMatchObject({ status: 'verified', outcome: 'verified', reason: 'ok' });
});

test('a hundred thousand lines fold in a fraction of a second', () => {
  const lines = Array.from(
    { length: 100_000 },
    (_, i): NumberedEvent => ({
      seq: i + 1,
      at: '',
      event: { kind: 'command_printed', step: 's', attempt: 1, callId: 'c', stream: 'stdout', text: 'x' },
    }),
  );
  const before = performance.now();
  expect(foldRun(emptyRun, lines).lastSeq).toBe(100_000);
  expect(performance.now() - before).toBeLessThan(500);
});
