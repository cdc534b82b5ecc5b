/** Some characters of a document by the names that Yjs gave them: `length` UTF-16 units of `client`, from `clock` on. */
export type CharacterRun = { client: number; clock: number; length: number };

/** How much of the text on either side of a hunk is kept beside it, in UTF-16 units. */
export const nearbyUnits = 32;
/** What one suggestion may hold. */
export const suggestionLimits = { hunks: 500, runs: 2_000, units: 200_000, reason: 2_000 } as const;

/**
 * One replaced stretch: characters to take out, by name, and words to put in behind a character. Names hold whatever is typed
 * around them; the quotes are for people, and for finding the place again where the names are gone. `suggestion-shape.ts` reads one.
 */
export type Hunk = {
  /** The character that the words come behind, there or deleted since; null for the beginning of the text. */
  left: { client: number; clock: number } | null;
  /** The characters taken out, in the order of the text. */
  removed: CharacterRun[];
  /** Those characters as they stood. */
  original: string;
  /** The words put in. Line feeds only. */
  inserted: string;
  /** Characters around it that stay: while one of them is there, words without an original have a place. */
  nearby: CharacterRun[];
  before: string;
  after: string;
};

/** What has become of a suggestion. Whether an open one is outdated follows from the text: it is nowhere stored. */
export const suggestionStatuses = ['open', 'accepted', 'rejected', 'withdrawn'] as const;
export type SuggestionStatus = (typeof suggestionStatuses)[number];

/** What wrote a suggestion: a person typing, an agent in its run, the fix of a finding, or a commit of the repository. */
export type SuggestionSource =
  | { kind: 'typing' }
  | { kind: 'run'; runId: string; callId: string }
  | { kind: 'finding'; findingId: string }
  | { kind: 'agent'; name: string }
  /** `isConflict`: people here have changed the same lines. */
  | { kind: 'repository'; branch: string; commit: string; isConflict: boolean };
