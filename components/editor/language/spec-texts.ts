import { analyzeSpec } from '#core/language/diagnose.ts';

/** A small spec that the tests of this folder speak of. */
export const texts = {
  requirements: `# Cart

## Glossary

- **Line_Item**: One article of an Order.
- **Order**: What is bought together.
- **Unused**: Nobody needs it.

## Requirements

### Requirement 1: Adding up

**User Story:** As a customer, I want a total, so that I can pay it.

#### Acceptance Criteria

1. WHEN an Order is priced, THE Cart SHALL add up its Line_Items.
2. IF an Order holds no Line Item, THEN THE Cart SHALL refuse the Order.

### Requirement 2: Paying

#### Acceptance Criteria

1. THE Cart SHALL keep an Order until it is paid.
`,
  design: `# Design

\`\`\`ts
class Order {}
\`\`\`

### Property 1: Totals add up

*For any* Order the total is the sum.

**Validates: Requirements 1.1, 2**

### Property 2: Nothing

*For any* Order nothing.
`,
  tasks: `# Plan

- [x] 1. Total
  - [ ] 1.1 Add up each Line_Item
    - **Property 1: Totals add up**
    - _Requirements: 1.1, 1.2_
  - [ ] 1.2 Test it
    - _Depends: 1.1_
    - _Requirements: 1.1-1.2_
- [ ] 2. Keep orders
  - _Requirements: 1.1, 9.9, 2.2_
- [ ] 3. Nothing named
`,
};

export const analysis = analyzeSpec(texts);

/** Where words stand in a document, the caret in their middle; the n-th of them, from 0. */
export function offsetOf(document: keyof typeof texts, words: string, nth = 0): number {
  let at = -1;
  for (let count = 0; count <= nth; count += 1) at = texts[document].indexOf(words, at + 1);
  if (at < 0) throw new Error(`"${words}" is not in ${document}.`);
  return at + (words.length >> 1);
}
