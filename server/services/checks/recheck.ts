import { byRisk } from '#core/verification/risk.ts';
import { verdictsOf } from '#core/verification/verdicts.ts';
import type { House } from '#server/context.ts';
import type { Db } from '#server/db/client.ts';
import { readAttestations } from './attest.ts';
import { readCodeChanges } from './code-changes.ts';
import { readGround } from './read-ground.ts';
import { readSpeakingChecks } from './recorded-checks.ts';

/** How often a project is looked through for what is stale. */
export const everyMs = 10 * 60_000;
/** Texts that were written in so lately are still being written. */
const restMs = 2 * 60_000;

type Rechecks = Pick<House, 'db' | 'dataPath' | 'engine'>;

/** What is looked through: all specs of a project, or the one whose texts have come to rest just now. */
export type Recheck = { projectId: string; specId?: string };

/**
 * Has the checks of a project run again whose verdicts are stale, in the order of what is riskiest, and looks again later. What was checked already on this very code and these
 * very texts is not checked again, though it stays stale (its test is gone). Gives the specs whose checks were started. Safe to repeat.
 */
export async function recheckProject(house: Rechecks, { projectId, specId: only }: Recheck, now = new Date()): Promise<string[]> {
  const { db, engine } = house;
  const project = await db.project.findUnique({ where: { id: projectId }, select: { headCommit: true, checkCommand: true } });
  if (!project) return [];
  const resting = { none: { updatedAt: { gt: new Date(now.getTime() - restMs) } } };
  const specs = project.checkCommand
    ? await db.spec.findMany({
        where: {
          projectId,
          archivedAt: null,
          evidence: { some: { failure: null } },
          ...(only === undefined ? { documents: resting } : { id: only }),
        },
        select: { id: true },
        orderBy: { createdAt: 'asc' },
      })
    : [];
  const standing = [];
  for (const { id: specId } of specs)
    if (!(await isCheckedAsItIs(db, specId, project.headCommit))) standing.push({ specId, verdicts: await verdictsNow(house, specId) });
  const stale = byRisk(standing);
  const [user] = await db.member.findMany({ where: { organization: { projects: { some: { id: projectId } } }, role: 'owner' }, take: 1 });
  await db.$transaction(async (tx) => {
    for (const specId of stale)
      await engine.startCheck(tx, {
        specId,
        evidenceKey: `check:stale-${specId}-${project.headCommit.slice(0, 12)}-${now.getTime()}`,
        userId: user?.userId ?? '',
        projectId,
      });
    await scheduleRecheck(engine, tx, projectId, new Date(now.getTime() + everyMs));
  });
  return stale;
}

/**
 * Looks through a project as soon as `tx` commits, because its code or the texts of a spec have changed. `cause` names the change (a commit, a revision): hearing of it
 * twice is one look.
 */
export async function recheckNow(
  engine: House['engine'],
  tx: Parameters<House['engine']['startJob']>[0],
  { projectId, specId, cause }: Recheck & { cause: string },
): Promise<void> {
  const input = specId === undefined ? { projectId } : { projectId, specId };
  await engine.startJob(tx, { job: 'recheck', id: `${specId ?? projectId}:${cause}`, delaySeconds: 0, input });
}

/**
 * The same for a document that nobody has open any more, or whose text somebody has decided on: what its spec says now is held against the evidence at once. Nothing happens
 * where nothing was ever checked.
 */
export async function recheckDocument({ db, engine }: Pick<House, 'db' | 'engine'>, documentId: string): Promise<void> {
  const document = await db.document.findFirst({
    where: { id: documentId, spec: { archivedAt: null, evidence: { some: { failure: null } } } },
    select: { headSeq: true, spec: { select: { id: true, projectId: true } } },
  });
  if (!document?.spec) return;
  const { id: specId, projectId } = document.spec;
  await db.$transaction((tx) => recheckNow(engine, tx, { projectId, specId, cause: `${documentId}@${document.headSeq}` }));
}

/** Looks through a project at a time that is still to come; once for each time. */
export async function scheduleRecheck(
  engine: House['engine'],
  tx: Parameters<House['engine']['startJob']>[0],
  projectId: string,
  at: Date,
): Promise<void> {
  // Whoever asks for about the same time asks for the same.
  const slot = Math.floor(at.getTime() / everyMs);
  const delaySeconds = Math.max(0, Math.round((slot * everyMs - Date.now()) / 1000));
  await engine.startJob(tx, { job: 'recheck', id: `${projectId}:${slot}`, delaySeconds, input: { projectId } });
}

/** Sees to it that every project is looked through from time to time: called when a worker starts. */
export async function scheduleRechecks({ db, engine }: Pick<House, 'db' | 'engine'>): Promise<void> {
  const projects = await db.project.findMany({ select: { id: true } });
  for (const { id } of projects) await db.$transaction((tx) => scheduleRecheck(engine, tx, id, new Date(Date.now() + everyMs)));
}

/** The verdicts of a spec as they are now, on today's words and code. */
export async function verdictsNow(house: Pick<House, 'db' | 'dataPath'>, specId: string) {
  const { db } = house;
  const [{ ground }, checks, attestations] = [
    await readGround(db, specId),
    await readSpeakingChecks(db, specId),
    await readAttestations(db, specId),
  ];
  return verdictsOf(checks, { ground, code: await readCodeChanges(house, { specId, checks }), attestations });
}

async function isCheckedAsItIs(db: Db, specId: string, commit: string): Promise<boolean> {
  const last = await db.evidence.findFirst({
    where: { specId, runId: null, grade: 'platform', commit },
    orderBy: { createdAt: 'desc' },
    select: { revisions: true },
  });
  if (!last) return false;
  const { revisions } = await readGround(db, specId);
  // Written by `recordEvidence` and nobody else.
  const then = last.revisions as Record<string, string>;
  const kinds = new Set([...Object.keys(then), ...Object.keys(revisions)]);
  return [...kinds].every((kind) => then[kind] === revisions[kind]);
}
