import type { Verdict } from '#core/verification/evidence.ts';
import { driftOf } from '#core/verification/risk.ts';
import type { House } from '#server/context.ts';
import { notify } from './notify.ts';

type Drift = { specId: string; evidenceId: string; before: ReadonlyMap<string, Verdict>; after: ReadonlyMap<string, Verdict> };

/** Tells whoever has approved a spec, or had a task of it built, that criteria which held are broken now. Safe to repeat. */
export async function tellDrift(
  { db, engine }: Pick<House, 'db' | 'engine'>,
  { specId, evidenceId, before, after }: Drift,
): Promise<string[]> {
  const drifted = driftOf(before, after);
  const [first] = drifted;
  if (first === undefined) return [];
  const spec = await db.spec.findUniqueOrThrow({ where: { id: specId }, include: { project: true } });
  const approvals = await db.approval.findMany({ where: { specId }, select: { userId: true }, distinct: ['userId'] });
  const runs = await db.run.findMany({ where: { specId }, select: { startedById: true }, distinct: ['startedById'] });
  const what =
    drifted.length === 1
      ? `criterion ${first} no longer holds`
      : `${drifted.length} criteria no longer hold: ${drifted.slice(0, 8).join(', ')}`;
  await db.$transaction((tx) =>
    notify({ engine }, tx, {
      organizationId: spec.project.organizationId,
      kind: 'drift',
      to: [...approvals.map(({ userId }) => userId), ...runs.map(({ startedById }) => startedById)],
      by: null,
      key: `drift:${evidenceId}`,
      cause: `spec:${specId}`,
      specId,
      title: `In “${spec.title}” ${what}`,
      path: `/projects/${spec.project.slug}/specs/${spec.slug}?evidence=${encodeURIComponent(first)}`,
    }),
  );
  return drifted;
}
