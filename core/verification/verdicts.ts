import { type Attestation, type EvidenceGrade, evidenceGrades, type RecordedCheck, type Verdict } from './evidence.ts';
import { isApart } from './own-tests.ts';
import type { Ground } from './record-checks.ts';

/**
 * The files that differ between the code of a commit and the code that its evidence has to speak for today, by commit;
 * null for a commit that is not there to be compared. A commit that is not in the map is not there either.
 */
export type CodeChanges = ReadonlyMap<string, readonly string[] | null>;

/** What is so today, to compare evidence with. */
export type Today = {
  ground: Ground;
  /** Null where the code is not to be compared. */
  code: CodeChanges | null;
  attestations?: readonly Attestation[];
};

/** What nothing has spoken for. */
export const unverified: Verdict = {
  state: 'unverified',
  isStale: false,
  staleBecause: null,
  grade: null,
  cases: 0,
  checks: [],
  flaky: [],
  refused: [],
  own: [],
  attestations: [],
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
 * What follows for one criterion from all that was ever recorded. Of each check (file and title) its newest record counts,
 * or the worst of those that ran on the same code: a check that fails once and passes once is flaky and never green.
 * Records on today's ground decide. Where there are none, a person's word for today's sentence does; where there is none
 * either, older records do, then older words, and the verdict is stale. So a check that is gone from the repository stops
 * counting as soon as another one speaks on today's code, and nobody's word hides what a machine has seen fail today. A test of an
 * agent's own says nothing until a person has adopted it.
 */
export function verdictOf(criterionId: string, checks: readonly RecordedCheck[], today: Today): Verdict {
  const said = attestationsOf(criterionId, today);
  const naming = checks.filter(({ criteria }) => Object.hasOwn(criteria, criterionId));
  const all = naming.filter((check) => !isApart(check));
  const speaking = all.filter((check) => !isRefused(check));
  const shared = { refused: standing(all.filter(isRefused)).counted, own: standing(naming.filter(isApart)).counted, attestations: said };
  const fresh = speaking.filter((check) => staleReason(check, criterionId, today) === null);
  if (fresh.length > 0) return { ...byMachine(standing(fresh)), isStale: false, staleBecause: null, ...shared };
  if (said.some(({ isStale }) => !isStale)) return { ...unverified, state: 'manual', grade: 'attested', ...shared };
  const old = standing(speaking);
  const [latest] = old.counted;
  if (latest) return { ...byMachine(old), isStale: true, staleBecause: staleReason(latest, criterionId, today), ...shared };
  if (said.length === 0) return { ...unverified, ...shared };
  const staleBecause = `Criterion ${criterionId} was reworded after it was attested.`;
  return { ...unverified, state: 'manual', isStale: true, staleBecause, grade: 'attested', ...shared };
}

/** The verdicts of all criteria of a spec, by id, in the order of `today.ground`. */
export function verdictsOf(checks: readonly RecordedCheck[], today: Today): Map<string, Verdict> {
  return new Map([...today.ground.criteria.keys()].map((id) => [id, verdictOf(id, checks, today)]));
}

/**
 * Whether a task is done, by evidence alone. Of the criteria that it serves, at least one is established on today's ground,
 * by a check or by a named person, and each other one either is too or has nothing that speaks for it. One that is
 * falsified, in error, unreachable or stale is enough to say no. A task that serves no criterion is never verified.
 */
export function isTaskVerified(task: { criterionIds: readonly string[] }, verdicts: ReadonlyMap<string, Verdict>): boolean {
  const served = task.criterionIds.flatMap((id) => verdicts.get(id) ?? []).filter(({ state }) => state !== 'unverified');
  return served.length > 0 && served.every(({ state, isStale }) => (state === 'holds' || state === 'manual') && !isStale);
}

type Standing = { counted: RecordedCheck[]; flaky: string[] };

function byMachine({ counted: checks, flaky }: Standing): Pick<Verdict, 'state' | 'grade' | 'cases' | 'checks' | 'flaky'> {
  const worst = gravity.find((status) => checks.some((check) => check.status === status)) ?? 'passed';
  return { state: stateOf[worst], grade: least(checks), cases: checks.reduce((sum, { cases }) => sum + (cases ?? 0), 0), checks, flaky };
}

function least(checks: readonly RecordedCheck[]): EvidenceGrade | null {
  return evidenceGrades.find((grade) => checks.some((check) => check.grade === grade)) ?? null;
}

/** A refused check that fails still tells something: that it can. */
function isRefused({ refusedBecause, status }: RecordedCheck): boolean {
  return refusedBecause !== null && status === 'passed';
}

function attestationsOf(criterionId: string, { ground, attestations = [] }: Today): Verdict['attestations'] {
  const sha256 = ground.criteria.get(criterionId);
  return attestations
    .filter((each) => each.criterionId === criterionId)
    .map((each) => ({ ...each, isStale: each.criterionSha256 !== sha256 }))
    .sort((a, b) => later(a.createdAt, b.createdAt) || later(a.id, b.id));
}

/**
 * The records of each check that count, newest first, and the names of those that passed and failed on the same commit.
 * Two tests of one title in one file both stand, for either may fail.
 */
function standing(checks: readonly RecordedCheck[]): Standing {
  const flaky = new Set<string>();
  const counted: RecordedCheck[] = [];
  for (const records of Map.groupBy(checks, ({ file, name }) => `${file}\n${name}`).values()) {
    const newest = latestOf(records);
    const same = records.filter((record) => newest.some((each) => onSameGround(record, each)));
    const failed = same.filter(({ status }) => status === 'failed');
    if (failed.length > 0 && same.some(({ status }) => status === 'passed') && !isOneExecution(same)) {
      for (const { name } of newest) flaky.add(name);
      counted.push(...latestOf(failed));
    } else counted.push(...newest);
  }
  counted.sort((a, b) => later(a.recordedAt, b.recordedAt) || later(a.evidenceId, b.evidenceId));
  return { counted, flaky: [...flaky].sort() };
}

function isOneExecution(records: readonly RecordedCheck[]): boolean {
  return records.every(({ evidenceId }) => evidenceId === records[0]?.evidenceId);
}

/** Whether two records of a check were made on the same code for the same words. */
function onSameGround(a: RecordedCheck, b: RecordedCheck): boolean {
  const ids = Object.keys(a.criteria);
  return (
    a.commit === b.commit &&
    a.propertySha256 === b.propertySha256 &&
    (a.readingSha256 ?? null) === (b.readingSha256 ?? null) &&
    ids.length === Object.keys(b.criteria).length &&
    ids.every((id) => a.criteria[id] === b.criteria[id])
  );
}

/** The records of the newest evidence among these: all of them, for one evidence may hold two tests of one title. */
function latestOf(records: readonly RecordedCheck[]): RecordedCheck[] {
  const order = (a: RecordedCheck, b: RecordedCheck) => later(a.recordedAt, b.recordedAt) || later(a.evidenceId, b.evidenceId);
  const newest = records.reduce((best, each) => (order(each, best) < 0 ? each : best));
  return records.filter((record) => order(record, newest) === 0);
}

/** Sorts the later text first. */
function later(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

function staleReason(check: RecordedCheck, criterionId: string, { ground, code }: Today): string | null {
  const { propertyId, propertySha256, readingSha256, commit } = check;
  if (check.criteria[criterionId] !== ground.criteria.get(criterionId)) return `Criterion ${criterionId} was reworded after the check.`;
  if (propertyId !== null && propertySha256 !== (ground.properties.get(propertyId) ?? null)) {
    return ground.properties.has(propertyId)
      ? `Property ${propertyId} was reworded after the check.`
      : `Property ${propertyId} is no longer in the design.`;
  }
  if (readingSha256 && ground.readings && ground.readings.get(criterionId) !== readingSha256) {
    return ground.readings.has(criterionId)
      ? `The reading of criterion ${criterionId}, from which its cases followed, changed after the check.`
      : `Criterion ${criterionId} has no reading any more that its cases could follow from.`;
  }
  if (code === null) return null;
  const changed = code.get(commit) ?? null;
  if (changed === null) return `The check ran on ${commit.slice(0, 7)}, which is not in the project's repository.`;
  if (changed.length === 0) return null;
  const named = changed.slice(0, 2).join(', ');
  const rest = changed.length - 2;
  const files = rest > 0 ? `${named} and ${rest} more ${rest === 1 ? 'file' : 'files'}` : named;
  return `The code changed after the check, which ran on ${commit.slice(0, 7)}: ${files}.`;
}
