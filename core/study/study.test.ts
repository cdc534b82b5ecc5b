import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { type Claim, mergeClaims, readClaims } from './claims.ts';
import { claimFinding, decideClaim } from './decide-claims.ts';
import { compareReaders, declarationOf, readReadersAnswer, sharedDeclarations } from './model-readings.ts';
import { ownPerspective, perspectives } from './perspectives.ts';
import { jsonIn } from './read-answer.ts';
import { neededLines } from './reader-findings.ts';

const known = new Set(['1.1', '1.2', '2.1']);
const claim = (words: string, criteria: string[] = ['1.1'], more: Partial<Claim> = {}): Claim => ({
  kind: 'missing',
  criteria,
  claim: words,
  question: `${words}?`,
  options: [],
  ...more,
});

test('whatever a model answers is claims about criteria that there are, or nothing', () => {
  const answer = fc.oneof(
    fc.string(),
    fc.json().map((text) => `Well.\n\`\`\`json\n${text}\n\`\`\``),
    fc
      .record({
        claims: fc.array(fc.oneof(fc.jsonValue(), fc.record({ criteria: fc.array(fc.constantFrom('1.1', '9.9')), claim: fc.string() }))),
      })
      .map((one) => JSON.stringify(one)),
  );
  fc.assert(
    fc.property(answer, (text) => {
      const read = readClaims(text, known);
      for (const { criteria, options } of read?.claims ?? []) {
        expect(criteria.length).toBeGreaterThan(0);
        expect(criteria.every((id) => known.has(id))).toBe(true);
        expect(options.every(({ sentence }) => !sentence?.includes('\n'))).toBe(true);
      }
      readReadersAnswer(text, new Map([['1.1', 'THE Shop SHALL greet.']]));
    }),
  );
});

test('an answer wrapped in words and fences is read, and the last of several counts', () => {
  expect(jsonIn('Let me see {not json}.\n```json\n{"a":1}\n```\nNo, better:\n```json\n{"a":2}\n```')).toEqual({ a: 2 });
  expect(jsonIn('So: {"claims": []} That is all.')).toEqual({ claims: [] });
  expect(jsonIn('[1, 2')).toBeUndefined();
});

test('one thing said in two ways is one claim with two voices, and most voices come first', () => {
  const merged = mergeClaims([
    { perspective: 'Security', claims: [claim('Nothing says how often a token may be used'), claim('The password has no limit', ['1.2'])] },
    { perspective: 'Cost', claims: [claim('Sending mail without an upper bound costs money', ['2.1'], { kind: 'risk' })] },
    {
      perspective: 'Testing',
      claims: [claim('It is not said how often a token may be used'), claim('The password has no limit', ['2.1'])],
    },
  ]);
  expect(merged.map(({ criteria, perspectives: voices }) => [criteria.join(), voices.join()])).toEqual([
    ['1.1', 'Security,Testing'],
    ['1.2', 'Security'],
    ['2.1', 'Testing'],
    ['2.1', 'Cost'],
  ]);
});

test('merging loses no voice and invents none', () => {
  const heard = fc.array(
    fc.record({
      perspective: fc.constantFrom('a', 'b', 'c'),
      claims: fc.array(
        fc.record({
          words: fc.constantFrom('fee unpaid twice', 'fee paid twice', 'user locked', 'mail lost'),
          id: fc.constantFrom('1.1', '1.2'),
        }),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(heard, (all) => {
      const critics = all.map(({ perspective, claims }) => ({ perspective, claims: claims.map(({ words, id }) => claim(words, [id])) }));
      const merged = mergeClaims(critics);
      const voices = (one: { criteria: readonly string[] }, perspective: string) => `${one.criteria.join()} ${perspective}`;
      expect(new Set(merged.flatMap((one) => one.perspectives.map((voice) => voices(one, voice))))).toEqual(
        new Set(critics.flatMap(({ perspective, claims }) => claims.map((one) => voices(one, perspective)))),
      );
    }),
  );
});

const requirements = `# Requirements\n\n### Requirement 1: Fees\n\n#### Acceptance Criteria\n\n1. WHEN the total exceeds 50.00 EUR, THE Shop SHALL charge a fee of 1.00 EUR.\n2. WHEN the total is below 40.00 EUR, THE Shop SHALL charge a fee of 2.00 EUR.\n3. WHEN the total exceeds 60.00 EUR, THE Shop SHALL charge a fee of 3.00 EUR.\n`;
const first = analyseSpec({ requirements });
const confirmed = first.proposal.replaceAll(' proposed:', ' confirmed:');

test('what engines prove is theirs, what confirmed readings rule out goes, and the rest is for people', () => {
  const sure = analyseSpec({ requirements, readings: confirmed });
  const verdict = (criteria: string[], analysed: typeof first) =>
    decideClaim(analysed, { ...claim('They cannot both be followed', criteria, { kind: 'contradiction' }), perspectives: ['Testing'] })
      .verdict;
  expect(verdict(['1.1', '1.3'], sure)).toBe('proved');
  expect(verdict(['1.1', '1.2'], sure)).toBe('refuted');
  // Nobody has confirmed these readings: they may have lost what the critic means.
  expect(verdict(['1.1', '1.2'], first)).toBe('open');
});

test('a claim on a card is a hint with its voices, and its options say what a criterion would be', () => {
  const option = { label: 'Once', criterion: '1.1', sentence: 'THE Shop SHALL greet once.' };
  const finding = claimFinding({ ...claim('Unbounded', ['1.1'], { options: [option] }), perspectives: ['Cost', 'User'] }, 7);
  expect(finding).toMatchObject({ kind: 'critique', proof: { grade: 'hint' }, voices: { perspectives: ['Cost', 'User'], of: 7 } });
  expect(finding.question.options[0]).toMatchObject({ label: 'Once', rewrite: { criterion: '1.1', sentence: option.sentence } });
  expect(claimFinding({ ...claim('unbounded!', ['1.1']), perspectives: ['Cost'] }, 7).id).toBe(finding.id);
});

const term = (line: string, words: string) => ({ line, spans: [{ criterion: '1.1', words }] });
const same = { verdict: 'same' } as const;
const different = { verdict: 'different', witness: { steps: [{ event: 'tick', before: { cost: 20 }, asked: {} }] } } as const;

test('terms need words that stand in the sentence, and rules a mistake of which is nobody s voice', async () => {
  const sentences = new Map([['1.1', 'IF the cost exceeds 20, THEN THE Shop SHALL warn.']]);
  const answer = (line: string, words: string, rule: string) =>
    readReadersAnswer(JSON.stringify({ glossary: [term(line, words)], readings: [{ criterion: '1.1', rules: [rule] }] }), sentences);
  expect(answer('in cost : int', 'the price', 'x')?.terms).toEqual([]);
  expect(answer('assume cost > 3', 'the cost', 'x')?.terms).toEqual([]);
  const answers = ['if cost > 20 then "warn"', 'if cost >= 21 then "warn"', 'if price > 20 then warn ('].flatMap(
    (rule) => answer('in cost : int 0..200 as "the cost"', 'the cost', rule) ?? [],
  );
  const { all, terms } = sharedDeclarations([], answers);
  expect(terms).toHaveLength(1);
  expect((await compareReaders(['1.1'], all, answers, () => Promise.resolve(same))).get('1.1')).toMatchObject({
    kind: 'agreed',
    readers: 2,
  });
  expect((await compareReaders(['1.1'], all, answers, () => Promise.resolve(different))).get('1.1')).toMatchObject({
    kind: 'differs',
    variants: [{ readers: [0] }, { readers: [1] }],
    witness: different.witness,
  });
  // What the solver cannot tell apart is not the same for that.
  const unsure = await compareReaders(['1.1'], all, answers, () => Promise.resolve({ verdict: 'unknown' }));
  expect(unsure.get('1.1')).toMatchObject({ kind: 'differs', witness: null });
  expect((await compareReaders(['1.1'], all, answers.slice(0, 1), () => Promise.resolve(same))).get('1.1')).toMatchObject({
    kind: 'unread',
  });
});

test('a reading takes along the declarations that it needs, and those that these need', () => {
  const terms = [term('in limit : int', 'limit'), term('term near = limit - 3', 'near'), term('in other : int', 'other')];
  expect(neededLines(terms, ['if cost > near then "warn"'])).toEqual(['in limit : int', 'term near = limit - 3']);
  expect(declarationOf('1.1: then x')).toBeNull();
  expect(parseReadings(confirmed).tree.readings[0]?.hash).toBe(
    sentenceHash(first.readings[0] ? requirements.slice(first.readings[0].span.start, first.readings[0].span.end) : ''),
  );
});

test('a steering file of critics is a perspective with its name, any other file is none', () => {
  expect(ownPerspective('.kiro/steering/critic-data-protection.md', 'Look for personal data.')).toMatchObject({
    id: 'own-data-protection',
    label: 'Data protection',
    prompt: 'Look for personal data.',
  });
  expect(ownPerspective('.kiro/steering/critics/lawyer.md', 'Look.')?.label).toBe('Lawyer');
  expect(ownPerspective('.kiro/steering/tech.md', 'Look.')).toBeNull();
  expect(ownPerspective('.kiro/steering/critic-x.md', '  ')).toBeNull();
  expect(new Set(perspectives.map(({ id }) => id)).size).toBe(7);
});
