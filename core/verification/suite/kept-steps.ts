import { z } from 'zod';
import type { KeptStep } from './regressions.ts';
import type { TestStep } from './test-case.ts';

const value = z.union([z.boolean(), z.number(), z.string()]);
const words = z.array(z.string()).optional().catch(undefined);
const kept = z
  .array(
    z.object({
      event: z.string(),
      inputs: z.record(z.string(), value),
      afterMs: z.number().optional(),
      expected: words,
      observed: words,
    }),
  )
  .min(1)
  .max(200);

/** The steps of a counterexample that a suite has kept (`toldSteps` as JSON); null for the counterexample of anything else. */
export function parseKeptSteps(counterexample: string): TestStep[] | null {
  return parseToldSteps(counterexample)?.map(({ expected: _, observed: __, ...step }) => step) ?? null;
}

/** The same with what was expected of each step and what it gave. */
export function parseToldSteps(counterexample: string): KeptStep[] | null {
  try {
    const parsed = kept.safeParse(JSON.parse(counterexample));
    if (!parsed.success) return null;
    return parsed.data.map(({ event, inputs, afterMs, expected, observed }) => ({
      event,
      inputs,
      ...(afterMs !== undefined && { afterMs }),
      ...(expected && { expected }),
      ...(observed && { observed }),
    }));
  } catch {
    return null;
  }
}
