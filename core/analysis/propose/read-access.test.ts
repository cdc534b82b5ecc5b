import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseSpec } from '../analyse-spec.ts';

const GROUPS = ['administrators', 'editors', 'auditors', 'reviewers', 'accountants'];
const DEEDS = ['export data', 'delete a workspace', 'approve a release', 'close a period'];
const group = fc.constantFrom(...GROUPS);
const deed = fc.constantFrom(...DEEDS);
const only = fc.constantFrom(
  (who: string, what: string) => `THE System SHALL allow only ${who} to ${what}.`,
  (who: string, what: string) => `THE System SHALL only permit ${who} to ${what}.`,
  (who: string, what: string) => `THE System SHALL ensure that only ${who} can ${what}.`,
  (who: string, what: string) => `Only ${who} SHALL be able to ${what}.`,
);
const allow = fc.constantFrom(
  (who: string, what: string) => `THE System SHALL allow ${who} to ${what}.`,
  (who: string, what: string) => `WHEN the month ends, THE System SHALL permit the ${who} to ${what}.`,
);

/** Whether the two are said to contradict each other, among others and in either order. */
function contradict(one: string, other: string): boolean {
  const spec = `# Requirements\n\n### Requirement 1: One\n\n#### Acceptance Criteria\n\n1. ${one}\n2. WHEN the page is left, THE System SHALL store the scroll position.\n3. ${other}\n`;
  return analyseSpec({ requirements: spec }).findings.some(({ kind, criteria }) => kind === 'contradiction' && criteria.length === 2);
}

test('only some may do it: whoever else is allowed to contradicts that, and nobody of them does', () => {
  fc.assert(
    fc.property(
      only,
      allow,
      fc.subarray(GROUPS, { minLength: 1, maxLength: 2 }),
      group,
      deed,
      deed,
      fc.boolean(),
      (says, allows, some, who, what, may, isLast) => {
        const pair = [says(some.join(' and '), what), allows(who, may)] as const;
        const isFound = isLast ? contradict(pair[1], pair[0]) : contradict(...pair);
        expect(isFound).toBe(what === may && !some.includes(who));
      },
    ),
    { numRuns: 60 },
  );
});

test('nothing rests on words for whoever there is, on a name that takes in another, or on a group that is described', () => {
  const says = 'THE System SHALL allow only owners to export data.';
  for (const who of ['users', 'members', 'project owners', 'owners who pay', 'any visitor'])
    expect([who, contradict(says, `THE System SHALL allow ${who} to export data.`)]).toEqual([who, false]);
  expect(contradict('THE System SHALL allow only users to export data.', 'THE System SHALL allow editors to export data.')).toBe(false);
  expect(contradict(says, 'THE System SHALL NOT allow editors to export data.')).toBe(false);
  expect(contradict(says, 'THE System SHALL allow editors to export their own data.')).toBe(false);
});
