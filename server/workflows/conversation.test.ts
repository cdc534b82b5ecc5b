import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerStep, type StepOutput, stepOfCall } from '#core/run/next-step.ts';
import { shortBeginning } from '#server/agents/context-parts.ts';
import { conversationOf, type Message } from './conversation.ts';

const opening: Message = { role: 'user', content: 'Task 3.1, with its criteria.' };
const room = { high: 6_000, low: 2_000 };

/** Turns with a call each, whose answers are long or short; some ask people, some check. */
const runs = fc.array(
  fc.record({ tool: fc.constantFrom('read_file', 'run_checks', 'ask_person', 'edit_file'), size: fc.nat(2_000), heard: fc.boolean() }),
  { minLength: 1, maxLength: 25 },
);

function memoryOf(run: { tool: string; size: number; heard: boolean }[]): Map<string, StepOutput> {
  const memory = new Map<string, StepOutput>();
  for (const [i, { tool, size, heard }] of run.entries()) {
    const call = { callId: `call-${i}`, tool, input: { question: `Which of ${i}?`, path: `src/${i}.ts` }, problem: null };
    const messages = [{ role: 'assistant', content: [{ type: 'tool-call', toolCallId: call.callId, toolName: tool, input: call.input }] }];
    const turn = { text: `Turn ${i}.`, calls: [call], messages };
    memory.set(`model-${i}`, { kind: 'turn', turn, ...(heard ? { heard: [{ by: 'Ada', text: `Mind the edge of ${i}.` }] } : {}) });
    const { step, kind } = stepOfCall(i, 0, call);
    const output = `${kind} ${i} says ${'x'.repeat(size)}`;
    memory.set(step, kind === 'ask' ? { kind: 'asked' } : { kind: 'answer', output, isError: kind === 'check' });
    if (kind === 'ask') memory.set(answerStep(call.callId), { kind: 'answer', output: `Decision ${i}.`, isError: false });
  }
  return memory;
}

test('whatever is told in short, what people decided and what the checks said last is there word for word', () => {
  fc.assert(
    fc.property(runs, (run) => {
      const text = JSON.stringify(conversationOf(opening, memoryOf(run), run.length, room));
      for (const [i, { tool, heard }] of run.entries()) {
        if (tool === 'ask_person') expect(text).toContain(`Decision ${i}.`);
        if (tool === 'ask_person') expect(text).toContain(`Which of ${i}?`);
        if (heard) expect(text).toContain(`Mind the edge of ${i}.`);
      }
      const last = run.findLastIndex(({ tool }) => tool === 'run_checks');
      if (last >= 0) expect(text).toContain(`check ${last} says ${'x'.repeat(run[last]?.size ?? 0)}`);
    }),
  );
});

test('every call that is sent has its answer, the task opens it, and it keeps to its room', () => {
  fc.assert(
    fc.property(runs, (run) => {
      const messages = conversationOf(opening, memoryOf(run), run.length, room);
      expect(messages[0]).toEqual(opening);
      const ids = (type: string) =>
        messages.flatMap(({ content }) =>
          typeof content === 'string'
            ? []
            : content.flatMap((part) => (part.type === type && 'toolCallId' in part ? [part.toolCallId] : [])),
        );
      expect(ids('tool-result')).toEqual(ids('tool-call'));
      const short = messages.filter(({ content }) => typeof content === 'string' && content.startsWith(shortBeginning));
      expect(short.length).toBe(ids('tool-call').length === run.length ? 0 : 1);
      expect(JSON.stringify(messages.filter((message) => !short.includes(message))).length).toBeLessThan(room.high + 500);
    }),
  );
});

test('one turn more leaves what was sent before as it was, but where the room is full', () => {
  fc.assert(
    fc.property(runs, (run) => {
      const memory = memoryOf(run);
      const all = run.map((_, i) => conversationOf(opening, memory, i + 1, room));
      const changed = all.filter((messages, i) => {
        const before = all[i - 1] ?? [opening];
        return JSON.stringify(messages.slice(0, before.length)) !== JSON.stringify(before);
      });
      const whole = JSON.stringify(conversationOf(opening, memory, run.length, { high: Number.POSITIVE_INFINITY, low: 0 })).length;
      expect(changed.length).toBeLessThanOrEqual(1 + whole / (room.high - room.low));
    }),
  );
});
