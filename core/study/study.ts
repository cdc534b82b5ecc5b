import { z } from 'zod';
import { draftedKinds } from './draft-kinds.ts';
import { longestWish } from './limits.ts';

/** Who is asked, with what: one question to a model. `step` names it in the run's log. */
const perspective = z.object({ id: z.string(), label: z.string(), prompt: z.string(), source: z.string().nullable() });

/** What a run asks models about a spec, as its row keeps it. */
export const studyShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('critics'), perspectives: z.array(perspective).min(1).max(20) }),
  z.object({ kind: z.literal('readers') }),
  /** Ties the readings to the code. */
  z.object({ kind: z.literal('binding') }),
  /** `wish` is what the person who asked for it said; `base` is the text that the draft is a change of. */
  z.object({ kind: z.literal('draft'), document: z.enum(draftedKinds), wish: z.string().max(longestWish), base: z.string() }),
]);
export type Study = z.infer<typeof studyShape>;

/** What stands in the place of a task's number in lists of runs. */
export const studyTask: Record<Study['kind'], string> = { critics: 'critics', readers: 'readers', binding: 'binding', draft: 'draft' };

/** How often a model that writes a binding hears what the dry run of it gave. */
export const bindingRounds = 3;

/** Readers are asked alone: what three of them agree on is worth more than what one says thrice. */
export const readers = 3;
/** Criteria that one question to a reader holds. */
const mostInOne = 40;

/** Criteria in the portions in which readers are asked. */
export function portionsOf<T>(criteria: readonly T[]): T[][] {
  const portions: T[][] = [];
  for (let at = 0; at < criteria.length; at += mostInOne) portions.push(criteria.slice(at, at + mostInOne));
  return portions;
}
