import { z } from 'zod';
import type { TestStep } from './test-case.ts';

const value = z.union([z.boolean(), z.number(), z.string()]);
const kept = z
  .array(z.object({ event: z.string(), inputs: z.record(z.string(), value), afterMs: z.number().optional() }))
  .min(1)
  .max(200);

/** The steps of a counterexample that a suite has kept (`toldSteps` as JSON); null for the counterexample of anything else. */
export function parseKeptSteps(counterexample: string): TestStep[] | null {
  try {
    const parsed = kept.safeParse(JSON.parse(counterexample));
    if (!parsed.success) return null;
    return parsed.data.map(({ event, inputs, afterMs }) => ({ event, inputs, ...(afterMs !== undefined && { afterMs }) }));
  } catch {
    return null;
  }
}
