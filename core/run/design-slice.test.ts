import fc from 'fast-check';
import { expect, test } from 'vitest';
import { designSlice } from './design-slice.ts';

const design = `# Design

## Refunds

\`refund(sold, units)\` answers with the amount.

## Coupons

\`applyCoupon\` takes off.

\`\`\`sh
# no heading
\`\`\`

### Property 8: Refunds add up

For all of \`refund\`.
`;

test('the sections that name what the task names, whole, without properties', () => {
  expect(designSlice(design, 'Add `refund(sold, units, days)`', 10_000)).toEqual([
    '## Refunds\n\n`refund(sold, units)` answers with the amount.',
  ]);
  expect(designSlice(design, 'Add `applyCoupon`', 10_000)[0]).toContain('# no heading');
  expect(designSlice(design, 'Refund everything', 10_000)).toEqual([]);
});

test('never more than it may be, and only words of the design', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(500), (design, task, most) => {
      const sections = designSlice(design, task, most);
      expect(sections.join('').length).toBeLessThanOrEqual(most);
      for (const section of sections) expect(design.replaceAll('\r\n', '\n')).toContain(section.split('\n')[0] ?? '');
    }),
  );
});
