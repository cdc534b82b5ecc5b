import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attestation, RecordedCheck } from './evidence.ts';
import { isTaskVerified, type Today, verdictOf, verdictsOf } from './verdicts.ts';

const today: Today = {
  ground: {
    criteria: new Map([
      ['1.1', 'a'],
      ['1.2', 'b'],
      ['2.1', 'c'],
    ]),
    properties: new Map([['1', 'p']]),
  },
  code: new Map([
    ['now', []],
    ['before', ['src/door.ts']],
  ]),
};

function check(over: Partial<RecordedCheck> = {}): RecordedCheck {
  const nothing = { file: 'a.test.ts', line: 1, cases: null, seed: null, counterexample: null, message: null, durationMs: 1 };
  const place = {
    evidenceId: 'e1',
    runId: null,
    commit: 'now',
    recordedAt: '2026-04-14T10:00:00.000Z',
    propertyId: null,
    propertySha256: null,
    grade: 'platform' as const,
    refusedBecause: null,
  };
  return { name: 'x', status: 'passed', criteria: { '1.1': 'a' }, ...nothing, ...place, ...over };
}

const at = (minute: number) => ({ recordedAt: `2026-04-14T10:${String(minute).padStart(2, '0')}:00.000Z`, evidenceId: `e${minute}` });

const records = fc.record({
  name: fc.constantFrom('x', 'y', 'z'),
  status: fc.constantFrom('passed' as const, 'failed' as const, 'unreachable' as const, 'error' as const),
  cases: fc.option(fc.nat(1000)),
  criteria: fc.constantFrom<Record<string, string>>({ '1.1': 'a' }, { '1.1': 'a', '1.2': 'b' }, { '1.2': 'b' }, { '1.1': 'old' }),
  commit: fc.constantFrom('now', 'before', 'nowhere'),
  grade: fc.constantFrom('platform' as const, 'ci' as const),
  refusedBecause: fc.option(fc.constant('It would pass whatever the code does.')),
  minute: fc.nat(5),
});
const histories = fc.array(
  records.map(({ minute, ...over }) => check({ ...over, ...at(minute) })),
  { maxLength: 12 },
);

const words: fc.Arbitrary<Attestation> = fc.record({
  id: fc.uuid(),
  criterionId: fc.constantFrom('1.1', '1.2'),
  criterionSha256: fc.constantFrom('a', 'b', 'old'),
  words: fc.constant('Seen on the bench.'),
  link: fc.constant(null),
  userId: fc.constant('u'),
  userName: fc.constant('Ada'),
  createdAt: fc.constantFrom('2026-04-14T10:00:00.000Z', '2026-04-15T10:00:00.000Z'),
});
const todays = fc.array(words, { maxLength: 3 }).map((attestations): Today => ({ ...today, attestations }));

describe('laws', () => {
  test('no verdict without something of today that establishes it', () => {
    fc.assert(
      fc.property(histories, todays, (history, day) => {
        for (const [id, { state, isStale, checks, attestations, grade }] of verdictsOf(history, day)) {
          const sha256 = day.ground.criteria.get(id);
          const isFresh = ({ commit, criteria }: RecordedCheck) => commit === 'now' && criteria[id] === sha256;
          if (state === 'unverified') expect([checks.length, attestations.length, grade]).toEqual([0, 0, null]);
          else if (state === 'manual') {
            expect(attestations.some(({ criterionSha256 }) => criterionSha256 === sha256)).toBe(!isStale);
            expect(attestations.every(({ criterionId }) => criterionId === id)).toBe(true);
            expect(history.some((check) => isFresh(check) && (check.refusedBecause === null || check.status !== 'passed'))).toBe(false);
          } else {
            expect(checks.length).toBeGreaterThan(0);
            expect(checks.every((check) => history.includes(check))).toBe(true);
            expect(checks.some(({ refusedBecause, status }) => refusedBecause !== null && status === 'passed')).toBe(false);
            if (!isStale) expect(checks.every(isFresh)).toBe(true);
          }
        }
      }),
    );
  });

  test('nobody’s word hides what fails on the code of today, and a word for another sentence establishes nothing', () => {
    fc.assert(
      fc.property(histories, todays, (history, day) => {
        const failed = check({ name: 'new', status: 'failed', ...at(30) });
        expect(verdictOf('1.1', [...history, failed], day).state).toBe('falsified');
        const onlyOld = { ...day, attestations: day.attestations?.filter(({ criterionSha256 }) => criterionSha256 === 'old') ?? [] };
        const verdict = verdictOf('1.1', [], onlyOld);
        expect(verdict.isStale).toBe(verdict.state === 'manual');
      }),
    );
  });

  test('a check that passes and fails on the same code is named and never green', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['passed', 'failed', 'passed'] as const, { minLength: 2 }), (statuses) => {
        const history = statuses.map((status, minute) => check({ status, ...at(minute) }));
        const isBoth = new Set(statuses).size === 2;
        const { state, flaky } = verdictOf('1.1', history, today);
        expect(flaky).toEqual(isBoth ? ['x'] : []);
        expect(state === 'holds').toBe(!statuses.some((status) => status === 'failed'));
      }),
    );
  });

  test('nothing holds without a passed check of that criterion on its ground', () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const [id, verdict] of verdictsOf(history, today)) {
          if (verdict.state === 'holds')
            expect(verdict.checks.every(({ status, criteria }) => status === 'passed' && id in criteria)).toBe(true);
          if (verdict.checks.length === 0) expect(verdict.state).toBe('unverified');
          if (!verdict.isStale)
            expect(verdict.checks.every(({ commit, criteria }) => commit === 'now' && criteria[id] === today.ground.criteria.get(id))).toBe(
              true,
            );
        }
      }),
    );
  });

  test('the order in which records are given does not matter', () => {
    fc.assert(
      fc.property(
        histories.chain((history) => fc.tuple(fc.constant(history), fc.shuffledSubarray(history, { minLength: history.length }))),
        todays,
        ([history, other], day) => {
          const reversed = { ...day, attestations: day.attestations?.toReversed() ?? [] };
          const { state, isStale, cases, grade, flaky, attestations } = verdictOf('1.1', history, day);
          expect(verdictOf('1.1', other, reversed)).toMatchObject({ state, isStale, cases, grade, flaky, attestations });
        },
      ),
    );
  });

  test('two tests of one title in the newest evidence count alike, whichever is told first', () => {
    const broken = check({ status: 'failed', criteria: { '1.1': 'old' }, ...at(5) });
    const history = [check({ criteria: { '1.1': 'old', '1.2': 'b' }, ...at(5) }), broken, check({ criteria: { '1.1': 'old' }, ...at(0) })];
    const expected = { state: 'falsified', flaky: ['x'], isStale: true };
    expect(verdictOf('1.1', history, today)).toMatchObject(expected);
    expect(verdictOf('1.1', history.toReversed(), today)).toMatchObject(expected);
  });

  test('a fresh failure falsifies, whatever else is recorded', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const failed = check({ name: 'new', status: 'failed', ...at(30) });
        expect(verdictOf('1.1', [...history, failed], today)).toMatchObject({ state: 'falsified', isStale: false });
      }),
    );
  });

  test('on other code every verdict is stale and says why', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const verdict = verdictOf('1.1', history, { ...today, code: new Map() });
        expect(verdict.isStale).toBe(verdict.state !== 'unverified');
        expect(verdict.staleBecause !== null).toBe(verdict.isStale);
      }),
    );
  });

  test('a task is verified only if some criterion of it holds and none that was checked does not', () => {
    fc.assert(
      fc.property(histories, fc.subarray(['1.1', '1.2', '2.1', '9.9']), (history, criterionIds) => {
        const verdicts = verdictsOf(history, today);
        const states = criterionIds.map((id) => verdicts.get(id)).filter((verdict) => verdict && verdict.state !== 'unverified');
        const isVerified = states.length > 0 && states.every((verdict) => verdict?.state === 'holds' && !verdict.isStale);
        expect(isTaskVerified({ criterionIds }, verdicts)).toBe(isVerified);
      }),
    );
  });
});

describe('examples', () => {
  test('the newest record of a check replaces its older ones', () => {
    const history = [check({ status: 'failed', commit: 'before', ...at(1) }), check({ cases: 100, ...at(2) })];
    expect(verdictOf('1.1', history, today)).toMatchObject({ state: 'holds', cases: 100, checks: [{ evidenceId: 'e2' }] });
  });

  test('two tests of one title in one file both count', () => {
    expect(verdictOf('1.1', [check(), check({ status: 'failed' })], today).state).toBe('falsified');
  });

  test('falsified before error before unreachable before holds', () => {
    const of = (...statuses: RecordedCheck['status'][]) =>
      verdictOf(
        '1.1',
        statuses.map((status) => check({ name: status, status })),
        today,
      ).state;
    expect(of('passed', 'unreachable', 'error', 'failed')).toBe('falsified');
    expect(of('passed', 'unreachable', 'error')).toBe('error');
    expect(of('passed', 'unreachable')).toBe('unreachable');
    expect(of('passed')).toBe('holds');
    expect(of()).toBe('unverified');
  });

  test('stale by sentence, by property and by code, in words', () => {
    const because = (over: Partial<RecordedCheck>) => verdictOf('1.1', [check(over)], today).staleBecause;
    expect(because({ criteria: { '1.1': 'old' } })).toBe('Criterion 1.1 was reworded after the check.');
    expect(because({ propertyId: '1', propertySha256: 'old' })).toBe('Property 1 was reworded after the check.');
    expect(because({ propertyId: '8', propertySha256: 'q' })).toBe('Property 8 is no longer in the design.');
    expect(because({ commit: 'before' })).toBe('The code changed after the check, which ran on before: src/door.ts.');
    expect(because({ commit: '0123456789' })).toBe("The check ran on 0123456, which is not in the project's repository.");
    expect(because({ propertyId: '1', propertySha256: 'p' })).toBe(null);
  });

  test('a suite stands on the reading that its cases followed from', () => {
    const read = (readings: [string, string][]) => ({ ...today, ground: { ...today.ground, readings: new Map(readings) } });
    const suite = [check({ readingSha256: 'r' })];
    expect(verdictOf('1.1', suite, read([['1.1', 'r']]))).toMatchObject({ state: 'holds', isStale: false });
    expect(verdictOf('1.1', suite, read([['1.1', 's']])).staleBecause).toMatch(/reading of criterion 1\.1/);
    expect(verdictOf('1.1', suite, read([])).staleBecause).toMatch(/no reading any more/);
    // A test that people wrote does not follow from a reading, and a workbench without readings has none to compare.
    expect(verdictOf('1.1', [check()], read([['1.1', 's']])).isStale).toBe(false);
    expect(verdictOf('1.1', suite, today).isStale).toBe(false);
  });

  test('a pass that is refused leaves the criterion unverified and is told; the least grade is the verdict’s', () => {
    const refused = check({ refusedBecause: 'It asserts nothing.' });
    expect(verdictOf('1.1', [refused], today)).toMatchObject({ state: 'unverified', grade: null, refused: [refused] });
    const both = [check({ grade: 'ci' }), check({ name: 'y' })];
    expect(verdictOf('1.1', both, today)).toMatchObject({ state: 'holds', grade: 'platform' });
  });

  test('a check that is gone no longer counts once another speaks on the code of today', () => {
    const gone = check({ name: 'deleted', status: 'failed', commit: 'before', ...at(1) });
    expect(verdictOf('1.1', [gone], today)).toMatchObject({ state: 'falsified', isStale: true });
    expect(verdictOf('1.1', [gone, check({ ...at(2) })], today)).toMatchObject({ state: 'holds', isStale: false });
  });
});

const mixed = fc.array(
  fc
    .tuple(records, fc.constantFrom(undefined, { sha256: 's', adoptedBy: null }, { sha256: 's', adoptedBy: 'Ada' }))
    .map(([{ minute, ...over }, own]) => check({ ...over, ...at(minute), ...(own && { own }) })),
  { maxLength: 12 },
);

test("a test of an agent's own says nothing, whatever it gave, until it is adopted", () => {
  fc.assert(
    fc.property(mixed, fc.array(words), (history, attestations) => {
      const isApart = ({ own }: RecordedCheck) => own?.adoptedBy === null;
      const on = { ...today, attestations };
      const { own, ...verdict } = verdictOf('1.1', history, on);
      const { own: none, ...without } = verdictOf(
        '1.1',
        history.filter((each) => !isApart(each)),
        on,
      );
      expect(verdict).toEqual(without);
      expect([none, own.every(isApart)]).toEqual([[], true]);
      expect(own.length > 0).toBe(history.some((each) => isApart(each) && Object.hasOwn(each.criteria, '1.1')));
    }),
  );
});
