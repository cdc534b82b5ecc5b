import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { questionsOf } from '#core/questions/spec-question.ts';
import { readyToConfirm } from './ready-to-confirm.ts';
import { draftKinds, draftOf, draftTypes, lineOf, nameOf, sayDraft } from './term-draft.ts';

const requirements = `# R

## Glossary

- **Total**: What all of it costs.
- **Discount**: What is taken off the Total.
- **Tier**: The standing of a customer: none, silver or gold.
- **Coupon**: A code that is worth a fixed amount.

### Requirement 1: R

#### Acceptance Criteria

1. WHILE the Tier is gold, THE Shop SHALL grant a Discount of 10 percent of the Total.
2. IF the amount of a Coupon is at least 20.00 EUR, THEN THE Shop SHALL grant a Discount of at most 5 percent of the Total.
3. WHEN a user clicks Save, THE Shop SHALL greet.
4. IF somebody, whoever that is, whines about it, THEN THE Shop SHALL greet.
`;

test('what nothing contradicts is ready; the rest says what is open about it', () => {
  const analysed = analyseSpec({ requirements });
  const { ready, open } = readyToConfirm(analysed.readings, questionsOf(analysed));
  expect(ready.map(({ reading }) => reading.criterion)).toEqual(['1.3']);
  expect(open.map(({ reading }) => reading.criterion)).toEqual(['1.1', '1.2', '1.4']);
  for (const one of open) expect(one.open).toBeTruthy();
});

test('a declaration is the same after it was a form', () => {
  for (const line of [
    'in total : money EUR 0.00 EUR.. as "the total", "what it costs"',
    'state status : cart | placed | paid = cart as "the status"',
    'out warning : none | ... as "the warning" of "7/shop"',
    'in count : int 0..200 "points"',
    'in share : percent',
    'event submit as "an Order is submitted"',
    'action refuse as "refuse it" of "1/"',
    'feature dark',
    'term big = count > 100 points',
    'term "a big one" = count > 100 points and total > 1.00 EUR',
  ]) {
    expect(parseReadings(line).diagnostics).toEqual([]);
    expect(draftOf(lineOf(draftOf(line)))).toEqual(draftOf(line));
    expect(parseReadings(lineOf(draftOf(line))).diagnostics).toEqual([]);
    expect(sayDraft(draftOf(line))).toMatch(/\.$/);
  }
});

test('whatever is typed into the form, it comes to one line', () => {
  const draft = fc.record({
    name: fc.string(),
    kind: fc.constantFrom(...draftKinds),
    type: fc.constantFrom(...draftTypes),
    unit: fc.string(),
    low: fc.string(),
    high: fc.string(),
    values: fc.array(fc.string(), { maxLength: 3 }),
    isOpen: fc.boolean(),
    initial: fc.string(),
    phrases: fc.array(fc.string(), { maxLength: 3 }),
    scope: fc.option(fc.constant('7/shop')),
    meaning: fc.string(),
  });
  fc.assert(
    fc.property(draft, (one) => {
      expect(lineOf(one)).not.toContain('\n');
    }),
  );
  fc.assert(
    fc.property(fc.string(), (words) => {
      expect(nameOf(words)).toMatch(/^$|^[\p{L}_][\p{L}\p{N}_]*$/u);
    }),
  );
});
