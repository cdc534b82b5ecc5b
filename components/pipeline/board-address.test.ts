import fc from 'fast-check';
import { expect, test } from 'vitest';
import { specStates } from '#core/pipeline/board.ts';
import { readBoardAddress, writeBoardAddress } from './board-address.ts';

test('what is written is read again', () => {
  const named = fc.option(fc.string({ minLength: 1 }), { nil: null });
  const address = fc.record({
    show: fc.constantFrom('specs' as const, 'tasks' as const),
    words: fc.string(),
    project: named,
    epic: named,
    kind: fc.constantFrom(null, 'feature' as const, 'bugfix' as const),
    state: fc.constantFrom(...specStates),
    withArchive: fc.boolean(),
  });
  fc.assert(
    fc.property(address, (known) => {
      expect(readBoardAddress(Object.fromEntries(new URLSearchParams(writeBoardAddress(known))))).toEqual(known);
    }),
  );
});
