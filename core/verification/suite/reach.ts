import type { Value } from '#core/analysis/expression.ts';
import { type State, stepModel } from '#core/analysis/model/step.ts';
import type { System } from '#core/analysis/system.ts';
import type { Random } from './random.ts';
import type { TestStep } from './test-case.ts';
import { type Chosen, type Ground, plainValue, vectorsFor } from './vectors.ts';

/** A state with the shortest steps to it, and what is tried in it. */
export type Reached = { state: State; path: readonly TestStep[]; tried: { event: string; chosen: Chosen }[] };

export type ReachLimits = { states: number; vectors: number };

/** Where the system starts; a state variable that may start as anything is taken at its plainest value. */
export function initialState({ variables }: Pick<System, 'variables'>): Record<string, Value> {
  const state: Record<string, Value> = {};
  for (const variable of variables) if (variable.role === 'state') state[variable.name] = variable.initial ?? plainValue(variable);
  return state;
}

/**
 * Walks the executable model breadth first with the inputs that `vectorsFor` chooses, so that every state is met by a shortest path. A step that rules leave open, or
 * ask two things of, leads nowhere: what the system does there is its own choice.
 */
export function reachStates(ground: Ground, random: Random, { states, vectors }: ReachLimits): { reached: Reached[]; isComplete: boolean } {
  const { system, axes, byEvent } = ground;
  const first: Reached = { state: initialState(system), path: [], tried: [] };
  const known = new Set([keyOf(first.state)]);
  const reached = [first];
  let isComplete = true;
  let left = vectors;
  for (let at = 0; at < reached.length; at += 1) {
    const current = reached[at];
    if (!current) break;
    // The first state gets a third of all; the others share what is left, and each something.
    const share = Math.max(24, Math.floor((states === 1 ? left : at === 0 ? left / 3 : left / (states - at + 8)) / byEvent.size));
    for (const event of byEvent.keys()) {
      const chosen = vectorsFor(ground, event, current.state, random, share);
      left -= chosen.length;
      for (const each of chosen) {
        current.tried.push({ event, chosen: each });
        const { after, isOpen, isClash } = stepModel(system, axes, event, current.state, each.vector);
        if (isOpen || isClash) isComplete = false;
        const key = keyOf(after);
        if (isClash || known.has(key)) continue;
        if (reached.length >= states) {
          isComplete = false;
          continue;
        }
        known.add(key);
        reached.push({ state: after, path: [...current.path, { event, inputs: each.vector }], tried: [] });
      }
    }
  }
  return { reached, isComplete };
}

function keyOf(state: State): string {
  return JSON.stringify(Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1)));
}
