import { z } from 'zod';
import type { Value } from '#core/analysis/expression.ts';
import type { System, Variable } from '#core/analysis/system.ts';
import type { TestStep } from './test-case.ts';
import { plainValue } from './vectors.ts';

/** Where the kept counterexamples of a spec stand in its repository. */
export const regressionsPath = (slug: string) => `.plumbline/regressions/${slug}.json`;

const value = z.union([z.boolean(), z.number(), z.string()]);
const schema = z.object({
  version: z.literal(1),
  regressions: z.array(
    z.object({
      steps: z.array(z.object({ event: z.string(), inputs: z.record(z.string(), value), afterMs: z.number().optional() })),
      criteria: z.array(z.string()),
      kind: z.string(),
      /** sha256 of the sentences' readings when it was found, by criterion; absent where it was not known. */
      readings: z.record(z.string(), z.string()).optional(),
      seed: z.number(),
    }),
  ),
});

/** Concrete steps that once broke a criterion. Steps are replayed, not seeds. */
export type Regression = {
  steps: TestStep[];
  criteria: string[];
  kind: string;
  readings?: Record<string, string>;
  seed: number;
};

/** Reads the file; anything else than such a file gives none. */
export function parseRegressions(text: string): Regression[] {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (!parsed.success) return [];
    return parsed.data.regressions.map(({ steps, criteria, kind, readings, seed }) => ({
      steps: steps.map(({ event, inputs, afterMs }) => ({ event, inputs, ...(afterMs !== undefined && { afterMs }) })),
      criteria,
      kind,
      ...(readings && { readings }),
      seed,
    }));
  } catch {
    return [];
  }
}

/** The file with some more, each sequence of steps once, in the order in which they were found. */
export function printRegressions(known: readonly Regression[], more: readonly Regression[]): string {
  const all = new Map<string, Regression>();
  for (const each of [...known, ...more]) if (!all.has(JSON.stringify(each.steps))) all.set(JSON.stringify(each.steps), each);
  return `${JSON.stringify({ version: 1, regressions: [...all.values()] }, null, 2)}\n`;
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
    return { ...step, inputs: Object.fromEntries(values.map(([{ name }, value]) => [name, value])) };
  });
  return fitted.every((step) => step !== null) ? fitted : null;
}

function isOf({ domain }: Variable, value: Value): boolean {
  if (domain.kind === 'boolean') return typeof value === 'boolean';
  if (domain.kind === 'choice') return typeof value === 'string' && (domain.isOpen || domain.values.includes(value));
  if (typeof value !== 'number' || (domain.isInteger && !Number.isInteger(value))) return false;
  return value >= (domain.low ?? Number.NEGATIVE_INFINITY) && value <= (domain.high ?? Number.POSITIVE_INFINITY);
}
