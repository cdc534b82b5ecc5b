import { analyseSpec } from './analyse-spec.ts';

/** A sentence for each way of reading one, with something for each engine to find. */
const SPEC = `# R

## Glossary

- **Tier**: The standing of a customer: none, silver or gold.
- **Total**: The sum of an order.

### Requirement 1: One

#### Acceptance Criteria

1. WHEN the Total exceeds 50.00 EUR, THE Shop SHALL charge no fee and send 2 mails within 3 seconds.
2. WHILE the Tier is gold, WHEN a user clicks Save, THE Shop SHALL store the record before showing the page, unless the door is closed.
3. IF the quantity is not between 1 and 10 items, THEN THE Shop SHALL NOT store the record.
4. WHEN a user clicks Save, THE Shop SHALL set the mode to "slow" for 5 minutes.

### Requirement 2: Two

#### Acceptance Criteria

1. WHEN a user clicks Save, THE Shop SHALL discard the record quickly.
2. WHEN the Total is below 50.00 EUR, THE Shop SHALL charge a fee of 4.90 EUR.
`;

/** After so many the engine has compiled what it compiles soon; each takes a tenth of the first. */
const ROUNDS = 4;

/** Reads a small spec a few times, so that the first spec of a process is read as quickly as the second one: the engine that runs this compiles what it has not run yet. */
export function warmAnalysis(): number {
  let count = 0;
  for (let round = 0; round < ROUNDS; round += 1) count = analyseSpec({ requirements: SPEC }).counts.criteria;
  return count;
}
