import { z } from 'zod';
import type { Value } from '#core/analysis/expression.ts';
import type { System, Variable } from '#core/analysis/system.ts';
import type { TestStep } from './test-case.ts';
import { plainValue } from './vectors.ts';

/** A list of kept counterexamples of a spec in its repository, for whoever writes some by hand. */
export const regressionsPath = (slug: string) => `.plumbline/regressions/${slug}.json`;

/**
 * Where the workbench keeps those that it found: a file each, named by what it holds. Such files are added and never changed, so two branches that each found something can always be
 * merged.
 */
export const regressionsFolder = (slug: string) => `.plumbline/regressions/${slug}`;

/** The path of a file with one counterexample: what it broke, and the beginning of the sha256 of its text. */
export const regressionPath = (slug: string, { criteria }: Pick<Regression, 'criteria'>, sha256: string) =>
  `${regressionsFolder(slug)}/${[...criteria.slice(0, 3), sha256.slice(0, 12)].join('-').replaceAll(/[^\w.-]/g, '_')}.json`;

const value = z.union([z.boolean(), z.number(), z.string()]);
const words = z.array(z.string());
const schema = z.object({
  version: z.literal(1),
  regressions: z.array(
    z.object({
      steps: z.array(
        z.object({
          event: z.string(),
          inputs: z.record(z.string(), value),
          afterMs: z.number().optional(),
          expected: words.optional(),
          observed: words.optional(),
        }),
      ),
      criteria: z.array(z.string()),
      kind: z.string().optional(),
      /** sha256 of the sentences' readings when it was found, by criterion; absent where it was not known. */
      readings: z.record(z.string(), z.string()).optional(),
      seed: z.number(),
    }),
  ),
});

/** A step with what it should have given, and what it gave when it was found. Only the step itself is replayed. */
export type KeptStep = TestStep & { expected?: string[]; observed?: string[] };

/** Concrete steps that once broke a criterion. Steps are replayed, not seeds. */
export type Regression = {
  steps: KeptStep[];
  criteria: string[];
  /** In which way it was broken, where that was kept. */
  kind?: string;
  readings?: Record<string, string>;
  seed: number;
};

/** Reads the file; anything else than such a file gives none. */
export function parseRegressions(text: string): Regression[] {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (!parsed.success) return [];
    return parsed.data.regressions.map(({ steps, criteria, kind, readings, seed }) => ({
      steps: steps.map(({ expected, observed, ...step }) => ({
        ...plainStep(step),
        ...(expected && { expected }),
        ...(observed && { observed }),
      })),
      criteria,
      ...(kind !== undefined && { kind }),
      ...(readings && { readings }),
      seed,
    }));
  } catch {
    return [];
  }
}

/**
 * The file with some more, each sequence of steps once, with all criteria that it broke, in the order in which they were found. What is known stays as it is written, so that
 * the file changes where something is new and nowhere else.
 */
export function printRegressions(known: readonly Regression[], more: readonly Regression[]): string {
  const all = new Map<string, Regression>();
  for (const each of [...known, ...more]) {
    const first = all.get(keyOf(each.steps));
    if (!first) all.set(keyOf(each.steps), each);
    else {
      const criteria = [...new Set([...first.criteria, ...each.criteria])];
      const readings = { ...each.readings, ...first.readings };
      all.set(keyOf(each.steps), { ...first, criteria, ...(Object.keys(readings).length > 0 && { readings }) });
    }
  }
  return `${JSON.stringify({ version: 1, regressions: [...all.values()] }, null, 2)}\n`;
}

/** Those of `more` that say something which `known` does not: steps that are not there, or a criterion that they broke, too. Each once. */
export function newRegressions(known: readonly Regression[], more: readonly Regression[]): Regression[] {
  const broken = new Map<string, Set<string>>();
  const add = ({ steps, criteria }: Regression) => {
    const found = broken.get(keyOf(steps));
    broken.set(keyOf(steps), new Set([...(found ?? []), ...criteria]));
    return found === undefined || criteria.some((each) => !found.has(each));
  };
  for (const each of known) add(each);
  return more.filter(add);
}

/** What is replayed of steps, as one text: inputs in whatever order they were told. */
function keyOf(steps: readonly TestStep[]): string {
  const sorted = (inputs: TestStep['inputs']) => Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(steps.map(({ event, inputs, afterMs }) => [event, sorted(inputs), afterMs ?? null]));
}

function plainStep({ event, inputs, afterMs }: { event: string; inputs: TestStep['inputs']; afterMs?: number | undefined }): TestStep {
  return { event, inputs, ...(afterMs !== undefined && { afterMs }) };
}

/**
 * Kept steps as the readings of today can take them: an input that has come since is at its plainest, one that is gone is left out. Null where an event is gone, or a value
 * lies outside of what its input may be by now: such steps can happen no more.
 */
export function fitSteps({ variables, events }: Pick<System, 'variables' | 'events'>, steps: readonly TestStep[]): TestStep[] | null {
  const inputs = variables.filter(({ role }) => role === 'input');
  const fitted = steps.map((step): TestStep | null => {
    const values = inputs.map((variable) => [variable, step.inputs[variable.name] ?? plainValue(variable)] as const);
    if (!events.includes(step.event) || values.some(([variable, value]) => !isOf(variable, value))) return null;
    return { ...plainStep(step), inputs: Object.fromEntries(values.map(([{ name }, value]) => [name, value])) };
  });
  return fitted.every((step) => step !== null) ? fitted : null;
}

function isOf({ domain }: Variable, value: Value): boolean {
  if (domain.kind === 'boolean') return typeof value === 'boolean';
  if (domain.kind === 'choice') return typeof value === 'string' && (domain.isOpen || domain.values.includes(value));
  if (typeof value !== 'number' || (domain.isInteger && !Number.isInteger(value))) return false;
  return value >= (domain.low ?? Number.NEGATIVE_INFINITY) && value <= (domain.high ?? Number.POSITIVE_INFINITY);
}
