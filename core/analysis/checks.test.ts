import { describe, expect, test } from 'vitest';
import { readReq } from '#core/formats/req.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { analyseSpec } from './analyse-spec.ts';
import { analyseTogether } from './analyse-together.ts';
import { checkTimed } from './timed/check-timed.ts';

/*
 * Each check of the analysis with a spec in which it speaks and one, as like it as can be, in which it must not. K4, K11 and the deep half of K12 are the
 * solver's: `server/solver/solver.service.test.ts`. All of them through the product: `server/services/questions/every-check.service.test.ts`.
 */

const DECLARED =
  'in cost : int 0..100\nin vip : bool\nout fee : none | half | full\nstate s : start | done | lost = start\nevent submit, cancel, go\naction ring\naction stop\n';

/** Criteria without meaning of their own, whose confirmed readings are `rules`. */
function kindsOf(rules: readonly string[], declared = DECLARED): string[] {
  const sentences = rules.map((_, at) => `THE System SHALL do part ${'ABCDEFG'[at] ?? ''} of it.`);
  const requirements = `# R\n\n### Requirement 1: Rules\n\n#### Acceptance Criteria\n\n${sentences.map((one, at) => `${at + 1}. ${one}`).join('\n')}\n`;
  const lines = rules.map((rule, at) => `1.${at + 1} #${sentenceHash(sentences[at] ?? '')} confirmed: ${rule}`);
  const analysed = analyseSpec({ requirements, readings: `${declared}\n${lines.join('\n')}\n` });
  return analysed.findings.map(({ kind, criteria, proof }) => `${proof.grade} ${kind} ${criteria.join('+')}`);
}

const checks: [string, string, string, readonly string[], readonly string[], string?][] = [
  ['K1', 'never triggerable', 'proved never-triggerable 1.1', ['if cost > 100 then fee = full'], ['if cost > 99 then fee = full']],
  [
    'K2',
    'impossible response',
    'proved impossible-response 1.1',
    ['when go then fee = full; fee = half'],
    ['when go then fee = full; fee != half'],
  ],
  [
    'K3',
    'contradiction',
    'proved contradiction 1.1+1.2',
    ['when submit if cost > 10 then fee = full', 'when submit if cost > 50 then fee = half'],
    ['when submit if cost > 10 and cost <= 50 then fee = full', 'when submit if cost > 50 then fee = half'],
  ],
  [
    'K5',
    'redundant',
    'proved redundant 1.1+1.2',
    ['when submit if cost > 50 then fee = full', 'when submit if cost > 10 then fee = full'],
    ['when submit if cost > 50 then fee = full', 'when submit if cost < 10 then fee = full'],
  ],
  [
    'K6',
    'gap of an event',
    'proved gap 1.1+1.2',
    ['when submit if cost < 10 then fee = none', 'when submit if cost > 50 then ring'],
    ['when submit if cost <= 50 then fee = none', 'when submit if cost > 50 then ring'],
  ],
  [
    'K7',
    'gap of an output',
    'proved output-gap 1.1+1.2',
    ['while cost < 10 then fee = none', 'while cost > 50 then fee = full'],
    ['while cost <= 50 then fee = none', 'while cost > 50 then fee = full'],
  ],
  [
    'K8',
    'boundary',
    'proved boundary 1.1+1.2',
    ['while cost < 50 then fee = none', 'while cost > 50 then fee = full'],
    ['while cost < 50 then fee = none', 'while cost >= 50 then fee = full'],
  ],
  [
    'K10',
    'unreachable',
    'unreachable 1.2',
    ["when go while s = start then s' = done", 'when go while s = lost then ring'],
    ["when go while s = start then s' = lost", 'when go while s = lost then ring'],
  ],
  ['K13', 'undefined term', 'undefined-term 1.1', ['if price > 3 then ring'], ['if cost > 3 then ring']],
  ['K13', 'type clash', 'type-clash 1.1', ['if vip > 3 then ring'], ['if cost > 3 then ring']],
  [
    'K16',
    'contradictory assumptions',
    'contradictory-assumptions',
    ['if cost > 3 then ring'],
    ['if cost > 3 then ring'],
    'assume cost > 60\nassume cost < 40\n',
  ],
];

describe.each(checks)('%s, %s', (_check, _name, wanted, firing, quiet, assumed = '') => {
  test('speaks', () => expect(kindsOf(firing, DECLARED + assumed).join('\n')).toContain(wanted));
  test('is quiet', () => expect(kindsOf(quiet).join('\n')).not.toContain(wanted));
});

test('K9, timing: due within three and not there for five cannot both be, due and there for five can', () => {
  const kinds = (asked: string) =>
    checkTimed(
      readReq(
        `Input A is bool\nOutput B is bool\non: Globally, it is always the case that if "A" holds, then "B" holds after at most 3 time units\noff: Globally, it is always the case that if "A" holds, then "${asked}" holds for at least 5 time units\n`,
      ).system,
    ).findings.map(({ kind }) => kind);
  expect(kinds('!B')).toContain('timing-conflict');
  expect(kinds('B')).not.toContain('timing-conflict');
});

const wordsOf = (...sentences: string[]) =>
  analyseSpec({
    requirements: `# R\n\n### Requirement 1: Rules\n\n#### Acceptance Criteria\n\n${sentences.map((one, at) => `${at + 1}. ${one}`).join('\n')}\n`,
  }).findings.map(({ kind, proof }) => `${proof.grade} ${kind}`);

test('K15, words: a vague word is a hint, a measured one is none', () => {
  expect(wordsOf('THE System SHALL answer quickly.')).toContain('hint vague');
  expect(wordsOf('WHEN asked, THE System SHALL answer within 200 ms.')).not.toContain('hint vague');
});

test('K14, unwanted: what lies beyond a number that one criterion names is a hint, and none where another speaks of it', () => {
  const one = 'when submit if cost > 50 then ring';
  expect(kindsOf([one]).join('\n')).toContain('hint missing-unwanted 1.1');
  expect(kindsOf([one, 'when submit if cost <= 50 then stop']).join('\n')).not.toContain('missing-unwanted');
});

test('K17, between specs: two that set a shared term differently are told, two that set it alike are not', () => {
  const spec = (limit: number, mode: string) =>
    `# R\n\n## Glossary\n\n- **Load**: The weight on the belt.\n- **Mode**: How fast the belt is: slow or fast.\n\n### Requirement 1: Belt\n\n#### Acceptance Criteria\n\n1. WHEN the Load exceeds ${limit} kg, THE System SHALL set the Mode to "${mode}".\n`;
  const between = (mode: string) =>
    analyseTogether([
      { name: 'belt', requirements: spec(3, 'slow') },
      { name: 'speed', requirements: spec(2, mode) },
    ]).map(({ kind }) => kind);
  expect(between('fast')).toContain('between-specs');
  expect(between('slow')).not.toContain('between-specs');
});
