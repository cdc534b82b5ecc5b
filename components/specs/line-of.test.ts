import fc from 'fast-check';
import { test } from 'vitest';
import { lineOf } from './line-of.ts';

test('agrees with counting the lines before', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', 'é') });
  fc.assert(fc.property(text, fc.nat(30), (source, offset) => lineOf(source, offset) === source.slice(0, offset).split('\n').length));
});
