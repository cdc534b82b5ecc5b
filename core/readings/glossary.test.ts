import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import { applyDifference } from '#core/edits/difference.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { changeGlossary, type GlossaryChange } from './change-glossary.ts';
import { checkRules } from './check-rules.ts';
import { glossaryOf } from './glossary.ts';
import { glossaryTermEdit } from './glossary-term-edit.ts';
import { projectGlossary } from './project-glossary.ts';
import { applyEdits, readReadings } from './readings-text.ts';

const requirements = `# Requirements

## Glossary

- **Total**: What all of it costs.
- **Tier**: none, silver or gold.

## Requirements

### Requirement 1: Fees

#### Acceptance Criteria

1. WHEN an Order is submitted, THE Shop SHALL charge a fee of 4.90 EUR.
2. WHILE the Total exceeds 50.00 EUR, THE Shop SHALL charge no fee.
3. IF the file is corrupted by somebody, whoever that is, THEN THE Shop SHALL refuse the Order.
4. WHEN the order gets submitted, THE Shop SHALL send an email.

### Requirement 2: Free

#### Acceptance Criteria

1. WHILE the Total is at least 80.00 EUR, THE Shop SHALL charge a fee of 0.00 EUR.
`;
const entriesOf = (written: string) => {
  const { proposal, readings } = analyseSpec({ requirements, readings: written });
  return glossaryOf({ glossary: parseRequirements(requirements).tree.glossary, written, offered: proposal, readings });
};
const change = (written: string, wanted: GlossaryChange) => {
  const changed = changeGlossary(readReadings(written), wanted, analyseSpec({ requirements, readings: written }).proposal);
  return 'refusal' in changed ? changed.refusal : applyEdits(written, changed.edits);
};

describe('the glossary', () => {
  test('lists what the rules found with where it is used, and what only the text defines', () => {
    const entries = entriesOf('');
    expect(entries.find(({ name }) => name === 'total')).toMatchObject({
      kind: 'input',
      type: 'money EUR',
      unit: 'EUR',
      definition: 'What all of it costs.',
      criteria: ['1.2', '2.1'],
      isWritten: false,
    });
    expect(entries.find(({ name }) => name === 'fee')).toMatchObject({
      kind: 'output',
      scope: '1/shop',
      similar: [{ name: 'fee_2', why: 'the same words in requirement 2' }],
    });
    expect(entries.find(({ name }) => name === 'Tier')).toMatchObject({ kind: 'word', definition: 'none, silver or gold.' });
    expect(entries.filter(({ kind }) => kind === 'opaque').flatMap(({ criteria }) => criteria)).toEqual(['1.3']);
  });

  test('two that are one: all sentences mean the same then, and what they contradict is found', () => {
    const before = analyseSpec({ requirements });
    const merged = change('', { kind: 'merge', into: 'fee', from: 'fee_2' });
    expect(parseReadings(merged).diagnostics).toEqual([]);
    const after = analyseSpec({ requirements, readings: merged });
    expect(after.readings.find(({ criterion }) => criterion === '2.1')?.lines).toEqual(['while total >= 80.00 EUR then fee = 0.00 EUR']);
    expect(after.system.variables.filter(({ domain }) => domain.kind === 'number').length).toBe(
      before.system.variables.filter(({ domain }) => domain.kind === 'number').length - 1,
    );
  });

  test('another name is another name everywhere, and the sentences go on meaning it', () => {
    const written =
      'out fee : money EUR as "the fee"\nevent submit as "an Order is submitted"\n\n1.1 confirmed: when submit then fee = 4.90 EUR  -- as agreed\n';
    const next = change(written, { kind: 'declare', name: 'fee', line: 'out shipping : money EUR 0.. as "the fee", "the shipping"' });
    expect(next).toBe(
      'out   shipping : money EUR 0.. as "the fee", "the shipping"\nevent submit as "an Order is submitted"\n\n1.1 confirmed: when submit then shipping = 4.90 EUR  -- as agreed\n',
    );
    expect(analyseSpec({ requirements, readings: next }).readings.find(({ criterion }) => criterion === '2.1')?.lines).toEqual([
      'while total >= 80.00 EUR then shipping = 0.00 EUR',
    ]);
  });

  test('a phrase that nobody had defined becomes a value, also where a reading quotes it', () => {
    const phrase = entriesOf('').find(({ kind }) => kind === 'opaque')?.name ?? '';
    const written = `1.3 proposed: if "${phrase}" then "refuse the Order"\n`;
    const next = change(written, { kind: 'declare', name: phrase, line: `in corrupted : bool as "${phrase}"` });
    expect(next).toContain('1.3 proposed: if corrupted then');
    expect(
      analyseSpec({
        requirements,
        readings: change('', { kind: 'declare', name: phrase, line: `in corrupted : bool as "${phrase}"` }),
      }).readings.find(({ criterion }) => criterion === '1.3'),
    ).toMatchObject({
      lines: ['if corrupted then refuse_order'],
      coverage: 'read',
    });
  });

  test('what does not go together is said, and nothing changes', () => {
    expect(change('', { kind: 'merge', into: 'fee', from: 'total' })).toMatch(/^One is what a step produces/);
    expect(change('', { kind: 'declare', name: 'fee', line: 'out total : money EUR' })).toMatch(/declared already/);
    expect(change('', { kind: 'declare', name: null, line: 'out x : nonsense' })).toMatch(/no type/);
    expect(change('event a, b\n1.1 proposed: when a then "x"\n', { kind: 'forget', name: 'a' })).toBe('Readings of 1.1 speak of it.');
    expect(change('event a, b\n1.1 proposed: when a then "x"\n', { kind: 'forget', name: 'b' })).toBe(
      'event a\n1.1 proposed: when a then "x"\n',
    );
  });

  test('actions exclude each other, and no longer', () => {
    const on = change('', { kind: 'exclude', one: 'refuse_order', other: 'send_email', isExclusive: true });
    expect(on).toMatch(/exclusive refuse_order, send_email\n$/);
    expect(parseReadings(on).diagnostics).toEqual([]);
    expect(change(on, { kind: 'exclude', one: 'send_email', other: 'refuse_order', isExclusive: false })).not.toContain('exclusive');
  });

  test('any change of any text is edits of it or a sentence, and other lines stay', () => {
    const name = fc.constantFrom('fee', 'fee_2', 'total', 'submit', 'refuse_order', 'send_email', 'nobody', '');
    const wanted: fc.Arbitrary<GlossaryChange> = fc.oneof(
      fc.record({ kind: fc.constant('merge' as const), into: name, from: name }),
      fc.record({ kind: fc.constant('forget' as const), name }),
      fc.record({ kind: fc.constant('exclude' as const), one: name, other: name, isExclusive: fc.boolean() }),
      fc.record({
        kind: fc.constant('declare' as const),
        name: fc.option(name),
        line: fc.oneof(fc.string(), fc.constantFrom('in a : int 0..9', 'action b, c', 'term d = total > 1.00 EUR')),
      }),
    );
    const line = fc.constantFrom(
      '-- a comment',
      'in total : money EUR',
      'out fee, : broken',
      'event submit, quit  -- both',
      'exclusive refuse_order, send_email',
      '1.1 proposed: when submit then fee = 1.00 EUR',
      '   continued',
      '',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), wanted, (lines, one) => {
        const text = lines.join('\n');
        const next = change(text, one);
        expect(typeof next).toBe('string');
        for (const kept of lines.filter((each) => each.startsWith('--') || each.includes('broken')))
          expect(next.includes(kept) || !next.includes('\n')).toBe(true);
      }),
      { numRuns: 80 },
    );
  }, 60_000);

  test('a term that needs itself, a range without end and a clash are said where they stand', () => {
    const written =
      'term big = bigger\nterm bigger = big\nin count : int 0..999999999999999\nin count : int\n1.1 proposed: if big then "x"\n9.9 confirmed: always "y"\n';
    const { diagnostics, readings } = analyseSpec({ requirements, readings: written });
    const messages = diagnostics.map(({ message }) => message).join('\n');
    expect(messages).toMatch(/needs itself|itself/);
    expect(messages).toMatch(/declared a second time/);
    expect(messages).toContain('There is no criterion 9.9 any more.');
    expect(readings.find(({ criterion }) => criterion === '1.1')?.state).toBe('none');
  });
});

test('rules are checked as they are typed: names, types, units, each in its place', () => {
  const { proposal } = analyseSpec({ requirements });
  const check = (...rules: string[]) => checkRules(rules, { written: '', offered: proposal });
  expect(check('while total > 50.00 EUR then fee = 0.00 EUR')).toMatchObject({
    problems: [],
    english: expect.stringContaining('50.00 EUR'),
  });
  const bad = 'while total > 5 min then fee = 0.00 EUR';
  const [clash] = check(bad).problems;
  expect(clash && bad.slice(clash.span.start, clash.span.end)).toContain('5 min');
  expect(check('then nobody').problems[0]?.message).toContain('nobody');
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 4 }), (rules) => {
      for (const { span } of check(...rules).problems) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThanOrEqual(Math.max(0, rules.join('\n').length));
      }
    }),
  );
});

test('a definition is written into the list as the list is written', () => {
  const { tree } = parseRequirements(requirements);
  const write = (term: string, definition: string) => {
    const edit = glossaryTermEdit(requirements, tree, term, definition);
    return edit ? applyDifference(requirements, edit) : requirements;
  };
  expect(write('Fee', 'What is charged.')).toContain('- **Tier**: none, silver or gold.\n- **Fee**: What is charged.\n');
  expect(write('Total', 'All of it.')).toContain('- **Total**: All of it.\n- **Tier**');
  expect(write('Total', 'What all of it costs.')).toBe(requirements);
  const bare = requirements.replace(/## Glossary[\s\S]*?## Req/, '## Req');
  const edit = glossaryTermEdit(bare, parseRequirements(bare).tree, 'Fee', 'What is\ncharged.');
  expect(edit && applyDifference(bare, edit)).toContain(
    '## Glossary\n\n- **Fee**: What is charged.\n\n## Requirements\n\n### Requirement 1',
  );
});

test('what specs of a project call alike is one thing, or said not to be', () => {
  const { shared, clashes } = projectGlossary('in total : money EUR\nin tier : none | gold\n', [
    {
      spec: 'a',
      readings:
        'in total : money EUR 0..\nin tier : none | silver | gold\naction refuse as "refuse the order"\nout fee : money EUR as "the fee" of "1/shop"\n',
    },
  ]);
  expect(shared.map(({ name }) => name)).toEqual(['refuse']);
  expect(clashes.map(({ name, other }) => [name, other.spec])).toEqual([['tier', 'a']]);
});
