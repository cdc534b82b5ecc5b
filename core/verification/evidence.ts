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
  commit: string;
  recordedAt: string;
  propertyId: string | null;
  propertySha256: string | null;
  criteria: Record<string, string>;
};

/** What follows for a criterion (`manual` comes with attestations). `isStale` says that its ground has changed since. */
export type Verdict = {
  state: 'unverified' | 'holds' | 'falsified' | 'unreachable' | 'error';
  isStale: boolean;
  /** Why it is stale, in words. */
  staleBecause: string | null;
  /** Inputs tried over all checks that speak for it, and the number of those checks. */
  cases: number;
  checks: RecordedCheck[];
};
