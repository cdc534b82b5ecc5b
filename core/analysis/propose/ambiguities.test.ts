import { expect, test } from 'vitest';
import { analyseSpec } from '../analyse-spec.ts';

const spec = (bounds: string) =>
  `## Requirements\n\n### Requirement 1: Limits\n\n1. IF the amount of a Coupon is not ${bounds}, THEN THE Shop SHALL refuse the Order.\n`;

test.each(['between 1 and 100', 'between 1.00 EUR and 100.00 EUR'])(
  'each answer to "%s" leaves the sentence whole, and is asked no more',
  (bounds) => {
    const text = spec(bounds);
    const [question] = analyseSpec({ requirements: text }).readings[0]?.questions ?? [];
    expect(question?.options).toHaveLength(3);
    for (const { edits } of question?.options ?? []) {
      const [edit] = edits;
      const next = edit ? text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end) : text;
      expect(next).toContain(', THEN THE Shop SHALL refuse the Order.');
      expect(analyseSpec({ requirements: next }).readings[0]?.questions).toEqual([]);
    }
  },
);
