/**
 * What the language costs: full analysis of a spec (parse, ids, all diagnostics, trace), the same after one keystroke, and beside them what
 * remark with GFM takes to parse the same text and do nothing with it. Every round runs each of them once, so that a busy moment of the machine
 * meets all alike: ratios within a round hold where milliseconds do not.
 *
 *   node --expose-gc bench/language.ts [rounds=15]
 */
import { readFileSync } from 'node:fs';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { analyzeAgain, beginAnalysis } from '#core/language/analyze-again.ts';
import { analyzeSpec } from '#core/language/diagnose.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { specOf } from './spec-of.ts';

const rounds = Number(process.argv[2] ?? 15);
const small = specOf(1_000);
const large = specOf(16_700);
const remark = unified().use(remarkParse).use(remarkGfm);
const kilobytes = (text: string) => `${Math.round(text.length / 1000)} KB`;

/** Milliseconds that this thread has had the processor, where the system tells: on a busy machine the clock measures the others. */
function processorMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

type Time = { clock: number; processor: number };

function timed(work: () => unknown): Time {
  const processor = processorMs();
  const start = performance.now();
  work();
  const clock = performance.now() - start;
  return { clock, processor: processorMs() - processor };
}

function quantile(times: number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const show = (name: string, words: string) => console.log(`${name.padEnd(66)} ${words}`);
const ms = (time: number) => `${time.toFixed(2).padStart(9)} ms`;

const work: Record<string, () => unknown> = {
  parse: () => parseRequirements(small.requirements),
  whole: () => analyzeSpec({ requirements: small.requirements }),
  spec: () => analyzeSpec(small),
  large: () => analyzeSpec({ requirements: large.requirements }),
  remark: () => remark.parse(small.requirements),
};
for (let warm = 0; warm < 8; warm += 1) for (const name of ['parse', 'whole', 'spec']) work[name]?.();
const times: Record<string, Time[]> = {};
for (let round = 0; round < rounds; round += 1) {
  for (const [name, run] of Object.entries(work)) {
    // The large text and remark leave much to collect, which would be charged to whoever runs next.
    globalThis.gc?.();
    times[name] = [...(times[name] ?? []), timed(run)];
  }
}
const of = (name: string) => times[name] ?? [];
const clocks = (all: Time[]) => all.map(({ clock }) => clock);
const processors = (all: Time[]) => all.map(({ processor }) => processor);
const line = (name: string) =>
  `${ms(quantile(clocks(of(name)), 0.5))} median, ${ms(quantile(clocks(of(name)), 0))} least; ${ms(quantile(processors(of(name)), 0.5))} of processor`;
const ratios = (a: string, b: string) => of(a).map(({ clock }, round) => clock / (of(b)[round]?.clock ?? 1));

show(`parse ${kilobytes(small.requirements)}, 1,000 requirements, 1,500 criteria`, line('parse'));
show('full analysis, requirements alone (goal 40)', line('whole'));
show(`full analysis with design ${kilobytes(small.design)} and tasks ${kilobytes(small.tasks)}`, line('spec'));
show('remark-parse with remark-gfm, parse alone', line('remark'));
show('  its time over that of our full analysis (goal 30)', `${quantile(ratios('remark', 'whole'), 0.5).toFixed(1).padStart(9)} x median`);
show(`full analysis of ${kilobytes(large.requirements)}`, line('large'));
show('  its time over that of the small one (goal 20)', `${quantile(ratios('large', 'whole'), 0.5).toFixed(1).padStart(9)} x median`);

/** Types at so many places, spread over the text, and asks for all diagnostics after each key; `isPlace` says which places count. */
function typeAt(name: string, isPlace: (text: string, at: number) => boolean): void {
  let live = beginAnalysis(small);
  let text = small.requirements;
  const keys: Time[] = [];
  for (let key = 0; keys.length < 2_000; key += 1) {
    const at = Math.floor((text.length * ((key * 7919) % 10_007)) / 10_007);
    if (!isPlace(text, at)) continue;
    text = `${text.slice(0, at)}x${text.slice(at)}`;
    const next = { ...small, requirements: text };
    keys.push(
      timed(() => {
        live = analyzeAgain(live, next);
        return live.diagnostics;
      }),
    );
  }
  const told = (all: number[]) => `${ms(quantile(all, 0.5))} median ${ms(quantile(all, 0.99))} p99`;
  show(name, told(clocks(keys)));
  show('  of processor', told(processors(keys)));
}
const lineOf = (text: string, at: number) => text.slice(text.lastIndexOf('\n', at - 1) + 1, at + 1);
typeAt('after one keystroke in a criterion or a story (goal 2, p99 8)', (text, at) =>
  /^(?:\d+\. .|\*\*User Story:\*\*.)/.test(lineOf(text, at)),
);
typeAt('after one keystroke anywhere, headings broken and mended', () => true);
console.log(`memory at the end: ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB`);
