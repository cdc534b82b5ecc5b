/**
 * Feeds the analysis documents that no one would write: token soup, mutated lines, deep nesting, and one token repeated up to a
 * megabyte, which is where a regular expression that backtracks shows itself. Goals: none throws, none of 8 KB takes over 50 ms, and the
 * time of a repeated token grows with its length.
 *
 *   node bench/language-fuzz.ts [documents=10000] [seed=1]
 */
import { analyzeSpec } from '#core/language/diagnose.ts';

const TOKENS = [
  '# ',
  '## Glossary\n',
  '### Requirement 1: T\n',
  '#### Acceptance Criteria\n',
  '1. ',
  '- ',
  '* ',
  '  ',
  '\t',
  '\n',
  '\n\n',
  'WHEN a ',
  'THE B SHALL c',
  ', ',
  'IF x, THEN ',
  '**',
  '_',
  '`',
  '```',
  '~~~',
  '<!--',
  '-->',
  '- [ ] 1. T\n',
  '- [x]* 1.1 S\n',
  '_Requirements: 1.1-1.3, All_\n',
  '**Validates: Requirements 1.1**\n',
  '**Property 1: p**\n',
  '(',
  ')',
  '[',
  ']',
  ':',
  '：',
  '、',
  '1',
  '.',
  '-',
  '–',
  '漢',
  'は',
  '当',
  '時、',
  'ならない',
  '한다',
  '\u202e',
  '\ud83d',
  '\ude42',
  '\r',
  '\u2028',
  '{"waves":[',
  '---\n',
  '<<<<<<< a\n',
  '>>>>>>> b\n',
  'AND ',
  'SHALL NOT ',
  'Requirements ',
  'A_B ',
  '- **A**: b\n',
  '"',
  '「',
  '| a | b |\n',
  '\\',
  'x'.repeat(200),
];

let state = Number(process.argv[3] ?? 1);
/** A small generator of our own: the same seed must give the same documents on every machine. */
function next(limit: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}
const token = () => TOKENS[next(TOKENS.length)] ?? '';

function soup(length: number): string {
  let text = '';
  while (text.length < length) text += token();
  return text;
}

function nested(length: number): string {
  const opener = token();
  return Array.from({ length: Math.min(400, length) }, (_, depth) => `${' '.repeat(depth % 200)}${opener}${token()}`)
    .join('\n')
    .slice(0, length);
}

function timed(text: string): number {
  const start = performance.now();
  analyzeSpec({ requirements: text, design: text, tasks: text });
  return performance.now() - start;
}

const documents = Number(process.argv[2] ?? 10_000);
const times: number[] = [];
let worst = { ms: 0, text: '' };
let thrown = 0;
for (let at = 0; at < documents; at += 1) {
  const length = 1 + next(8_000);
  const kind = next(3);
  const text =
    kind === 0
      ? soup(length)
      : kind === 1
        ? nested(length)
        : token()
            .repeat(Math.ceil(length / 4))
            .slice(0, length);
  try {
    let ms = timed(text);
    if (ms > 50) ms = Math.min(ms, timed(text), timed(text));
    times.push(ms);
    if (ms > worst.ms) worst = { ms, text };
  } catch (error) {
    thrown += 1;
    console.log('threw', error, JSON.stringify(text.slice(0, 200)));
  }
}
times.sort((a, b) => a - b);
console.log(
  `${documents} documents, each read as all three kinds: ${thrown} threw; median ${times[times.length >> 1]?.toFixed(2)} ms, p99 ${times[Math.floor(times.length * 0.99)]?.toFixed(1)} ms, worst ${worst.ms.toFixed(1)} ms ${JSON.stringify(worst.text.slice(0, 60))}`,
);

/** What stands before the repeated token, so that it meets each part of the reader. */
const FRAMES = [
  '',
  '### Requirement 1: T\n#### Acceptance Criteria\n1. WHEN a',
  '## Glossary\n',
  '- [ ] 1. T\n  - _Requirements: 1.1, ',
  '## Correctness Properties\n**Property 1: p',
  '### Requirement 1: T\n**User Story:** ',
];
const growth = [];
for (const unit of TOKENS.flatMap((first) => ['', ' ', '\n', 'a', ', ', '1.1'].map((second) => first + second))) {
  for (const frame of FRAMES) {
    const of = (length: number) => frame + unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
    const small = timed(of(12_500));
    const large = timed(of(100_000));
    growth.push({ unit: frame.slice(-12) + unit, small, large, ratio: large / Math.max(small, 1) });
  }
}
growth.sort((a, b) => b.large - a.large);
console.log('one token repeated to 100 KB (8x of 12.5 KB), the slowest:');
for (const { unit, small, large } of growth.slice(0, 12))
  console.log(`  ${JSON.stringify(unit.slice(0, 30)).padEnd(34)} ${small.toFixed(1).padStart(8)} -> ${large.toFixed(1).padStart(8)} ms`);
