import { expect, test } from 'vitest';
import { analyseTables } from './analyse-tables.ts';
import { createOracle } from './evaluate-dmn.ts';
import { asText, type Feel } from './feel-value.ts';
import { readDmn } from './read-dmn.ts';

type Table = { policy?: string; aggregation?: string; inputs: [string, string, string?][]; outputs?: string; rows: string[][] };

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** A model of one decision, in which the last cell of a row is the outcome. */
function modelOf({ policy = 'UNIQUE', aggregation, inputs, outputs, rows }: Table) {
  const cell = (tag: string, text: string) => `<${tag}><text>${escaped(text)}</text></${tag}>`;
  const source = `<?xml version="1.0"?><d:definitions xmlns:d="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="n">
    ${inputs.map(([name, type]) => `<inputData name="${name}"><variable name="${name}" typeRef="${type}"/></inputData>`).join('')}
    <d:decision name="Fee"><d:variable name="Fee"/><decisionTable hitPolicy="${policy}" ${aggregation ? `aggregation="${aggregation}"` : ''}>
    ${inputs.map(([name, type, allowed]) => `<input><inputExpression typeRef="${type}"><text>${name}</text></inputExpression>${allowed ? cell('inputValues', allowed) : ''}</input>`).join('')}
    <output name="Fee">${outputs ? cell('outputValues', outputs) : ''}</output>
    ${rows
      .map(
        (row) =>
          `<rule>${row
            .slice(0, -1)
            .map((text) => cell('inputEntry', text))
            .join('')}${cell('outputEntry', row.at(-1) ?? '')}</rule>`,
      )
      .join('')}
    </decisionTable></d:decision></d:definitions>`;
  const read = readDmn(source);
  if (!read.ok) throw new Error(read.reason);
  return read.model;
}

const decide = (table: Table, inputs: Record<string, Feel>) => {
  const decided = createOracle(modelOf(table)).decide('Fee', new Map(Object.entries(inputs)));
  return decided.ok ? asText(decided.value, true) : decided.reason;
};

const age: [string, string] = ['Age of guest', 'number'];
const steps = [
  ['< 18', '5'],
  ['>= 10', '7'],
  ['>= 60', '6'],
];

test.each([
  ['UNIQUE', undefined, 40, '7'],
  ['UNIQUE', undefined, 12, 'null'],
  ['FIRST', undefined, 12, '5'],
  ['ANY', undefined, 12, 'null'],
  ['PRIORITY', undefined, 70, '6'],
  ['RULE ORDER', undefined, 70, '[7, 6]'],
  ['OUTPUT ORDER', undefined, 70, '[6, 7]'],
  ['COLLECT', undefined, 70, '[7, 6]'],
  ['COLLECT', 'SUM', 70, '13'],
  ['COLLECT', 'MIN', 70, '6'],
  ['COLLECT', 'MAX', 70, '7'],
  ['COLLECT', 'COUNT', 70, '2'],
])('hit policy %s %s at %s gives %s', (policy, aggregation, guest, expected) => {
  const table: Table = { policy, inputs: [age], outputs: '5, 6, 7', rows: steps, ...(aggregation ? { aggregation } : {}) };
  expect(decide(table, { 'Age of guest': guest })).toBe(expected);
});

const analyse = (table: Table) => analyseTables(modelOf(table))[0];

test('gaps and overlaps are exact, with the values at which they show', () => {
  const found = analyse({
    inputs: [
      ['Age', 'number', '>= 0'],
      ['Kind', 'string', '"cat", "dog"'],
    ],
    rows: [
      ['[12..15)', '-', '1'],
      ['>= 15', '"cat"', '2'],
      ['>= 18', '"dog"', '3'],
      ['[14..20]', '"cat"', '4'],
    ],
  });
  expect(found?.findings.map(({ kind, proof, region }) => [kind, proof.grade, region])).toEqual([
    ['gap', 'proved', [{ variable: 'Age', ranges: [{ low: 0, high: 12, isLowOpen: false, isHighOpen: true }] }]],
    [
      'gap',
      'proved',
      [
        { variable: 'Age', ranges: [{ low: 15, high: 18, isLowOpen: false, isHighOpen: true }] },
        { variable: 'Kind', values: ['dog'] },
      ],
    ],
    [
      'contradiction',
      'proved',
      [
        { variable: 'Age', ranges: [{ low: 14, high: 15, isLowOpen: false, isHighOpen: true }] },
        { variable: 'Kind', values: ['cat'] },
      ],
    ],
    [
      'contradiction',
      'proved',
      [
        { variable: 'Age', ranges: [{ low: 15, high: 20, isLowOpen: false, isHighOpen: false }] },
        { variable: 'Kind', values: ['cat'] },
      ],
    ],
  ]);
  expect(found?.findings[0]?.witness?.steps[0]?.before).toEqual({ Age: 0, Kind: 'cat' });
});

test('an open text is no gap, a rule behind an earlier one is never the first', () => {
  const found = analyse({
    policy: 'FIRST',
    inputs: [['City', 'string']],
    rows: [
      ['"Bern"', '1'],
      ['-', '2'],
      ['"Basel"', '3'],
    ],
  });
  expect(found?.findings.filter(({ proof }) => proof.grade === 'proved').map(({ kind, criteria }) => [kind, criteria])).toEqual([
    ['never-triggerable', ['Fee, rule 3', 'Fee, rule 2']],
  ]);
});

test('dates are an axis, and what is no constant is said', () => {
  const dates = analyse({
    inputs: [['Day', 'date']],
    rows: [
      ['< date("2020-01-01")', '1'],
      ['> date("2020-01-01")', '2'],
    ],
  });
  expect(dates?.findings.map(({ region }) => region)).toEqual([[{ variable: 'Day', values: ['2020-01-01'] }]]);
  const unknown = analyse({ inputs: [['x', 'number']], rows: [['> limit', '1']] });
  expect(unknown).toMatchObject({ findings: [], unknown: expect.stringContaining('limit') });
});

test('broken files are a sentence', () => {
  for (const source of ['', '<definitions>', '<html/>', 'no xml', '<definitions><a></definitions>']) {
    const read = readDmn(source);
    expect(read).toMatchObject({ ok: false, reason: expect.stringMatching(/^It is no /) });
  }
});
