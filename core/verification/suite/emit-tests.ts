import type { Value } from '#core/analysis/expression.ts';
import type { System } from '#core/analysis/system.ts';
import { endsOf } from './edges.ts';
import { emitExpression, type Language } from './emit-expression.ts';
import { emitJavaScript } from './emit-javascript.ts';
import { emitPython } from './emit-python.ts';
import { initialState } from './reach.ts';
import type { TestCase } from './test-case.ts';
import { discreteValues, groundOf, pointsOf } from './vectors.ts';

/** What a suite can be written out for. */
export const frameworks = ['vitest', 'jest', 'node', 'pytest'] as const;
export type Framework = (typeof frameworks)[number];

export type EmitOptions = {
  slug: string;
  framework: Framework;
  /** The module with `reset()` and `step(event, inputs)`, which answers `{ outputs, state }`, as the test file imports it. */
  adapter: string;
  /** What sequences by chance follow from, where the framework makes them. */
  seed?: number;
};

/** An input as generators draw it: one of few values, or a number near which something changes, or any within its ends. */
export type EmittedInput = { name: string; points: readonly Value[]; ends: readonly [number, number] | null; isInteger: boolean };

/** A suite with its conditions written as code, as every language needs it. */
export type EmittedSuite = {
  slug: string;
  adapter: string;
  seed: number;
  head: readonly string[];
  rules: readonly { criterion: string; events: readonly string[] | null; guard: string; response: string }[];
  /** Over `before`: steps for which one is false are outside of what the spec speaks of. */
  assumptions: readonly string[];
  start: Readonly<Record<string, Value>>;
  events: readonly string[];
  inputs: readonly EmittedInput[];
  cases: readonly Pick<TestCase, 'steps'>[];
  criteria: readonly string[];
};

/**
 * A plain test file with cases and oracle in it that runs without us: the team writes `reset` and `step` once. Each criterion is a test tagged with its id. For Vitest it
 * also holds a fast-check property over sequences by chance, for pytest a Hypothesis state machine. Rules with a time in them are left out, and said so at the top.
 */
export function emitTests(system: System, cases: readonly Pick<TestCase, 'steps'>[], options: EmitOptions): string {
  const { framework } = options;
  const suite = suiteOf(system, cases, options, framework === 'pytest' ? 'python' : 'javascript');
  return framework === 'pytest' ? emitPython(suite) : emitJavaScript(suite, framework);
}

/** The name that such a file has in its own framework. */
export function emittedFileName(slug: string, framework: Framework): string {
  return framework === 'pytest'
    ? `test_${slug.replaceAll(/[^A-Za-z0-9]+/g, '_')}.py`
    : `${slug}.suite.test.${framework === 'node' ? 'mjs' : 'js'}`;
}

function suiteOf(
  system: System,
  cases: readonly Pick<TestCase, 'steps'>[],
  { slug, adapter, seed = 1 }: EmitOptions,
  language: Language,
): EmittedSuite {
  const mark = language === 'python' ? '#' : '//';
  const outputs = new Set(system.variables.filter(({ role }) => role === 'output').map(({ name }) => name));
  const rules = system.rules.filter(({ timing }) => timing === null);
  const left = system.rules.length - rules.length;
  const is = (name: string) => outputs.has(name);
  const ground = groundOf(system);
  return {
    slug,
    adapter,
    seed,
    head: [
      `${mark} Derived from the readings of ${slug}: ${cases.length} cases, ${rules.length} rules.`,
      ...(left > 0 ? [`${mark} ${left} rules with a time in them are not checked here.`] : []),
      `${mark} ${adapter} has reset() and step(event, inputs); step answers { outputs, state }.`,
    ],
    rules: rules.map(({ criterion, events, guard, response }) => ({
      criterion,
      events,
      guard: emitExpression(guard, language, is),
      response: emitExpression(response, language, is),
    })),
    assumptions: system.assumptions.map(({ expression }) => emitExpression(expression, language, is)),
    start: initialState(system),
    events: [...ground.byEvent.keys()],
    inputs: ground.inputs.map((variable): EmittedInput => {
      const { name, domain } = variable;
      if (domain.kind !== 'number') return { name, points: discreteValues(ground.axes, variable), ends: null, isInteger: false };
      const points = new Set([...ground.byEvent.values()].flatMap((event) => pointsOf(ground, event, variable)));
      return { name, points: [...points], ends: endsOf(domain, ground.reach), isInteger: domain.isInteger };
    }),
    cases,
    criteria: [...new Set(rules.map(({ criterion }) => criterion))],
  };
}
