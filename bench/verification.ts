import { buildSuite, randomSteps } from '#core/verification/suite/build-suite.ts';
import { violationsOf } from '#core/verification/suite/judge.ts';
import { sourceMutants } from '#core/verification/suite/mutate-source.ts';
import { noticeInSteps } from '#core/verification/suite/notice.ts';
import { randomFrom } from '#core/verification/suite/random.ts';
import { shrinkSteps } from '#core/verification/suite/shrink.ts';
import type { TestStep, Trace } from '#core/verification/suite/test-case.ts';
import { groundOf } from '#core/verification/suite/vectors.ts';
import { median } from './measure.ts';
import { copyModule, ownTestsFail, readSpec, runCases } from './verification/bound-module.ts';
import { type BenchModule, MODULES } from './verification/modules.ts';

/**
 * What suites from readings find in modules that others wrote: mutants killed by our suite, by as many uniform random cases, and by the module's own tests; cases to the
 * first kill; shrinking; changes of the spec that would be noticed. `npm run bench:verification [module...] [--survivors] [--all]`.
 *
 * Bounded: so many mutants a module, drawn by a seed that nobody chose for them (`--all` takes every one). A mutant that no case notices counts as equivalent if on as many
 * further cases, with another seed, everything that the binding observes is as with the original; no mutant is set aside by hand.
 */
const CASES = 1200;
const MUTANTS = 40;
const FURTHER = 4000;
const SHRUNK = 4;
/** A mutant each, in a copy of the module each. */
const AT_ONCE = 2;
/** A mutant is run once: whether a module answers the same again is seen on the module itself. */
const once = { isVaried: false };
/** No further mutant of a module is begun after so long; those that were are in the draw's order, not in that of the file. */
const BUDGET_MS = 75_000;
const DRAW = 20_260_730;
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const isLoud = process.argv.includes('--survivors');
const takesAll = process.argv.includes('--all');

const percent = (part: number, whole: number) => `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(1)}%)`;

type Tally = { killed: number; uniform: number; own: number; counted: number; equivalent: number; stillborn: number };

async function measure(module: BenchModule) {
  const startedAt = performance.now();
  const { system, binding, criteria } = readSpec(module);
  const { cases, unreached } = buildSuite(system, { seed: 1, budget: { cases: CASES, random: 150 } });
  const buildMs = performance.now() - startedAt;
  if (unreached.length > 0) console.log(`${module.name}: not reached: ${unreached.join(', ')}`);
  const ground = groundOf(system);
  const random = randomFrom(1);
  const suite = cases.map(({ steps }) => steps);
  const uniform = suite.map(() => randomSteps(ground, random, random.between(1, 3), 'uniform'));
  const all: (readonly TestStep[])[] = [...suite, ...uniform];
  const copy = copyModule(module);
  const isBroken = (steps: readonly TestStep[], trace: Trace | null | undefined) =>
    trace != null && violationsOf(system, steps, trace).length > 0;

  const replays: string[] = [];
  /** What the module itself shows on the suite. */
  let shown: readonly (Trace | null)[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { traces, refused } = await runCases(copy.folder, binding, all);
    if (refused !== null) throw new Error(`${module.name}: ${refused}`);
    replays.push(JSON.stringify(traces));
    shown = traces.slice(0, suite.length);
    const at = all.findIndex((steps, index) => isBroken(steps, traces[index]));
    if (at >= 0) throw new Error(`${module.name} breaks its spec: ${JSON.stringify([all[at], traces[at]])}`);
  }
  if (new Set(replays).size !== 1) throw new Error(`${module.name}: three replays differ.`);

  const other = randomFrom(2);
  const further = Array.from({ length: FURTHER }, (_, at) =>
    randomSteps(ground, other, other.between(1, 4), at % 2 === 0 ? 'edges' : 'uniform'),
  );
  const asBefore = JSON.stringify((await runCases(copy.folder, binding, further)).traces);

  const found = sourceMutants(copy.original, module.within);
  const drawn = takesAll ? found : draw(found, MUTANTS);
  const tally: Tally = { killed: 0, uniform: 0, own: 0, counted: 0, equivalent: 0, stillborn: 0 };
  const firstKills: number[] = [];
  const sizes: number[] = [];
  let tried = 0;
  const copies = [copy, ...Array.from({ length: AT_ONCE - 1 }, () => copyModule(module))];
  const attempt = async (own: typeof copy, { source, line, from, to }: (typeof drawn)[number]) => {
    own.put(source);
    const { traces, refused } = await runCases(own.folder, binding, all, once);
    if (refused !== null && /SyntaxError|Unexpected|Invalid/.test(refused)) {
      tally.stillborn += 1;
      return;
    }
    const firstOf = (from_: number, to_: number) =>
      refused !== null ? 0 : all.slice(from_, to_).findIndex((steps, index) => isBroken(steps, traces[from_ + index]));
    const suiteAt = firstOf(0, suite.length);
    const uniformAt = firstOf(suite.length, all.length);
    if (suiteAt < 0 && uniformAt < 0 && JSON.stringify((await runCases(own.folder, binding, further, once)).traces) === asBefore) {
      tally.equivalent += 1;
      return;
    }
    tally.counted += 1;
    if (ownTestsFail(module, own.folder)) tally.own += 1;
    if (uniformAt >= 0) tally.uniform += 1;
    if (suiteAt < 0) {
      if (isLoud) console.log(`${module.name}: survives: line ${line}, ${from} to ${to}`);
      return;
    }
    tally.killed += 1;
    firstKills.push(suiteAt + 1);
    if (refused === null && sizes.length < SHRUNK) sizes.push(await shrunkSize(own, suite, traces.slice(0, suite.length)));
  };
  const work = async (own: typeof copy) => {
    for (let mutant = drawn[tried]; mutant; mutant = drawn[tried]) {
      if (!takesAll && performance.now() - startedAt > BUDGET_MS) break;
      tried += 1;
      await attempt(own, mutant);
    }
  };
  await Promise.all(copies.map(work));
  for (const each of copies) each.remove();

  /** From the longest failing case, as whoever looks at a failure would have it. */
  async function shrunkSize(
    { folder }: typeof copy,
    own: readonly (readonly TestStep[])[],
    traces: readonly (Trace | null)[],
  ): Promise<number> {
    const longest = own
      .map((steps, at) => (isBroken(steps, traces[at]) ? steps : []))
      .reduce((most, each) => (each.length > most.length ? each : most), []);
    const { steps } = await shrinkSteps(
      system,
      longest,
      async (candidates) => {
        const run = await runCases(folder, binding, candidates, once);
        return candidates.map((candidate, at) => isBroken(candidate, run.traces[at]));
      },
      12,
    );
    return steps.length;
  }

  const changes = [...noticeInSteps(system, cases, shown)].flatMap(({ notice }) => notice ?? []);
  const notices = changes.filter(({ by }) => by !== 'same');
  const noticed = notices.filter(({ by }) => by !== null).length;
  if (isLoud)
    for (const { rule, change, by } of notices) if (by === null) console.log(`${module.name}: nothing would notice: ${rule}, ${change}`);
  return {
    tally,
    sizes,
    noticed,
    notices: notices.length,
    line: {
      module: module.name,
      criteria,
      cases: cases.length,
      'build ms': Math.round(buildMs),
      mutants: `${tried} of ${found.length}`,
      'stillborn, equivalent': `${tally.stillborn}, ${tally.equivalent}`,
      suite: percent(tally.killed, tally.counted),
      uniform: percent(tally.uniform, tally.counted),
      'own tests': module.ownTests === null ? 'none in the package' : percent(tally.own, tally.counted),
      'first kill': `median case ${median(firstKills)}`,
      'spec changes noticed': percent(noticed, notices.length),
      'no change': changes.length - notices.length,
      s: Math.round((performance.now() - startedAt) / 1000),
    },
  };
}

/** So many of a list, in an order by a seed. */
function draw<T>(list: readonly T[], most: number): T[] {
  const random = randomFrom(DRAW);
  return list
    .map((item) => ({ item, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, most)
    .map(({ item }) => item);
}

const measured: Awaited<ReturnType<typeof measure>>[] = [];
for (const module of MODULES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const each = await measure(module);
  console.log(`${module.name}: ${each.line.suite}, ${each.line.s} s`);
  measured.push(each);
}
console.table(measured.map(({ line }) => line));
const sum = (of: (each: (typeof measured)[number]) => number) => measured.reduce((total, each) => total + of(each), 0);
const sizes = measured.flatMap((each) => each.sizes).sort((a, b) => a - b);
console.log(
  `killed by the suite: ${percent(
    sum(({ tally }) => tally.killed),
    sum(({ tally }) => tally.counted),
  )}, by uniform random cases: ${percent(
    sum(({ tally }) => tally.uniform),
    sum(({ tally }) => tally.counted),
  )}`,
);
console.log(
  `shrinking: median ${median(sizes)} steps, p95 ${sizes[Math.floor(sizes.length * 0.95)]}; changes of specs noticed: ${percent(
    sum(({ noticed }) => noticed),
    sum(({ notices }) => notices),
  )}; originals replayed three times: the same`,
);
