import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tagsOf } from './tags.ts';

const read = (name: string) => {
  const { propertyId, references, feature } = tagsOf(name, 'order-pricing');
  return [feature, propertyId, references.map(({ from, to }) => (to === null ? from : `${from}..${to}`)).join(' ')];
};

test.each([
  ['Feature: order-pricing, Property 3: Percentages round', ['this', '3', '']],
  ['Feature: order-pricing > Property 12: x', ['this', '12', '']],
  ['Feature: Order Pricing, Property 4 - steps (Requirements 3.1, 3.2)', ['this', '4', '3.1 3.2']],
  ['Feature: checkout, Property 3: other spec (Requirements 3.1)', ['other', null, '']],
  ['Property 7: no feature', ['none', '7', '']],
  ['limits > Property 7', ['none', '7', '']],
  ['reads the property 7 of an object', ['none', null, '']],
  ['rounds half up (Requirements 2.1)', ['none', null, '2.1']],
  ['**Validates: Requirements 1.2, 1.3-1.5**', ['none', null, '1.2 1.3..1.5']],
  ['criterion 1.2 holds', ['none', null, '1.2']],
  ['Requirement 4', ['none', null, '4']],
  ['Requirements 1.1, 1.2 and 2.3', ['none', null, '1.1 1.2 2.3']],
  ['takes 5 percent off', ['none', null, '']],
  ['requires 3 units', ['none', null, '']],
])('%s', (name, tags) => {
  expect(read(name)).toEqual(tags);
});

test('reads back the tags that it prints, whatever stands around them', () => {
  const number = fc.integer({ min: 1, max: 99 });
  const ids = fc.array(
    fc.tuple(number, number).map(([a, b]) => `${a}.${b}`),
    { minLength: 1, maxLength: 5 },
  );
  const words = fc
    .array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 4 })
    .map((all) => all.join(' ').replaceAll(/property|feature|requirements?|criteri\w+/g, ''));
  fc.assert(
    fc.property(words, number, words, ids, (before, property, title, criteria) => {
      const name = `${before} > Feature: order-pricing, Property ${property}: ${title} (Requirements ${criteria.join(', ')})`;
      expect(read(name)).toEqual(['this', String(property), criteria.join(' ')]);
    }),
  );
});

test('answers for any title, quickly', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (name) => {
      expect(tagsOf(name, 'x')).toBeDefined();
    }),
  );
  const startedAt = performance.now();
  tagsOf(`Requirements ${'1.2, '.repeat(20_000)}`, 'x');
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
