import { createHash } from 'node:crypto';
import { vocabularyOf } from '#core/analysis/english.ts';
import type { System } from '#core/analysis/system.ts';
import type { CheckOutcome, CheckReport } from '#core/verification/evidence.ts';
import { bindingPath, checkBinding, parseBinding } from '#core/verification/suite/binding.ts';
import { buildSuite } from '#core/verification/suite/build-suite.ts';
import { judge, violationsOf } from '#core/verification/suite/judge.ts';
import { type Counterexample, outcomesOfSuite } from '#core/verification/suite/outcomes.ts';
import { fitSteps, parseRegressions, printRegressions, type Regression, regressionsPath } from '#core/verification/suite/regressions.ts';
import { shrinkSteps } from '#core/verification/suite/shrink.ts';
import type { TestStep } from '#core/verification/suite/test-case.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { runSuite } from './run-suite.ts';

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
  const end = (
    failure: string | null,
    outcomes: CheckOutcome[],
    output: string,
    exitCode: number | null,
    regressions: string | null,
  ): SuiteReport => ({
    command: `suite of ${slug} through ${bindingPath(slug)}`,
    exitCode,
    failure,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - started),
    outputSha256: createHash('sha256').update(output).digest('hex'),
    outputTail: output.slice(-8000),
    outcomes,
    regressions,
  });
  const { binding, problems } = parseBinding(text);
  const wrong = [...problems, ...(binding ? checkBinding(system, binding, text) : [])];
  if (!binding || wrong.length > 0) {
    const told = wrong.slice(0, 5).map(({ message, span }) => `line ${text.slice(0, span.start).split('\n').length}: ${message}`);
    return end(`The binding does not fit the readings. ${told.join(' ')}`, [], '', null, null);
  }
  const kept = parseRegressions((await textOf(sandbox, regressionsPath(slug))) ?? '');
  const regressions = [...kept.map(({ steps }) => steps), ...known].flatMap((steps) => {
    const fitted = fitSteps(system, steps);
    return fitted ? [fitted] : [];
  });
  const { cases } = buildSuite(system, { seed, regressions });
  const common = { sandbox, binding, ...(signal && { signal }) };
  const run = await runSuite({ ...common, cases: cases.map(({ steps }) => steps) });
  if (run.varied.length > 0) {
    const what = run.varied.map((each) => (each === 'nothing' ? 'nothing that we hold' : each)).join(' and ');
    return end(
      `The system answers the same steps differently when ${what} differs: its verdicts would be chance.`,
      [],
      run.output,
      run.exitCode,
      null,
    );
  }
  if (run.failure !== null) return end(run.failure, [], run.output, run.exitCode, null);
  const verdicts = judge(system, cases, run.traces);
  const found = new Map<string, Counterexample>();
  for (const [criterion, { broken }] of verdicts) {
    const steps = broken && cases[broken.caseIndex]?.steps;
    const trace = broken && run.traces[broken.caseIndex];
    if (!broken || !steps || !trace) continue;
    const breaks = (candidate: readonly { event: string; inputs: Counterexample['steps'][number]['inputs'] }[], seen: typeof trace) =>
      violationsOf(system, candidate, seen).find(({ criteria }) => criteria.includes(criterion));
    const small =
      found.size < mostShrunk
        ? await shrinkSteps(
            system,
            steps,
            async (candidates) => {
              const { traces } = await runSuite({ ...common, cases: candidates });
              return candidates.map((candidate, at) => {
                const seen = traces[at];
                return seen !== undefined && breaks(candidate, seen) !== undefined;
              });
            },
            mostRounds,
          )
        : { steps };
    const again = small.steps === steps ? trace : (await runSuite({ ...common, cases: [small.steps] })).traces[0];
    const violation = again && breaks(small.steps, again);
    found.set(criterion, violation ? { steps: small.steps, trace: again, violation } : { steps, trace, violation: broken.violation });
  }
  const options = { slug, file: bindingPath(slug), seed, durationMs: performance.now() - started, ...(readings && { readings }) };
  const fresh = [...found].map(
    ([criterion, { steps, violation }]): Regression => ({ steps: [...steps], criteria: [criterion], kind: violation.kind, seed }),
  );
  const file = kept.length + fresh.length > 0 ? printRegressions(kept, fresh) : null;
  return end(null, outcomesOfSuite(vocabularyOf(system), system, verdicts, found, options), run.output, run.exitCode, file);
}

/** Each round starts the system once. */
const mostRounds = 12;

async function textOf(sandbox: Sandbox, path: string): Promise<string | null> {
  const bytes = await sandbox.readFile(path).catch(() => null);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}
