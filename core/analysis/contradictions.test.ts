import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyseSpec } from './analyse-spec.ts';

const KINDS: ReadonlySet<string> = new Set(['contradiction', 'boundary', 'timing-conflict', 'conflict']);
/** Of two limits for one thing, the wider one says nothing more: that is how it is told. */
const LIMITS: ReadonlySet<string> = new Set(['redundant', 'timing-redundant']);

const pairs = readFileSync(new URL('./contradictions.txt', import.meta.url), 'utf8')
  .split('\n\n')
  .flatMap((block) => {
    const match = /^ {2}(.+)\n([!?]) (.+)\n= (.+)$/.exec(block.trimEnd());
    const [, one, mark, other, fitting] = match ?? [];
    return one && other && fitting ? [{ one, other, fitting, isFound: mark === '!' }] : [];
  });

/** The two in one requirement, or in two, among other criteria. */
function specOf(one: string, other: string, isApart: boolean): string {
  const second = `WHEN the page is left, THE System SHALL store the scroll position.\n3. ${other}`;
  const split = isApart ? '\n### Requirement 2: Another\n\n#### Acceptance Criteria\n' : '';
  return `# Requirements\n\n### Requirement 1: One\n\n#### Acceptance Criteria\n\n1. ${one}\n${split}\n2. ${second}\n`;
}

function findingsOf(one: string, other: string, isApart: boolean) {
  const { findings } = analyseSpec({ requirements: specOf(one, other, isApart) });
  return findings.filter(({ criteria }) => criteria.includes('1.1') && criteria.includes(isApart ? '2.3' : '1.3'));
}

describe('contradictions in the words of people', () => {
  test.each(pairs.filter(({ isFound }) => isFound))('$one × $other', ({ one, other, fitting }) => {
    const found = findingsOf(one, other, false).filter(({ kind }) => KINDS.has(kind) || LIMITS.has(kind));
    expect(found.map(({ kind }) => kind)).not.toEqual([]);
    for (const { kind, scenario } of found) if (KINDS.has(kind)) expect(scenario.join(' ')).not.toBe('');
    const claimed = findingsOf(one, fitting, false).filter(({ kind, proof }) => KINDS.has(kind) && proof.grade !== 'hint');
    expect(claimed.map(({ title }) => title)).toEqual([]);
  });

  test('are found in two requirements as well, as a claim only where both say the same at length', () => {
    const missed = pairs.filter(({ one, other, isFound }) => isFound && !findingsOf(one, other, true).some(({ kind }) => KINDS.has(kind)));
    // Two limits for one thing are told within a requirement only, and so are those of which one name takes in the other's.
    expect(missed.length).toBeLessThanOrEqual(6);
    for (const { one, fitting } of pairs)
      expect(findingsOf(one, fitting, true).filter(({ kind, proof }) => KINDS.has(kind) && proof.grade !== 'hint')).toEqual([]);
  });

  test('of two limits for one thing both are told', () => {
    const lock = (count: number) => `IF a user enters a wrong password ${count} times, THEN THE System SHALL lock the account.`;
    expect(findingsOf(lock(3), lock(5), false).map(({ title }) => title)).toEqual([
      '1.1 and 1.3 give two limits for one thing: how often a user enters a wrong password is at least 3, and how often a user enters a wrong password is at least 5.',
    ]);
    const answer = (time: string) => `WHEN a search is submitted, THE System SHALL return results within ${time}.`;
    expect(findingsOf(answer('2 seconds'), answer('5 seconds'), false).map(({ title }) => title)).toEqual([
      '1.1 and 1.3 give two limits for one thing: within 2 seconds, and within 5 seconds.',
    ]);
  });

  test('what is not found yet is counted, and none is lost', () => {
    expect(pairs.length).toBe(147);
    expect(pairs.filter(({ isFound }) => !isFound).length).toBeLessThanOrEqual(11);
  });
});
