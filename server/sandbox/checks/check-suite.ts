import { createHash } from 'node:crypto';
import { vocabularyOf } from '#core/analysis/english.ts';
import type { System } from '#core/analysis/system.ts';
import type { CheckOutcome, CheckReport } from '#core/verification/evidence.ts';
import { bindingPath, checkBinding, parseBinding } from '#core/verification/suite/binding.ts';
import { buildSuite } from '#core/verification/suite/build-suite.ts';
import { type CriterionVerdict, judge, violationsOf } from '#core/verification/suite/judge.ts';
import { type Counterexample, outcomesOfSuite } from '#core/verification/suite/outcomes.ts';
import { fitSteps, parseRegressions, printRegressions, type Regression } from '#core/verification/suite/regressions.ts';
import { type StillFails, shrinkSteps } from '#core/verification/suite/shrink.ts';
import type { TestCase, TestStep, Trace } from '#core/verification/suite/test-case.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { readRegressionTexts } from './kept-regressions.ts';
import { openSuite, type SuiteSession } from './run-suite.ts';

export type SuiteCheck = {
  sandbox: Sandbox;
  /** Confirmed readings only: what a person has not confirmed gives no evidence. */
  system: System;
  slug: string;
  seed: number;
  /** Steps that broke it at some time: they run first, with those that the repository keeps. */
  known?: readonly (readonly TestStep[])[];
  /** The sha256 of what each criterion is taken to mean, which its outcome then stands on. */
  readings?: ReadonlyMap<string, string>;
  signal?: AbortSignal;
};

export type SuiteReport = CheckReport & {
  /** The text of the file of kept counterexamples, with those that were found now; null where there are none. */
  regressions: string | null;
};

const mostShrunk = 12;

/**
 * Derives the suite of a spec, runs it against the system that the repository's binding names, and gives one outcome for each criterion. Null where the repository has no
 * binding for this spec. A binding that does not fit, a system that cannot be opened and one that answers differently each time are failures in words.
 */
export async function checkSuite({ sandbox, system, slug, seed, known = [], readings, signal }: SuiteCheck): Promise<SuiteReport | null> {
  const text = await textOf(sandbox, bindingPath(slug));
  if (text === null || system.rules.length === 0) return null;
  const startedAt = new Date();
  const started = performance.now();
  const end = (failure: string | null, outcomes: CheckOutcome[] = [], regressions: string | null = null): SuiteReport => ({
    command: `suite of ${slug} through ${bindingPath(slug)}`,
    exitCode: failure === null ? 0 : null,
    failure,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - started),
    // What the code under test prints is no part of what was established.
    outputSha256: createHash('sha256').digest('hex'),
    outputTail: '',
    outcomes,
    regressions,
  });
  const { binding, problems } = parseBinding(text);
  const wrong = [...problems, ...(binding ? checkBinding(system, binding, text) : [])];
  if (!binding || wrong.length > 0) {
    const told = wrong.slice(0, 5).map(({ message, span }) => `line ${text.slice(0, span.start).split('\n').length}: ${message}`);
    return end(`The binding does not fit the readings. ${told.join(' ')}`);
  }
  const kept = (await readRegressionTexts(sandbox, slug)).flatMap(parseRegressions);
  const regressions = [...kept.map(({ steps }) => steps), ...known].flatMap((steps) => {
    const fitted = fitSteps(system, steps);
    return fitted ? [fitted] : [];
  });
  const { cases } = buildSuite(system, { seed, regressions });
  const suite = openSuite({ sandbox, binding, ...(signal && { signal }) });
  try {
    const run = await suite.run(cases.map(({ steps }) => steps));
    if (run.varied.length > 0) {
      const what = run.varied.map((each) => (each === 'nothing' ? 'nothing that we hold' : each)).join(' and ');
      return end(`The system answers the same steps differently when ${what} differs: its verdicts would be chance.`);
    }
    if (run.failure !== null) return end(run.failure);
    const verdicts = judge(system, cases, run.traces);
    const found = await smallest(suite, system, cases, run.traces, verdicts);
    const options = { slug, file: bindingPath(slug), seed, durationMs: performance.now() - started, ...(readings && { readings }) };
    const fresh = [...found].map(
      ([criterion, { steps, violation }]): Regression => ({ steps: [...steps], criteria: [criterion], kind: violation.kind, seed }),
    );
    const file = kept.length + fresh.length > 0 ? printRegressions(kept, fresh) : null;
    return end(null, outcomesOfSuite(vocabularyOf(system), system, verdicts, found, options), file);
  } finally {
    await suite.close();
  }
}

/** Of each broken criterion a counterexample as small as it goes, seen once more on a system that was opened for nothing else. */
async function smallest(
  suite: SuiteSession,
  system: System,
  cases: readonly TestCase[],
  traces: readonly (Trace | undefined)[],
  verdicts: ReadonlyMap<string, CriterionVerdict>,
): Promise<Map<string, Counterexample>> {
  const found = new Map<string, Counterexample>();
  for (const [criterion, { broken }] of verdicts) {
    const steps = broken && cases[broken.caseIndex]?.steps;
    const trace = broken && traces[broken.caseIndex];
    if (!broken || !steps || !trace) continue;
    const breaks = (candidate: readonly TestStep[], seen: Trace) =>
      violationsOf(system, candidate, seen).find(({ criteria }) => criteria.includes(criterion));
    const stillFails: StillFails = async (candidates) => {
      const tried = await suite.run(candidates, { isVaried: false });
      return candidates.map((candidate, at) => {
        const seen = tried.traces[at];
        return seen !== undefined && breaks(candidate, seen) !== undefined;
      });
    };
    const small = found.size < mostShrunk ? (await shrinkSteps(system, steps, stillFails, mostRounds)).steps : steps;
    const again = small === steps ? trace : (await suite.run([small], { isVaried: false, isFresh: true })).traces[0];
    const violation = again && breaks(small, again);
    found.set(criterion, violation ? { steps: small, trace: again, violation } : { steps, trace, violation: broken.violation });
  }
  return found;
}

const mostRounds = 24;

async function textOf(sandbox: Sandbox, path: string): Promise<string | null> {
  const bytes = await sandbox.readFile(path).catch(() => null);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}
