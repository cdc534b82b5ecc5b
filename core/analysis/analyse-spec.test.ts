import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { analyseInSteps, analyseSpec, createAnalysisMemory } from './analyse-spec.ts';
import { analyseTogether } from './analyse-together.ts';

const SAMPLE = readFileSync(
  new URL('../../prisma/scenarios/sample/repository/.kiro/specs/order-pricing/requirements.md', import.meta.url),
  'utf8',
);

const specOf = (criteria: readonly string[], glossary = '') =>
  `# Requirements Document\n\n## Glossary\n\n${glossary}\n\n## Requirements\n\n### Requirement 1: One\n\n#### Acceptance Criteria\n\n${criteria.map((text, at) => `${at + 1}. ${text}`).join('\n')}\n`;

const proved = (requirements: string, readings?: string) =>
  analyseSpec({ requirements, readings }).findings.filter(({ proof }) => proof.grade === 'proved');

describe('the sample', () => {
  const { findings, counts } = analyseSpec({ requirements: SAMPLE });

  test('its contradiction and its boundary are proved by rules alone', () => {
    const told = findings.filter(({ proof }) => proof.grade === 'proved').map(({ kind, criteria }) => ({ kind, criteria }));
    expect(told).toEqual([
      { kind: 'contradiction', criteria: ['4.1', '6.1'] },
      { kind: 'boundary', criteria: ['7.1', '7.2'] },
    ]);
    expect(counts.unread).toBe(0);
  });

  test('the scenarios are in its own words and units', () => {
    const [contradiction, boundary] = findings;
    expect(contradiction?.scenario).toContain('the Tier is gold.');
    expect(contradiction?.scenario).toContain('the amount of a Coupon is 20.00 EUR.');
    expect(boundary?.scenario).toEqual(['the Discounted_Total is 50.00 EUR.']);
  });

  test('answering the question as offered settles it', () => {
    const boundary = findings.find(({ kind }) => kind === 'boundary');
    for (const option of boundary?.question.options.filter(({ edits }) => edits.length > 0) ?? []) {
      let text = SAMPLE;
      for (const { span, text: put } of option.edits.toReversed()) text = text.slice(0, span.start) + put + text.slice(span.end);
      expect(proved(text).map(({ kind }) => kind)).toEqual(['contradiction']);
    }
  });
});

const sentence = fc.oneof(
  fc
    .tuple(fc.constantFrom('exceeds', 'is below', 'is at least', 'is at most'), fc.integer({ min: 1, max: 4 }), fc.constantFrom('a', 'b'))
    .map(([verb, bound, mode]) => `WHEN the Load ${verb} ${bound} kg, THE System SHALL set the Mode to "${mode}".`),
  fc
    .tuple(fc.constantFrom('a user clicks Save', 'the alarm rings'), fc.constantFrom('SHALL', 'SHALL NOT'))
    .map(([event, modal]) => `WHEN ${event}, THE System ${modal} store the record.`),
  fc.constantFrom('THE System SHALL be fast.', 'nothing at all', 'IF the file is corrupted, THEN THE System SHALL show an error.'),
);
const GLOSSARY = '- **Load**: The weight on the belt.\n- **Mode**: How the belt runs.';

describe('analysis', () => {
  test('with a memory it says what it says without one', () => {
    fc.assert(
      fc.property(fc.array(fc.array(sentence, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 4 }), (versions) => {
        const memory = createAnalysisMemory();
        for (const criteria of versions) {
          const requirements = specOf(criteria, GLOSSARY);
          expect(analyseSpec({ requirements }, memory)).toEqual(analyseSpec({ requirements }));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a finding keeps its id when the text around it changes', () => {
    const ids = (text: string) => proved(text).map(({ id }) => id);
    const before = ids(SAMPLE);
    expect(
      ids(
        SAMPLE.replace('added up exactly', 'summed').replace(
          '#### Acceptance Criteria\n\n1. WHEN an Order is priced',
          '#### Acceptance Criteria\n\n1. WHEN any Order is priced',
        ),
      ),
    ).toEqual(before);
    expect(
      ids(`${SAMPLE}\n### Requirement 9: More\n\n#### Acceptance Criteria\n\n1. WHEN a user clicks Save, THE System SHALL store it.\n`),
    ).toEqual(before);
  });

  test('a confirmed reading counts, a stale one does not', () => {
    const criteria = ['THE System SHALL do as it was told.', 'THE System SHALL do the other thing.'];
    const requirements = specOf(criteria);
    const declared = 'in x : int 0..10 "points" as "the score"\nout y : a | b as "the answer"\n';
    const hashes = criteria.map(sentenceHash);
    const readings = `${declared}1.1 #${hashes[0]} confirmed: if x >= 5 then y = a\n1.2 #${hashes[1]} confirmed: if x <= 5 then y = b\n`;
    expect(proved(requirements, readings).map(({ kind, title }) => ({ kind, title }))).toEqual([
      { kind: 'boundary', title: '1.1 and 1.2 ask for different things when the score is exactly 5 points.' },
    ]);
    const stale = analyseSpec({ requirements: requirements.replace('as it was told', 'as told'), readings });
    expect(stale.readings.map(({ state }) => state)).toEqual(['stale', 'confirmed']);
  });

  test('mistakes of readings are told with their place, and break nothing', () => {
    const requirements = specOf(['THE System SHALL stop.']);
    const readings = 'in t : duration\nterm a = b\nterm b = a\nout y : bool\n1.1: if t > 5 EUR then y\n9.9: then y\n1.1: if a then y\n';
    const { diagnostics, readings: rows } = analyseSpec({ requirements, readings });
    expect(diagnostics.map(({ code, span }) => [code, readings.slice(span.start, span.end)])).toEqual(
      expect.arrayContaining([
        ['reading/type-clash', 't > 5 EUR'],
        ['reading/no-criterion', '9.9'],
        ['reading/type-clash', 'a'],
      ]),
    );
    expect(rows[0]?.coverage).toBe('unread');
  });

  test('a reading that cannot start over: a trap, a dead state and a criterion out of reach', () => {
    const criteria = ['A', 'B', 'C'].map((name) => `THE System SHALL do ${name}.`);
    const line = (at: number, rule: string) => `1.${at + 1} #${sentenceHash(criteria[at] ?? '')} confirmed: ${rule}\n`;
    const readings = `state s : start | done | lost = start\nevent go\naction ring\n${line(0, "when go while s = start then s' = done")}${line(1, 'when go while s = lost then ring')}`;
    const kinds = analyseSpec({ requirements: specOf(criteria), readings }).findings.map(
      ({ kind, criteria: about }) => `${kind} ${about.join(' ')}`,
    );
    expect(kinds).toContain('unreachable 1.2');
    expect(kinds).toContain('dead-state 1.1');
  });

  test('a decision table is read: its gap is found', () => {
    const table = '| Amount | Outcome |\n| --- | --- |\n| < 50 EUR | small |\n| > 50 EUR | large |\n';
    const { findings } = analyseSpec({ requirements: `${specOf(['THE System SHALL work.'])}\n${table}` });
    expect(findings.filter(({ proof }) => proof.grade === 'proved').map(({ kind, criteria }) => [kind, ...criteria])).toEqual([
      ['boundary', 'T1.1', 'T1.2'],
    ]);
  });

  test('tables that list work to do decide nothing, and what two tables call an outcome is two things', () => {
    const files = `| File | Action |\n| --- | --- |\n| a.ts | Delete the file and every import of it |\n| b.ts | Add a column for the new owner |\n`;
    const more = `| Path | Action |\n| --- | --- |\n| c.ts | Keep it as it is until the next release |\n| d.ts | Add an index for the new owner |\n`;
    const listed = analyseSpec({ requirements: `${specOf(['THE System SHALL work.'])}\n${files}\n${more}` });
    expect(listed.counts.criteria).toBe(1);
    const table = (name: string, low: string, high: string) =>
      `| ${name} | Action |\n| --- | --- |\n| <= 50 EUR | ${low} |\n| > 50 EUR | ${high} |\n`;
    const both = analyseSpec({
      requirements: `${specOf(['THE System SHALL work.'])}\n${table('Amount', 'ship', 'hold')}\n${table('Balance', 'warn', 'block')}`,
    });
    expect(both.counts.criteria).toBe(5);
    expect(both.findings.filter(({ kind }) => kind === 'contradiction')).toEqual([]);
  });

  test('two specs that share a term are held against each other', () => {
    const one = specOf(['WHEN the Load exceeds 3 kg, THE System SHALL set the Mode to "slow".'], GLOSSARY);
    const other = specOf(['WHEN the Load exceeds 2 kg, THE System SHALL set the Mode to "fast".'], GLOSSARY);
    const found = analyseTogether([
      { name: 'belt', requirements: one },
      { name: 'speed', requirements: other },
    ]);
    expect(found.map(({ kind, criteria }) => [kind, ...criteria])).toEqual([['between-specs', 'belt#1.1', 'speed#1.1']]);
  });

  test('no text is too odd, and no stretch of work too long', () => {
    const odd = [
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(SAMPLE.slice(0, 3000), SAMPLE.replaceAll(' ', '\n'), ''),
    ] as const;
    fc.assert(
      fc.property(fc.oneof(...odd), fc.oneof(...odd), (requirements, readings) => void [...analyseInSteps({ requirements, readings })]),
      { numRuns: 80 },
    );
  });
});
