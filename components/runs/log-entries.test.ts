import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NumberedEvent, RunEvent } from '#core/run/run-event.ts';
import { appendEntries, clampedLines, expectedHeight, indexOfSeq, visibleEntries } from './log-entries.ts';

const step = fc.record({ step: fc.constantFrom('model-1', 'tool-1-1'), attempt: fc.constantFrom(1, 2) });
const event: fc.Arbitrary<RunEvent> = step.chain((inStep) =>
  fc.oneof(
    fc.string().map((text): RunEvent => ({ kind: 'said', ...inStep, text })),
    fc.string().map((text): RunEvent => ({ kind: 'command_printed', ...inStep, callId: 'c', stream: 'stdout', text })),
    fc.constant<RunEvent>({ kind: 'step_started', ...inStep, title: 'Thinks' }),
    fc.constant<RunEvent>({ kind: 'tokens_used', ...inStep, input: 1, output: 1, cached: 0 }),
  ),
);
const log = fc
  .array(event, { maxLength: 30 })
  .map((events) => events.map((one, index): NumberedEvent => ({ seq: index + 1, at: '2026-01-01T00:00:00Z', event: one })));
const nothing = { kinds: new Set<never>(), collapsed: new Set<string>() };

test('lines are the same however the events were batched', () => {
  fc.assert(
    fc.property(log, fc.nat(30), (events, cut) => {
      expect(appendEntries(appendEntries([], events.slice(0, cut)), events.slice(cut))).toEqual(appendEntries([], events));
    }),
  );
});

test('no word and no output is lost', () => {
  const spoken = (all: readonly NumberedEvent[]) => all.map((one) => ('text' in one.event ? one.event.text : '')).join('');
  fc.assert(
    fc.property(log, (events) => {
      const shown = appendEntries([], events).map(({ body }) => body ?? '');
      expect(shown.join('')).toBe(spoken(events));
    }),
  );
});

test('a collapsed step keeps its head', () => {
  const entries = appendEntries(
    [],
    [
      { seq: 1, at: '', event: { kind: 'step_started', step: 'model-1', attempt: 1, title: 'Thinks' } },
      { seq: 2, at: '', event: { kind: 'said', step: 'model-1', attempt: 1, text: 'The boundary is 10.' } },
    ],
  );
  const collapsed = new Set(['model-1:1']);
  expect(visibleEntries(entries, { ...nothing, collapsed }).map(({ seq }) => seq)).toEqual([1]);
});

test('the line of an event is the one that it became part of', () => {
  fc.assert(
    fc.property(log, fc.nat(40), (events, seq) => {
      const entries = appendEntries([], events);
      expect(indexOfSeq(entries, seq)).toBe(entries.findLastIndex((entry) => entry.seq <= seq));
    }),
  );
});

test('a row is expected to be as high as the lines that it shows', () => {
  const heightOf = (printed: RunEvent) =>
    expectedHeight(appendEntries([], [{ seq: 1, at: '2026-04-14T10:00:00.000Z', event: printed }])[0] as never);
  const place = { step: 'tool-1-1', attempt: 1, callId: 'c' };
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'bc', ''), { minLength: 1, maxLength: 60 }), (lines) => {
      const text = lines.map((line) => `${line}\n`).join('');
      expect(heightOf({ kind: 'command_printed', ...place, stream: 'stdout', text })).toBe(4 + 20 * lines.length);
      const shown = lines.length > clampedLines ? 1 : lines.length;
      expect(heightOf({ kind: 'tool_answered', ...place, tool: 'x', isError: false, output: text })).toBe(4 + 20 * (1 + shown));
    }),
  );
});
