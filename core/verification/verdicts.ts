import type { RecordedCheck, Verdict } from './evidence.ts';
import type { Ground } from './record-checks.ts';

/** What is so today, to compare evidence with. */
export type Today = {
  ground: Ground;
  /** Commits whose files are today's; null where the code is not to be compared. */
  commits: ReadonlySet<string> | null;
};

/** From worst to best: the worst that any check says of a criterion is what is said of it. */
const gravity = ['failed', 'error', 'unreachable', 'passed'] as const satisfies RecordedCheck['status'][];

const stateOf: Record<RecordedCheck['status'], Verdict['state']> = {
  failed: 'falsified',
  error: 'error',
  unreachable: 'unreachable',
  passed: 'holds',
};

/**
 * What follows for one criterion from all that was ever recorded. Of each check (file and title) only its newest
 * record counts. Records on today's ground decide; where there are none, older ones do, and the verdict is stale. So a
 * check that is gone from the repository stops counting as soon as another one speaks on today's code.
 */
export function verdictOf(criterionId: string, checks: readonly RecordedCheck[], today: Today): Verdict {
  const speaking = newest(checks.filter(({ criteria }) => Object.hasOwn(criteria, criterionId)));
  const [latest] = speaking;
  if (!latest) return { state: 'unverified', isStale: false, staleBecause: null, cases: 0, checks: [] };
  const fresh = speaking.filter((check) => staleReason(check, criterionId, today) === null);
  const counted = fresh.length > 0 ? fresh : speaking;
  const worst = gravity.find((status) => counted.some((check) => check.status === status)) ?? 'passed';
  return {
    state: stateOf[worst],
    isStale: fresh.length === 0,
    staleBecause: fresh.length === 0 ? staleReason(latest, criterionId, today) : null,
    cases: counted.reduce((sum, { cases }) => sum + (cases ?? 0), 0),
    checks: counted,
  };
}

/** The verdicts of all criteria of a spec, by id, in the order of `today.ground`. */
export function verdictsOf(checks: readonly RecordedCheck[], today: Today): Map<string, Verdict> {
  return new Map([...today.ground.criteria.keys()].map((id) => [id, verdictOf(id, checks, today)]));
}

/**
 * Whether a task is done, by evidence alone. Of the criteria that it serves, at least one holds on today's ground, and
 * each other one either holds too or has no check that speaks for it. One that is falsified, in error, unreachable or
 * stale is enough to say no. A task that serves no criterion (a checkpoint) is never verified by machine.
 */
export function isTaskVerified(task: { criterionIds: readonly string[] }, verdicts: ReadonlyMap<string, Verdict>): boolean {
  const served = task.criterionIds.flatMap((id) => verdicts.get(id) ?? []).filter(({ state }) => state !== 'unverified');
  return served.length > 0 && served.every(({ state, isStale }) => state === 'holds' && !isStale);
}

/** The newest records of each check, newest first. Two tests of one title in one file both stand, for either may fail. */
function newest(checks: readonly RecordedCheck[]): RecordedCheck[] {
  const last = new Map<string, RecordedCheck>();
  const key = ({ file, name }: RecordedCheck) => `${file}\n${name}`;
  for (const check of checks) {
    const known = last.get(key(check));
    if (!known || check.recordedAt > known.recordedAt) last.set(key(check), check);
  }
  return checks
    .filter((check) => last.get(key(check))?.evidenceId === check.evidenceId)
    .sort((a, b) => (a.recordedAt < b.recordedAt ? 1 : a.recordedAt > b.recordedAt ? -1 : 0));
}

function staleReason(check: RecordedCheck, criterionId: string, { ground, commits }: Today): string | null {
  const { propertyId, propertySha256, commit } = check;
  if (check.criteria[criterionId] !== ground.criteria.get(criterionId)) return `Criterion ${criterionId} was reworded after the check.`;
  if (propertyId !== null && propertySha256 !== (ground.properties.get(propertyId) ?? null)) {
    return ground.properties.has(propertyId)
      ? `Property ${propertyId} was reworded after the check.`
      : `Property ${propertyId} is no longer in the design.`;
  }
  if (commits && !commits.has(commit)) return `The code changed after the check, which ran on ${commit.slice(0, 7)}.`;
  return null;
}
