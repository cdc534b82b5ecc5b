import { z } from 'zod';
import { type CharacterRun, type Hunk, nearbyUnits, type SuggestionSource, suggestionLimits } from './suggestion.ts';

const number = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const characterRun = z.object({
  client: number,
  clock: number,
  length: z.int().min(1).max(10_000_000),
}) satisfies z.ZodType<CharacterRun>;
const units = z.string().max(suggestionLimits.units);

const hunk = z.object({
  left: characterRun.omit({ length: true }).nullable(),
  removed: z.array(characterRun).max(suggestionLimits.runs),
  original: units,
  inserted: units.refine((text) => !text.includes('\r'), 'Line feeds only.'),
  nearby: z.array(characterRun).max(suggestionLimits.runs),
  before: z.string().max(nearbyUnits * 2),
  after: z.string().max(nearbyUnits * 2),
}) satisfies z.ZodType<Hunk>;

/** The hunks of one suggestion, as they may be sent and as they are stored: accepted together or not at all. */
export const hunks = z
  .array(hunk)
  .min(1)
  .max(suggestionLimits.hunks)
  .refine((all) => all.reduce((sum, { inserted, original }) => sum + inserted.length + original.length, 0) <= suggestionLimits.units, {
    message: 'This is too much for one suggestion.',
  });

/** What wrote a suggestion, as it is stored. */
export const suggestionSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('typing') }),
  z.object({ kind: z.literal('run'), runId: z.uuid(), callId: z.string().max(200) }),
  z.object({ kind: z.literal('finding'), findingId: z.string().max(200) }),
  z.object({ kind: z.literal('agent'), name: z.string().max(100) }),
  z.object({ kind: z.literal('repository'), branch: z.string().max(300), commit: z.string().max(64), isConflict: z.boolean() }),
]) satisfies z.ZodType<SuggestionSource>;
