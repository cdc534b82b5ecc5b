import { z } from 'zod';

/** What the bound system is run for, beside evidence. */
export const trialKinds = ['binding', 'replay', 'mutants'] as const;
export type TrialKind = (typeof trialKinds)[number];

const step = z.object({ when: z.string(), with: z.array(z.string()), expected: z.array(z.string()), observed: z.array(z.string()) });

/**
 * What a trial gave. `failure` is a sentence where the system could not be run. Of a binding: one case for each criterion, with what was seen of everything that the binding observes.
 * Of a replay: the steps, whether they still break the criterion, and how many of the runs were the same. Of mutants: changes of the code that no case notices.
 */
export const trialResult = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('binding'),
    failure: z.string().nullable(),
    problems: z.array(z.string()),
    cases: z.array(z.object({ criterion: z.string(), steps: z.array(step) })),
  }),
  z.object({
    kind: z.literal('replay'),
    failure: z.string().nullable(),
    commit: z.string(),
    steps: z.array(step),
    isBroken: z.boolean(),
    runs: z.number(),
    same: z.number(),
  }),
  z.object({
    kind: z.literal('mutants'),
    failure: z.string().nullable(),
    file: z.string(),
    tried: z.number(),
    of: z.number(),
    killed: z.number(),
    survivors: z.array(z.object({ line: z.number(), from: z.string(), to: z.string(), source: z.string() })),
    durationMs: z.number(),
    /** The repository's own tool, run on its own tests; without it ours, on the suite. */
    tool: z.literal('Stryker').optional(),
  }),
]);
export type TrialResult = z.infer<typeof trialResult>;
export type TrialStep = z.infer<typeof step>;

/** What a trial is asked for. */
export const trialInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('binding'), text: z.string().max(200_000), isByModel: z.boolean().optional() }),
  z.object({ kind: z.literal('replay'), evidenceId: z.uuid(), checkName: z.string().max(2_000), criterionId: z.string().max(50) }),
  z.object({ kind: z.literal('mutants') }),
]);
export type TrialInput = z.infer<typeof trialInput>;
