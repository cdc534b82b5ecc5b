import { activeRules } from '#core/analysis/model/step.ts';
import { buildSuite, randomSteps } from '#core/verification/suite/build-suite.ts';
import { coverageOf } from '#core/verification/suite/coverage.ts';
import { violationsOf } from '#core/verification/suite/judge.ts';
import { sourceMutants } from '#core/verification/suite/mutate-source.ts';
import { randomFrom } from '#core/verification/suite/random.ts';
import { shrinkSteps } from '#core/verification/suite/shrink.ts';
import type { TestStep } from '#core/verification/suite/test-case.ts';
import { groundOf } from '#core/verification/suite/vectors.ts';
import { median } from './measure.ts';
import { copyModule, ownTestsFail, readSpec, runCases } from './verification/bound-module.ts';
import { type BenchModule, MODULES } from './verification/modules.ts';

/**
 * What suites from readings find in modules that others wrote: mutants killed by our suite, by as many uniform random cases, and by the module's own tests; cases to the
 * first kill; shrinking. `npm run bench:verification [module...]`.
 */
const CASES = 1500;
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const isLoud = process.argv.includes('--survivors');

type Line = {
  module: string;
  criteria: number;
  cases: number;
  buildMs: number;
  casesPerS: number;
  mutants: number;
  equivalent: number;
  suite: string;
  uniform: string;
  own: string;
  firstKill: string;
  shrunk: string;
};

const percent = (part: number, whole: number) => `${part} (${((100 * part) / Math.max(1, whole)).toFixed(1)}%)`;

async function measure(module: BenchModule): Promise<{ line: Line; sizes: number[]; rounds: number[] }> {
  const { system, binding, criteria } = readSpec(module);
  const started = performance.now();
  const { cases, unreached } = buildSuite(system, { seed: 1, budget: { cases: CASES, random: 150 } });
  const buildMs = performance.now() - started;
  if (unreached.length > 0) console.log(`${module.name}: not reached: ${unreached.join(', ')}`);
  const ground = groundOf(system);
  const random = randomFrom(1);
  const suite = cases.map(({ steps }) => steps);
  const uniform = suite.map(() => randomSteps(ground, random, random.between(1, 3), 'uniform'));
  const all: (readonly TestStep[])[] = [...suite, ...uniform];
  const copy = copyModule(module);
  const broken = (traces: Awaited<ReturnType<typeof runCases>>['traces']) =>
    all.map((steps, at) => {
      const trace = traces[at];
      return trace ? violationsOf(system, steps, trace) : [];
    });
  const runMs: number[] = [];
  const original: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const before = performance.now();
    const { traces, refused } = await runCases(copy.folder, binding, all);
    runMs.push(performance.now() - before);
    if (refused !== null) throw new Error(`${module.name}: ${refused}`);
    original.push(JSON.stringify(traces));
    const [first] = broken(traces).flatMap((each, at) => each.map((violation) => ({ at, violation })));
    if (first) throw new Error(`${module.name} breaks its spec: ${JSON.stringify([all[first.at], first.violation, traces[first.at]])}`);
  }
  if (new Set(original).size !== 1) throw new Error(`${module.name}: three replays differ.`);
  const sample = sourceMutants(copy.original, module.within);
  let [killed, byUniform, byOwn, equivalent, mutants, stillborn] = [0, 0, 0, 0, 0, 0];
  const firstKills: number[] = [];
  const sizes: number[] = [];
  const rounds: number[] = [];
  for (const { source, line, from, to } of sample) {
    copy.put(source);
    const { traces, refused } = await runCases(copy.folder, binding, all);
    if (refused !== null && /SyntaxError|Unexpected|Invalid/.test(refused)) {
      stillborn += 1;
      continue;
    }
    const found = broken(traces);
    const suiteAt = refused === null ? found.slice(0, suite.length).findIndex((each) => each.length > 0) : 0;
    const uniformAt = refused === null ? found.slice(suite.length).findIndex((each) => each.length > 0) : 0;
    const key = `${line} ${from} ${to}`;
    if (suiteAt < 0 && key in module.equivalent) {
      equivalent += 1;
      continue;
    }
    mutants += 1;
    if (ownTestsFail(module, copy.folder)) byOwn += 1;
    if (uniformAt >= 0) byUniform += 1;
    if (suiteAt >= 0) {
      killed += 1;
      firstKills.push(suiteAt + 1);
    } else if (isLoud) console.log(`${module.name}: survives: ${key}`);
    const [violation] = found[suiteAt] ?? [];
    if (refused === null && violation && sizes.length < 8) {
      const longest = found.slice(0, suite.length).findLastIndex((each) => each.length > 0);
      const criterion = found[longest]?.[0]?.criteria[0];
      const shrunk = await shrinkSteps(system, suite[longest] ?? [], async (candidates) => {
        const run = await runCases(copy.folder, binding, candidates);
        return candidates.map((steps, at) => {
          const trace = run.traces[at];
          return (
            trace !== null &&
            trace !== undefined &&
            violationsOf(system, steps, trace).some((each) => criterion !== undefined && each.criteria.includes(criterion))
          );
        });
      });
      sizes.push(shrunk.steps.length);
      rounds.push(shrunk.rounds);
    }
  }
  copy.remove();
  const covered = [...coverageOf(system, cases).values()].flatMap((each) => Object.values(each));
  if (isLoud)
    console.log(
      `${module.name}: ${stillborn} stillborn; coverage ${covered.reduce((sum, { met }) => sum + met, 0)} of ${covered.reduce((sum, each) => sum + each.of, 0)}; active in last step: ${cases.filter(({ steps }) => activeRules(system, steps.at(-1)?.event ?? '', {}, steps.at(-1)?.inputs ?? {}).length > 0).length}`,
    );
  return {
    sizes,
    rounds,
    line: {
      module: module.name,
      criteria,
      cases: cases.length,
      buildMs: Math.round(buildMs),
      casesPerS: Math.round(all.length / (median(runMs) / 1000)),
      mutants,
      equivalent,
      suite: percent(killed, mutants),
      uniform: percent(byUniform, mutants),
      own: module.ownTests === null ? 'none in the package' : percent(byOwn, mutants),
      firstKill: `median ${median(firstKills)} cases, most ${Math.max(...firstKills)}`,
      shrunk: `median ${median(sizes)}, most ${Math.max(...sizes)} steps`,
    },
  };
}

const lines: Line[] = [];
const sizes: number[] = [];
for (const module of MODULES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const measured = await measure(module);
  lines.push(measured.line);
  sizes.push(...measured.sizes);
}
console.table(lines);
console.log(
  `shrinking: median ${median(sizes)} steps, p95 ${[...sizes].sort((a, b) => a - b)[Math.floor(sizes.length * 0.95)]}; originals replayed three times: the same`,
);
