import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';

/**
 * Lets the waves of an organization look again for what they may start, since a run of it is over or waits for people: one of the places that its waves
 * share is free. `cause` names that moment, so that it counts once.
 */
export async function wakeWaves(
  { engine }: Pick<House, 'engine'>,
  tx: Tx,
  { organizationId, cause }: { organizationId: string; cause: string },
): Promise<void> {
  const waves = await tx.wave.findMany({ where: { organizationId, endedAt: null }, select: { id: true } });
  for (const { id: waveId } of waves)
    await engine.startJob(tx, { job: 'wave', id: `${waveId}:${cause}`, input: { waveId }, delaySeconds: 0 });
}
