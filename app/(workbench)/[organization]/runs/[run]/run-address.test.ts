import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRunAddress, runTabs, writeRunAddress } from './run-address.ts';

test('an address that was written reads back as it was', () => {
  const name = fc.option(fc.string({ minLength: 1 }), { nil: null });
  const event = fc.option(fc.integer({ min: 1 }), { nil: null });
  fc.assert(
    fc.property(fc.record({ tab: fc.constantFrom(...runTabs), event, evidence: name, file: name }), (value) => {
      expect(readRunAddress(Object.fromEntries(new URLSearchParams(writeRunAddress(value))))).toEqual(value);
    }),
  );
});

test('nonsense opens the log', () => {
  expect(readRunAddress({ tab: 'x', event: '-3', evidence: ['a'] })).toEqual({ tab: 'log', event: null, evidence: null, file: null });
});
