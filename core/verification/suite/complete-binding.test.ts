import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completeBinding } from './complete-binding.ts';

const names = {
  events: ['price', 'refund'],
  inputs: ['quantity', 'tier'],
  outputs: ['subtotal'],
  states: ['status'],
  exports: [{ module: 'src/price.ts', name: 'priceOrder', parameters: ['order'] }],
};

/** What is offered where `|` stands. */
function offered(text: string): string[] {
  const at = text.indexOf('|');
  return completeBinding(text.replace('|', ''), at, names).map(({ label }) => label);
}

test.each([
  ['{ "|', ['adapter', 'module', 'reset', 'events', 'state']],
  ['{ "adapter": "|" }', ['module', 'cli', 'http']],
  ['{ "events": { "|', ['price', 'refund']],
  ['{ "events": { "price": { "call": "pri|', ['priceOrder']],
  ['{ "events": { "price": { "call": |', ['priceOrder']],
  ['{ "module": "|', ['src/price.ts']],
  ['{ "events": { "price": { "arguments": ["$|', ['$quantity', '$tier']],
  ['{ "events": { "price": { "arguments": [{ "a": "$q|', ['$quantity']],
  ['{ "events": { "price": { "outputs": { "|', ['subtotal']],
  ['{ "events": { "price": { "outputs": { "subtotal": "re|', ['result']],
  ['{ "events": { "price": { "outputs": { "a": "x" } }, "|', ['price', 'refund']],
  ['{ "events": {}, "state": { "|', ['status']],
])('%s offers %j', (text, expected) => {
  expect(offered(text)).toEqual(expected);
});

test('any text has an answer, and what is chosen replaces what was typed', () => {
  const piece = fc.constantFrom('{', '}', '[', ']', '"', ':', ',', 'events', 'call', '$', '\\', ' ');
  fc.assert(
    fc.property(fc.array(piece), fc.nat(), (pieces, chosen) => {
      const text = pieces.join('');
      const offset = chosen % (text.length + 1);
      for (const { from } of completeBinding(text, offset, names)) expect(from).toBeLessThanOrEqual(offset);
    }),
  );
});
