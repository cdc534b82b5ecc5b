import { z } from 'zod';

/** Some characters of a document by the names that Yjs gave them: `length` UTF-16 units of `client`, from `clock` on. */
export const characterRun = z.object({
  client: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  clock: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  length: z.int().min(1).max(10_000_000),
});
export type CharacterRun = z.infer<typeof characterRun>;

/** How much of the text on either side of a hunk is kept beside it, in UTF-16 units. */
export const nearbyUnits = 32;
/** What one suggestion may hold. */
export const suggestionLimits = { hunks: 500, runs: 2_000, units: 200_000, reason: 2_000 } as const;

const units = z.string().max(suggestionLimits.units);
const character = characterRun.omit({ length: true });

/**
 * One replaced stretch: characters to take out, by name, and words to put in behind a character. Names hold whatever is typed
 * around them; the quotes are for people, and for finding the place again where the names are gone.
 */
export const hunk = z.object({
  /** The character that the words come behind, there or deleted since; null for the beginning of the text. */
  left: character.nullable(),
  /** The characters taken out, in the order of the text. */
  removed: z.array(characterRun).max(suggestionLimits.runs),
  /** Those characters as they stood. */
  original: units,
  /** The words put in. Line feeds only. */
  inserted: units.refine((text) => !text.includes('\r'), 'Line feeds only.'),
  /** Characters around it that stay: while one of them is there, words without an original have a place. */
  nearby: z.array(characterRun).max(suggestionLimits.runs),
  before: z.string().max(nearbyUnits * 2),
  after: z.string().max(nearbyUnits * 2),
});
export type Hunk = z.infer<typeof hunk>;

/** The hunks of one suggestion: accepted together or not at all. */
export const hunks = z
  .array(hunk)
  .min(1)
  .max(suggestionLimits.hunks)
  .refine((all) => all.reduce((sum, { inserted, original }) => sum + inserted.length + original.length, 0) <= suggestionLimits.units, {
    message: 'This is too much for one suggestion.',
  });

/** What has become of a suggestion. Whether an open one is outdated follows from the text: it is nowhere stored. */
export const suggestionStatuses = ['open', 'accepted', 'rejected', 'withdrawn'] as const;
export type SuggestionStatus = (typeof suggestionStatuses)[number];

/** What wrote a suggestion: a person typing, an agent in its run, or the fix of a finding. */
export const suggestionSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('typing') }),
  z.object({ kind: z.literal('run'), runId: z.uuid(), callId: z.string().max(200) }),
  z.object({ kind: z.literal('finding'), findingId: z.string().max(200) }),
  z.object({ kind: z.literal('agent'), name: z.string().max(100) }),
]);
export type SuggestionSource = z.infer<typeof suggestionSource>;
