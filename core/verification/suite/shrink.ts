import type { Value } from '#core/analysis/expression.ts';
import { tidy } from '#core/analysis/ranges.ts';
import type { System } from '#core/analysis/system.ts';
import { initialState } from './reach.ts';
import type { TestStep } from './test-case.ts';
import { type Ground, groundOf, isAllowed, plainValue } from './vectors.ts';

/** Says of each of some sequences whether it still fails. They are asked for in batches, so that a system in a process of its own is started seldom. */
export type StillFails = (candidates: readonly (readonly TestStep[])[]) => Promise<readonly boolean[]>;

export type Shrunk = { steps: readonly TestStep[]; rounds: number; tried: number };

/**
 * The smallest steps near the given ones that still fail: stretches of steps are taken out, then inputs become plain, then numbers come as near to their plain value as
 * they can. Deterministic. Ends after `most` rounds with what it has.
 */
export async function shrinkSteps(system: System, steps: readonly TestStep[], stillFails: StillFails, most = 40): Promise<Shrunk> {
  const ground = groundOf(system);
  let best = steps;
  let tried = 0;
  const seen = new Set<string>();
  for (let rounds = 0; rounds < most; rounds += 1) {
    const candidates = [...smaller(ground, best)].filter((candidate) => {
      const key = JSON.stringify(candidate);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    if (candidates.length === 0) return { steps: best, rounds, tried };
    tried += candidates.length;
    const fails = await stillFails(candidates);
    const found = candidates[fails.indexOf(true)];
    if (!found) return { steps: best, rounds: rounds + 1, tried };
    best = found;
  }
  return { steps: best, rounds: most, tried };
}

/** Smaller sequences, the boldest first. */
function* smaller(ground: Ground, steps: readonly TestStep[]): Generator<TestStep[]> {
  const { length } = steps;
  for (let size = length - 1; size >= 1; size = size > 4 ? Math.floor(size / 2) : size - 1)
    for (let from = 0; from + size <= length; from += Math.max(1, Math.floor(size / 2)))
      yield [...steps.slice(0, from), ...steps.slice(from + size)];
  for (const [at, step] of steps.entries()) for (const inputs of plainer(ground, step.inputs)) yield steps.with(at, { ...step, inputs });
}

/** The same inputs with one of them plainer, numbers by halves and by one. Inputs that assumptions rule out are left out. */
function* plainer(ground: Ground, inputs: TestStep['inputs']): Generator<Record<string, Value>> {
  const state = initialState(ground.system);
  for (const variable of ground.inputs) {
    const plain = plainValue(variable);
    const value = inputs[variable.name];
    if (value === undefined || value === plain) continue;
    for (const next of between(plain, value, variable.domain.kind === 'number' && variable.domain.isInteger)) {
      const changed = { ...inputs, [variable.name]: next };
      if (isAllowed(ground, state, changed)) yield changed;
    }
  }
}

function between(plain: Value, value: Value, isInteger: boolean): Value[] {
  if (typeof plain !== 'number' || typeof value !== 'number') return [plain];
  const values = new Set<number>([plain]);
  for (let step = value - plain; Math.abs(step) >= (isInteger ? 1 : 0.01); step /= 2) {
    const next = tidy(value - (isInteger ? Math.trunc(step) : step));
    values.add(isInteger ? next : Math.round(next * 100) / 100);
  }
  values.delete(value);
  return [...values];
}
