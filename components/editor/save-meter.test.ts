import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSaveMeter } from './save-meter.ts';

const address = [45, ...new TextEncoder().encode(`document:${'0'.repeat(36)}`)];
const frame = (...rest: number[]) => Uint8Array.from([...address, ...rest]);
const update = frame(0, 2, 1, 0);
const state = frame(0, 1, 1, 0);
const question = frame(0, 0, 1, 0);
const presence = frame(1, 1, 0);
const saved = frame(8, 1);

test('is saved exactly while the state has been sent and nothing is unanswered', () => {
  const event = fc.constantFrom('update', 'state', 'question', 'presence', 'saved', 'reset');
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const meter = createSaveMeter();
      let open = 0;
      let hasState = false;
      for (const name of events) {
        if (name === 'saved' && open === 0) continue;
        if (name === 'reset') meter.reset();
        else if (name === 'saved') meter.noteReceived(saved);
        else meter.noteSent({ update, state, question, presence }[name] ?? update);
        if (name === 'reset') [open, hasState] = [0, false];
        if (name === 'update' || name === 'state') open += 1;
        if (name === 'state') hasState = true;
        if (name === 'saved') open -= 1;
        expect(meter.isSaved()).toBe(hasState && open === 0);
      }
    }),
  );
});

test('what was typed offline is saved only when the last of it is', () => {
  const meter = createSaveMeter();
  meter.reset();
  for (let i = 0; i < 50; i += 1) meter.noteSent(update);
  meter.noteReceived(saved);
  expect(meter.isSaved()).toBe(false);
  meter.noteSent(state);
  for (let i = 0; i < 50; i += 1) meter.noteReceived(saved);
  expect(meter.isSaved()).toBe(true);
});
