import { createHmac, timingSafeEqual } from 'node:crypto';
import type { House } from '#server/context.ts';
import { openRemote } from './connect-remote.ts';

export type Hook = { projectId: string; signature: string; delivery: string; body: Buffer };

const deliveryId = /^[A-Za-z0-9._-]{1,100}$/;
const projectIdShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Takes a webhook of a forge: signed with the project's own secret (`X-Hub-Signature-256`), it has the project fetched soon, whatever it says
 * happened. False, with no word of why, where the signature is not right; the same delivery again changes nothing.
 */
export async function hearHook(house: House, { projectId, signature, delivery, body }: Hook): Promise<boolean> {
  if (!projectIdShape.test(projectId) || !deliveryId.test(delivery)) return false;
  const remote = await openRemote(house, projectId).catch(() => null);
  // The same work for a project that is not there, so that nobody finds out which are.
  const wanted = createHmac('sha256', remote?.hookSecret ?? house.secret)
    .update(body)
    .digest();
  const given = Buffer.from(/^sha256=([0-9a-f]{64})$/.exec(signature)?.[1] ?? '', 'hex');
  if (!remote?.hookSecret || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return false;
  await house.db.$transaction((tx) =>
    house.engine.startJob(tx, { job: 'remote', id: `${projectId}:${delivery}`, input: { projectId }, delaySeconds: 0 }),
  );
  return true;
}
