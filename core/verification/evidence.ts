/** Who established something, in rising order of weight; nothing an agent says alone is evidence of a higher grade. */
export const evidenceGrades = ['claimed', 'platform', 'ci', 'attested'] as const;
export type EvidenceGrade = (typeof evidenceGrades)[number];

/** One test or property as a runner reported it, before anybody asks which criteria it speaks for. */
export type CheckOutcome = {
  /** The full title, groups joined with ` > `. */
  name: string;
  file: string | null;
  line: number | null;
  status: 'passed' | 'failed' | 'unreachable' | 'error';
  /** Inputs tried by a property-based test; null for an example test. */
  cases: number | null;
  seed: string | null;
  counterexample: string | null;
  message: string | null;
  durationMs: number | null;
  /** Of a suite: the sha256 of what its criterion was taken to mean when the cases were derived (`readingTexts`). */
  readingSha256?: string | null;
  /** The platform made the cases itself: a few may be all that there are, and no test of the repository's stands behind them that could be empty. */
  isDerived?: true;
};

/** What one execution of the checks gave. `failure` is a sentence when there is no result to read. */
export type CheckReport = {
  command: string;
  exitCode: number | null;
  failure: string | null;
  startedAt: string;
  durationMs: number;
  outputSha256: string;
  outputTail: string;
  outcomes: CheckOutcome[];
};

/** An outcome with what it speaks for, as recorded: criterion id to the sha256 of its sentence at that time. */
export type RecordedCheck = CheckOutcome & {
  evidenceId: string;
  runId: string | null;
  grade: EvidenceGrade;
  commit: string;
  recordedAt: string;
  propertyId: string | null;
  propertySha256: string | null;
  criteria: Record<string, string>;
  /** Why a pass establishes nothing, in words: the check would pass whatever the code does. */
  refusedBecause: string | null;
  /** Of a test that an agent wrote of its own accord (`ownTests`). */
  own?: OwnTest;
};

/** What is known of such a test: the sha256 of its file as the agent left it, and who has adopted it since; null where nobody has. */
export type OwnTest = { sha256: string; adoptedBy: string | null };

/** A person's word that a criterion is met. It holds for the sentence that it was given for, and no longer. */
export type Attestation = {
  id: string;
  criterionId: string;
  criterionSha256: string;
  words: string;
  link: string | null;
  userId: string;
  userName: string;
  /** ISO 8601, in UTC. */
  createdAt: string;
};

/** What follows for a criterion. `isStale` says that its ground has changed since. */
export type Verdict = {
  state: 'unverified' | 'holds' | 'falsified' | 'unreachable' | 'error' | 'manual';
  isStale: boolean;
  /** Why it is stale, in words. */
  staleBecause: string | null;
  /** The least grade among what it follows from; null where nothing speaks. */
  grade: EvidenceGrade | null;
  /** Inputs tried over all checks that speak for it, and the number of those checks. */
  cases: number;
  checks: RecordedCheck[];
  /** Of a criterion that is broken on today's code: where the same check last held of the same sentence. The code has drifted away from it since. */
  heldOn?: { commit: string; at: string };
  /** Names of checks that gave both, on the same code: the worse of the two is what counts. */
  flaky: string[];
  /** Passes that establish nothing, each with its reason. */
  refused: RecordedCheck[];
  /** Tests of an agent's own that nobody has adopted: whatever they gave, it counts neither for nor against. */
  own: RecordedCheck[];
  /** What people have said of it, newest first; those that its sentence has left behind as well. */
  attestations: (Attestation & { isStale: boolean })[];
};
