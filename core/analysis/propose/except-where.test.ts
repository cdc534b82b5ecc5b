import { expect, test } from 'vitest';
import { analyseSpec } from '../analyse-spec.ts';

const spec = (first: string, second: string) => `## Glossary

- **Tier**: The standing of a customer: none, silver or gold.
- **Discount**: What is taken off the Total.
- **Total**: The sum of an order, in cents.
- **Coupon**: A code that is worth a fixed amount.

## Requirements

### Requirement 1: Discount

1. WHILE the Tier is gold, THE Shop SHALL grant a Discount of 10 percent of the Total${first}.
2. IF the amount of a Coupon is at least 20.00 EUR, THEN THE Shop SHALL grant a Discount of at most 5 percent of the Total${second}.
`;
const contradictions = (text: string) => analyseSpec({ requirements: text }).findings.filter(({ kind }) => kind === 'contradiction');

test('either option of a contradiction settles it, and the one that gives way is still read', () => {
  const [found] = contradictions(spec('', ''));
  expect(found?.criteria).toEqual(['1.1', '1.2']);
  const changing = found?.question.options.filter(({ edits }) => edits.length > 0) ?? [];
  expect(changing.map(({ label }) => label)).toEqual(['1.1 wins', '1.2 wins']);
  for (const { edits } of changing) {
    const [edit] = edits;
    const text = spec('', '');
    const next = edit ? text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end) : text;
    const { findings, counts } = analyseSpec({ requirements: next });
    expect(findings.filter(({ proof }) => proof.grade === 'proved')).toEqual([]);
    expect(counts.read).toBe(2);
  }
});

test('giving way to a criterion that is not there, or to itself, takes no reading away', () => {
  const { readings } = analyseSpec({ requirements: spec(', except where 9.9 applies', ', except where 1.2 applies') });
  expect(readings.map(({ coverage }) => coverage)).toEqual(['partial', 'partial']);
});
