import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentStages } from '#core/pipeline/stages.ts';
import { readHistoryAddress, writeHistoryAddress } from './history-address.ts';

const hash = fc.option(
  fc.array(fc.constantFrom('0', '1', '7', '9', 'a', 'c', 'f'), { minLength: 64, maxLength: 64 }).map((digits) => digits.join('')),
  { nil: null },
);

test('what is written is read again', () => {
  const address = fc.record({
    document: fc.constantFrom(...documentStages),
    from: hash,
    to: hash,
    as: fc.constantFrom('page' as const, 'source' as const),
  });
  fc.assert(
    fc.property(address, (known) => {
      expect(readHistoryAddress(Object.fromEntries(new URLSearchParams(writeHistoryAddress(known))))).toEqual(known);
    }),
  );
});
