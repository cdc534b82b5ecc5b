import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import { analyseTogether } from '#core/analysis/analyse-together.ts';
import type { AnalysedSpec } from '#core/analysis/analysed-spec.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { formatReadings } from '#core/language/reading/format-readings.ts';
import { dropReadings, isWritable, takeBack, writeReadings } from './confirm.ts';
import { confirmedReadings } from './confirmed-readings.ts';
import { applyEdits, readReadings } from './readings-text.ts';

const sample = readFileSync(
  new URL('../../prisma/scenarios/sample/repository/.kiro/specs/order-pricing/requirements.md', import.meta.url),
  'utf8',
);

const sentences = [
  'WHEN an Order is submitted, THE Shop SHALL charge a fee of 4.90 EUR.',
  'WHEN an Order is submitted, THE Shop SHALL charge a fee of 5.90 EUR.',
  'WHILE the Total exceeds 50.00 EUR, THE Shop SHALL charge no fee.',
  'IF the file is corrupted by a virus that nobody has seen, THEN THE Shop SHALL reject the upload.',
  'IF the upload is larger than 5 MB, THEN THE Shop SHALL accept the upload.',
  'WHEN a user clicks Save, THE Shop SHALL show the summary within 2 seconds.',
  'WHEN a user clicks Save, THE Shop SHALL hide the summary.',
  'WHILE the Tier is gold, THE Shop SHALL grant a discount of 10 percent of the Total.',
  'THE Shop SHALL limit the list to 10 items.',
  'IF the list holds more than 10 items, THEN THE Shop SHALL show a warning to the person who looks at it, whoever that is.',
  'WHEN the order is cancelled, THE Shop SHALL set the status to "cancelled".',
  'IF the status is "cancelled", THEN THE Shop SHALL NOT send an email.',
  'THE Shop SHALL send an email, unless the Total is below 3.00 EUR.',
  'IF the id is unknown, THEN THE Shop SHALL return HTTP 404.',
  'THE Shop shall be fast and nice',
];

/** Two or three requirements of a few sentences each: the same words in two of them are two things. */
const requirements = fc
  .array(fc.uniqueArray(fc.constantFrom(...sentences), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
  .map(
    (groups) =>
      `# Requirements\n\n## Glossary\n\n- **Tier**: one of none, silver or gold\n- **Total**: what all of it costs\n\n${groups
        .map(
          (group, at) =>
            `### Requirement ${at + 1}: R\n\n#### Acceptance Criteria\n\n${group.map((one, n) => `${n + 1}. ${one}`).join('\n')}\n`,
        )
        .join('\n')}`,
  );

/** What all criteria are taken to mean, whoever said so. */
const meaningOf = ({ readings }: AnalysedSpec) =>
  readings.map(({ criterion, english, coverage, fresh, lines }) => [criterion, english, coverage, fresh ?? lines]);
const findingsOf = ({ findings }: AnalysedSpec) =>
  findings.filter(({ kind }) => kind !== 'unused-term').map(({ id, title }) => `${id} ${title}`);

function confirm(text: string, readings: string, wanted: (id: string) => boolean): string {
  const { readings: read, proposal } = analyseSpec({ requirements: text, readings });
  const written = read
    .filter(
      ({ criterion, source, lines, fresh }) =>
        wanted(criterion) && source !== 'table' && (fresh ?? lines).length > 0 && isWritable(criterion),
    )
    .map(({ criterion, sentenceHash, lines, fresh }) => ({ criterion, sentenceHash, rules: fresh ?? lines, mark: 'confirmed' as const }));
  return applyEdits(
    readings,
    writeReadings(readReadings(readings), written, { offered: proposal, order: read.map(({ criterion }) => criterion) }),
  );
}

describe('confirming', () => {
  test('says yes to what is read, and changes nothing of what anything means', () => {
    fc.assert(
      fc.property(requirements, fc.array(fc.nat(11)), (text, chosen) => {
        const before = analyseSpec({ requirements: text });
        const ids = before.readings.map(({ criterion }) => criterion);
        const wanted = new Set(chosen.map((at) => ids[at % ids.length]));
        const readings = confirm(text, '', (id) => wanted.has(id));
        const after = analyseSpec({ requirements: text, readings });
        expect(after.diagnostics).toEqual([]);
        expect(meaningOf(after)).toEqual(meaningOf(before));
        expect(findingsOf(after)).toEqual(expect.arrayContaining(findingsOf(before)));
        const said = after.readings.filter(({ state }) => state === 'confirmed').map(({ criterion }) => criterion);
        expect(said).toEqual(
          before.readings.filter(({ criterion, lines }) => wanted.has(criterion) && lines.length > 0).map(({ criterion }) => criterion),
        );
        expect(confirmedReadings(parseRequirements(text).tree, readings).map(({ criterion }) => criterion)).toEqual(said);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('one after the other is all at once, but for the order of declarations', () => {
    fc.assert(
      fc.property(requirements, (text) => {
        let readings = '';
        for (const { criterion } of analyseSpec({ requirements: text }).readings)
          readings = confirm(text, readings, (id) => id === criterion);
        const once = confirm(text, '', () => true);
        const lines = (source: string) => formatReadings(source).replace(/ +/g, ' ').split('\n').filter(Boolean).sort();
        expect(lines(readings)).toEqual(lines(once));
        expect(confirm(text, once, () => true)).toBe(once);
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  test('all of the sample', () => {
    const before = analyseSpec({ requirements: sample });
    const readings = confirm(sample, '', () => true);
    const after = analyseSpec({ requirements: sample, readings });
    expect(meaningOf(after)).toEqual(meaningOf(before));
    expect(findingsOf(after)).toEqual(findingsOf(before));
    expect(after.readings.filter(({ source }) => source !== 'table').every(({ state }) => state === 'confirmed')).toBe(true);
  });

  test('a sentence that changes makes its reading stale, and no other; put back, it is confirmed again', () => {
    const readings = confirm(sample, '', () => true);
    const ids = analyseSpec({ requirements: sample }).readings.filter(({ source }) => source !== 'table');
    fc.assert(
      fc.property(fc.nat(ids.length - 1), fc.constantFrom(' always', ', too', '!'), (at, words) => {
        const target = ids[at];
        if (!target) return;
        const end = target.span.end;
        const changed = `${sample.slice(0, end - 1)}${words}${sample.slice(end - 1)}`;
        const states = (text: string) =>
          analyseSpec({ requirements: text, readings }).readings.map(({ criterion, state }) => [criterion, state]);
        const stale = states(changed).flatMap(([id, state]) => (state === 'stale' ? [id] : []));
        expect(stale).toEqual([target.criterion]);
        expect(states(sample).some(([, state]) => state === 'stale')).toBe(false);
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  test('what is taken back is proposed; what is dropped is read by rules again', () => {
    fc.assert(
      fc.property(requirements, (text) => {
        const before = analyseSpec({ requirements: text });
        const readings = confirm(text, '', () => true);
        const all = new Set(before.readings.map(({ criterion }) => criterion));
        const back = applyEdits(readings, takeBack(readReadings(readings), all));
        expect(confirmedReadings(parseRequirements(text).tree, back)).toEqual([]);
        expect(meaningOf(analyseSpec({ requirements: text, readings: back }))).toEqual(meaningOf(before));
        expect(confirm(text, back, () => true)).toBe(readings);
        const dropped = applyEdits(readings, dropReadings(readReadings(readings), all));
        expect(readReadings(dropped).tree.readings).toEqual([]);
        expect(meaningOf(analyseSpec({ requirements: text, readings: dropped }))).toEqual(meaningOf(before));
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  test('comments, other lines and what cannot be read stay where they are', () => {
    const text =
      '# R\n\n### Requirement 1: R\n\n#### Acceptance Criteria\n\n1. WHEN a user clicks Save, THE Shop SHALL greet.\n2. WHEN a user clicks Quit, THE Shop SHALL wave.\n';
    const own = '-- ours\nwhat is this\nevent save as "a user clicks Save"  -- the button\n\n1.2 proposed: when quit then wave  -- later\n';
    const next = confirm(text, own, (id) => id === '1.1');
    for (const line of own.split('\n')) expect(next.split('\n')).toContain(line);
    expect(next).toMatch(/\n1\.1 #[0-9a-f]{8} confirmed: when save then greet\n1\.2 proposed/);
  });

  test('what two specs call alike within a requirement of each is confirmed as two things', () => {
    const of = (amount: string) =>
      `# R\n\n### Requirement 1: R\n\n#### Acceptance Criteria\n\n1. WHEN an Order is submitted, THE Shop SHALL charge a fee of ${amount} EUR.\n`;
    const specs = ['4.90', '5.90'].map((amount, at) => ({
      name: `spec-${at}`,
      requirements: of(amount),
      readings: confirm(of(amount), '', () => true),
    }));
    expect(specs[0]?.readings).toContain('of "1/shop"');
    expect(analyseTogether(specs)).toEqual([]);
    const shared = specs.map((one) => ({ ...one, readings: one.readings.replace(' of "1/shop"', '') }));
    expect(analyseTogether(shared).map(({ kind }) => kind)).toContain('between-specs');
  });
});
