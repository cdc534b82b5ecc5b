import { expect, test } from 'vitest';
import { checkTimed } from '#core/analysis/timed/check-timed.ts';
import { readReq } from './req.ts';

const declared = `INPUT Door IS bool
Output Light is bool
Input Speed is int
CONST SOON IS 5.0
`;

const found = (requirements: string) => {
  const { system, unread } = readReq(declared + requirements);
  expect(unread).toEqual([]);
  return checkTimed(system).findings.map(({ kind, criteria }) => `${kind} ${criteria.join('+')}`);
};

test('two requirements that wait for opposite things meet, and the smallest set is named', () => {
  const text = `
    on: Globally, it is always the case that if "Door" holds, then "Light" holds after at most "SOON" time units.
    off: Globally, it is always the case that if "Door" holds, then "!Light" holds for at least 6 time units.
    far: Globally, it is always the case that if "Speed > 3" holds, then "Speed > 3" holds after at most 1 sec.`;
  expect(found(text)).toContain('timing-conflict on+off');
  expect(found(text.replace('!Light', 'Speed < 9'))).not.toContain('timing-conflict on+off');
});

test('a conflict that only an invariant brings about is one of the two others', () => {
  expect(
    found(`
    a: Globally, it is always the case that if "Door" holds, then "Speed >= 10" holds after at most 2 time units
    b: Globally, it is always the case that if "Door" holds, then "Light" holds for at least 3 time units
    c: Globally, it is always the case that if "Light" holds, then "Speed < 5" holds as well`),
  ).toContain('timing-conflict a+b');
});

test('what never begins is vacuous, and what follows from the rest redundant', () => {
  expect(
    found(`
    shut: Globally, it is never the case that "Door" holds
    a: After "Light", it is always the case that if "Door" holds, then "Light" eventually holds`),
  ).toContain('timing-vacuous a');
  expect(
    found(`
    short: Globally, it is always the case that once "Light" becomes satisfied, it holds for less than "5" time units
    long: Globally, it is always the case that once "Light" becomes satisfied, it holds for less than "9" time units`),
  ).toEqual(['timing-redundant long']);
});

test('requirements without names, over several lines, with comments, are told apart', () => {
  const { system, unread } = readReq(`${declared}
// a comment with "quotes
Globally, it is always the case that
   "Light" holds
/* two
lines */ r2: Between "Door" and "Light", it is always the case that after "Speed > 3" holds
   for at least "SOON" time units and "Door" holds, then "Light" holds after at most 3 msec.
r3: Before "Door" transitions to states in which "Light" holds occur at most twice`);
  expect(unread).toEqual([]);
  expect(system.requirements.map(({ id }) => id)).toEqual(['line 7', 'r2', 'r3']);
});

test('what cannot be read is named with its line, and the rest is read', () => {
  const { system, unread } = readReq(`${declared}
r1: Globally, it is sometimes the case that "Light" holds
r2: Globally, it is always the case that "Light &&" holds
r3: whenever "Light" holds
r4: Globally, it is always the case that "Light" holds`);
  expect(unread.map(({ id, line }) => [id, line])).toEqual([
    ['r1', 6],
    ['r2', 7],
    ['r3', 8],
  ]);
  expect(system.requirements.map(({ id }) => id)).toEqual(['r4']);
});

test('arithmetic beyond sums is undecided, and says so', () => {
  const { system } = readReq(`${declared}
r1: Globally, it is always the case that if "Speed * Speed > 4" holds, then "Light" holds after at most 3 time units
r2: Globally, it is always the case that if "prev(Door)" holds, then "!Light" holds after at most 3 time units`);
  const { findings, undecided } = checkTimed(system);
  expect(findings).toEqual([]);
  expect(undecided.map(({ reason }) => reason)).toContain('"prev(Door)" is not understood.');
});
