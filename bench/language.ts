/**
 * What the language costs: full analysis of a spec (parse, ids, all diagnostics, trace) and the same after one keystroke.
 * Every figure is the median of several rounds; linearity is the ratio that the goals name.
 *
 *   node bench/language.ts
 */
import { analyzeAgain, beginAnalysis } from '#core/language/analyze-again.ts';
import { analyzeSpec } from '#core/language/diagnose.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { specOf } from './spec-of.ts';

function medianMs(rounds: number, work: () => void): { median: number; worst: number } {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { median: times[Math.floor(rounds / 2)] ?? 0, worst: times.at(-1) ?? 0 };
}

const show = (name: string, { median, worst }: { median: number; worst: number }) =>
  console.log(`${name.padEnd(64)} ${median.toFixed(2).padStart(9)} ms median ${worst.toFixed(1).padStart(9)} ms worst`);

const small = specOf(1_000);
const large = specOf(16_700);
const kilobytes = (text: string) => `${Math.round(text.length / 1000)} KB`;
for (let warm = 0; warm < 5; warm += 1) analyzeSpec(small);

show(
  `parse ${kilobytes(small.requirements)}, 1,000 requirements`,
  medianMs(15, () => parseRequirements(small.requirements)),
);
const one = medianMs(15, () => analyzeSpec({ requirements: small.requirements }));
show(`full analysis, requirements alone (goal 40)`, one);
show(
  `full analysis with design ${kilobytes(small.design)} and tasks ${kilobytes(small.tasks)}`,
  medianMs(15, () => analyzeSpec(small)),
);
const big = medianMs(5, () => analyzeSpec({ requirements: large.requirements }));
show(
  `full analysis of ${kilobytes(large.requirements)}, ${(big.median / one.median).toFixed(1)}x of the small one (goal 20x at 5 MB)`,
  big,
);

/** Types at so many places, spread over the text; `isPlace` says which count. */
function typeAt(name: string, isPlace: (text: string, at: number) => boolean): void {
  let live = beginAnalysis(small);
  let text = small.requirements;
  const times: number[] = [];
  for (let key = 0; times.length < 400; key += 1) {
    const at = Math.floor((text.length * ((key * 7919) % 10_007)) / 10_007);
    if (!isPlace(text, at)) continue;
    text = `${text.slice(0, at)}x${text.slice(at)}`;
    const start = performance.now();
    live = analyzeAgain(live, { ...small, requirements: text });
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(`${name.padEnd(64)} ${times[200]?.toFixed(2).padStart(9)} ms median ${times[396]?.toFixed(1).padStart(9)} ms p99`);
}
const lineOf = (text: string, at: number) => text.slice(text.lastIndexOf('\n', at - 1) + 1, at + 1);
typeAt('after one keystroke in a criterion or a story (goal 2, p99 8)', (text, at) =>
  /^(?:\d+\. .|\*\*User Story:\*\*.)/.test(lineOf(text, at)),
);
typeAt('after one keystroke anywhere, headings broken and mended', () => true);
