import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentStages } from '#core/pipeline/stages.ts';
import { besides, modes, panels, readAddress, views, writeAddress } from './address.ts';

test('an address that was written reads back as it was', () => {
  const name = fc.option(fc.string({ minLength: 1 }), { nil: null });
  const address = fc.record({
    document: fc.constantFrom(...documentStages),
    beside: fc.constantFrom(...besides, null),
    view: fc.constantFrom(...views),
    panel: fc.constantFrom(...panels),
    at: name,
    evidence: name,
    thread: name,
    suggestion: name,
    question: name,
    review: fc.boolean(),
    mode: fc.option(fc.constantFrom(...modes)),
  });
  fc.assert(
    fc.property(address, (any) => {
      const value = any.beside ? { ...any, document: 'requirements' as const } : any;
      expect(readAddress(Object.fromEntries(new URLSearchParams(writeAddress(value))))).toEqual(value);
    }),
  );
});

test('nonsense opens the spec where it opens by itself', () => {
  expect(readAddress({ document: 'nothing', panel: ['trace'], at: '' })).toEqual({
    document: 'requirements',
    beside: null,
    view: 'page',
    panel: 'questions',
    at: null,
    evidence: null,
    thread: null,
    suggestion: null,
    question: null,
    review: false,
    mode: null,
  });
});
