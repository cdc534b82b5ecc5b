import { sayFact, vocabularyOf } from '#core/analysis/english.ts';
import type { System } from '#core/analysis/system.ts';
import { type Binding, bindingPath, checkBinding, parseBinding } from '#core/verification/suite/binding.ts';
import { buildSuite } from '#core/verification/suite/build-suite.ts';
import { judge, violationsOf } from '#core/verification/suite/judge.ts';
import { sourceMutants } from '#core/verification/suite/mutate-source.ts';
import { fitSteps } from '#core/verification/suite/regressions.ts';
import { toldSteps } from '#core/verification/suite/step-table.ts';
import type { TestCase, TestStep, Trace } from '#core/verification/suite/test-case.ts';
import type { TrialResult, TrialStep } from '#core/verification/suite/trial.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { openSuite, runSuite } from './run-suite.ts';
import { tryStryker } from './try-stryker.ts';

/** The bound system of a spec, in a worktree of its own that is thrown away. */
export type BoundSystem = { sandbox: Sandbox; system: System; slug: string; signal?: AbortSignal };
type Of<Kind extends TrialResult['kind']> = Extract<TrialResult, { kind: Kind }>;

/** Runs one case for each criterion through a binding that is being written, and shows everything that it observes. */
export async function tryBinding({ sandbox, system, signal }: BoundSystem, text: string): Promise<Of<'binding'>> {
  const read = readBinding(system, text);
  if (!read.binding) return { kind: 'binding', failure: null, problems: read.problems, cases: [] };
  const chosen = oneForEach(buildSuite(system, { seed: 1, budget: { cases: 800, random: 0 } }).cases);
  const cases = chosen.map(({ steps }) => steps);
  const run = await runSuite({ sandbox, binding: read.binding, cases, ...(signal && { signal }) });
  return {
    kind: 'binding',
    failure: failureOf(run),
    problems: read.problems,
    cases: chosen.flatMap(({ criterion, steps }, at) => {
      const trace = run.traces[at];
      return trace ? [{ criterion, steps: saySteps(system, criterion, steps, trace) }] : [];
    }),
  };
}

const mostShown = 40;

/** The first case of each criterion, as many as people look at. */
function oneForEach(cases: readonly TestCase[]): { criterion: string; steps: TestCase['steps'] }[] {
  const chosen = new Map<string, TestCase['steps']>();
  for (const { criteria, steps } of cases) for (const criterion of criteria) if (!chosen.has(criterion)) chosen.set(criterion, steps);
  return [...chosen].slice(0, mostShown).map(([criterion, steps]) => ({ criterion, steps }));
}

const replays = 3;
const GONE = 'By today’s readings these steps can happen no more: an event is gone, or a value lies outside of what its input may be.';

/** Runs the steps of a counterexample three times on the code as it is, and says whether they still break the criterion. */
export async function replay(
  { sandbox, system, slug, signal }: BoundSystem,
  { criterion, steps: kept, commit }: { criterion: string; steps: readonly TestStep[]; commit: string },
): Promise<Of<'replay'>> {
  const none = { kind: 'replay' as const, commit, steps: [], isBroken: false, runs: 0, same: 0 };
  const bound = await boundIn(sandbox, system, slug);
  if (typeof bound === 'string') return { ...none, failure: bound };
  const steps = fitSteps(system, kept);
  if (!steps) return { ...none, failure: GONE };
  const run = await runSuite({ sandbox, binding: bound, cases: Array.from({ length: replays }, () => steps), ...(signal && { signal }) });
  const [trace] = run.traces;
  if (run.failure !== null || !trace) return { ...none, failure: run.failure ?? 'The steps could not be run.' };
  const violation = violationsOf(system, steps, trace).find(({ criteria }) => criteria.includes(criterion)) ?? null;
  const told = toldSteps(system, criterion, { steps, trace, violation });
  return {
    kind: 'replay',
    failure: null,
    commit,
    steps: told.map(({ event, with: facts, expected, observed }) => ({
      when: event.replaceAll('_', ' '),
      with: [...facts],
      expected: [...expected],
      observed: [...observed],
    })),
    isBroken: violation !== null,
    runs: run.traces.length,
    same: run.traces.filter((each) => JSON.stringify(each) === JSON.stringify(trace)).length,
  };
}

export type MutantLimits = {
  /** The most changes that are tried. */
  most: number;
  timeoutMs: number;
};

const longest = 160;

/**
 * Changes the bound file a little, one operator or number at a time, and runs the suite on each: what no case notices is either equal to the code as it is, or not tested.
 * Every n-th change is tried where there are more than `most`, and none after the time is over. A repository that has Stryker is asked first, with its own tests and
 * operators; where it has no report in the time, this is the answer.
 */
export async function tryMutants(
  { sandbox, system, slug, signal }: BoundSystem,
  { most, timeoutMs }: MutantLimits = { most: 60, timeoutMs: 90_000 },
): Promise<Of<'mutants'>> {
  const started = performance.now();
  const none = { kind: 'mutants' as const, file: '', tried: 0, of: 0, killed: 0, survivors: [], durationMs: 0 };
  const bound = await boundIn(sandbox, system, slug);
  const module = typeof bound !== 'string' && bound.adapter === 'module' ? bound.module : null;
  const theirs = await tryStryker({ sandbox, module, most, timeoutMs, ...(signal && { signal }) });
  if (theirs) return { ...none, failure: null, ...theirs, durationMs: Math.round(performance.now() - started) };
  if (typeof bound === 'string') return { ...none, failure: bound };
  if (bound.adapter !== 'module') return { ...none, failure: 'Only a module is changed: this binding drives a program or a service.' };
  const file = bound.module;
  const bytes = await sandbox.readFile(file).catch(() => null);
  if (!bytes) return { ...none, failure: `There is no file ${file}.` };
  const source = new TextDecoder().decode(bytes);
  const mutants = sourceMutants(source);
  const every = Math.max(1, Math.ceil(mutants.length / most));
  const suite = buildSuite(system, { seed: 1, budget: { cases: 600, random: 60 } }).cases;
  const cases = suite.map(({ steps }) => steps);
  const running = openSuite({ sandbox, binding: bound, ...(signal && { signal }) });
  const survivors: Of<'mutants'>['survivors'] = [];
  let [tried, killed] = [0, 0];
  try {
    for (const mutant of mutants.filter((_, at) => at % every === 0)) {
      if (signal?.aborted || performance.now() - started > timeoutMs) break;
      await sandbox.writeFile(file, new TextEncoder().encode(mutant.source));
      const run = await running.run(cases, { caseMs: 400, isVaried: false, isFresh: true });
      tried += 1;
      const isNoticed = run.failure !== null || [...judge(system, suite, run.traces).values()].some(({ state }) => state === 'falsified');
      if (isNoticed) killed += 1;
      else
        survivors.push({
          line: mutant.line,
          from: mutant.from,
          to: mutant.to,
          source: (source.split('\n')[mutant.line - 1] ?? '').trim().slice(0, longest),
        });
    }
  } finally {
    await running.close();
    await sandbox.writeFile(file, bytes);
  }
  const durationMs = Math.round(performance.now() - started);
  return { kind: 'mutants', failure: null, file, tried, of: mutants.length, killed, survivors, durationMs };
}

/** The repository's own binding, or why there is none that can be used. */
async function boundIn(sandbox: Sandbox, system: System, slug: string): Promise<Binding | string> {
  const bytes = await sandbox.readFile(bindingPath(slug)).catch(() => null);
  if (!bytes) return `The repository has no ${bindingPath(slug)} yet.`;
  const { binding, problems } = readBinding(system, new TextDecoder().decode(bytes));
  return binding && problems.length === 0 ? binding : `The binding does not fit the readings. ${problems.slice(0, 3).join(' ')}`;
}

function readBinding(system: System, text: string): { binding: Binding | null; problems: string[] } {
  const { binding, problems } = parseBinding(text);
  const all = [...problems, ...(binding ? checkBinding(system, binding, text) : [])];
  return { binding, problems: all.map(({ message, span }) => `line ${text.slice(0, span.start).split('\n').length}: ${message}`) };
}

function failureOf({ failure, varied }: Awaited<ReturnType<typeof runSuite>>): string | null {
  if (failure !== null || varied.length === 0) return failure;
  return `It answers the same steps differently when ${varied.map((each) => (each === 'nothing' ? 'nothing that we hold' : each)).join(' and ')} differs.`;
}

/** Steps as a criterion looks at them, with everything that was seen after each. */
function saySteps(system: System, criterion: string, steps: readonly TestStep[], trace: Trace): TrialStep[] {
  const words = vocabularyOf(system);
  return toldSteps(system, criterion, { steps, trace, violation: null }).map(({ event, with: facts, expected }, at) => {
    const seen = trace.steps[at];
    const observed = seen?.trouble
      ? [seen.trouble]
      : Object.entries({ ...seen?.state, ...seen?.outputs }).map(([name, value]) => sayFact(words, name, value));
    return { when: event.replaceAll('_', ' '), with: [...facts], expected: [...expected], observed };
  });
}
