import { AddressForbidden, postOutside } from '#server/adapters/post-outside.ts';
import type { House } from '#server/context.ts';
import { decryptKey } from '#server/services/models/key-cipher.ts';
import type { WebhookAttempt } from '#server/services/runs/engine.ts';
import { startAttempt } from './emit-webhook.ts';
import { isPrivateAddress } from './private-address.ts';
import { signedHeaders } from './signature.ts';

/** Seconds until the attempt after the first, second, ... failed one: some 28 hours in all, as Standard Webhooks advises. */
const pausesSeconds = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 36_000] as const;

/** True if addresses of private networks may be told: for who runs its receivers beside the workbench. */
export function arePrivateAddressesAllowed(env: NodeJS.ProcessEnv): boolean {
  return env['WEBHOOKS_ALLOW_PRIVATE'] === 'yes';
}

/**
 * Makes one attempt at a delivery and records what came of it; a failed one starts the next after a longer pause, in the
 * transaction that records it. An answer of 2xx delivers, 410 (gone) switches the address off. Does nothing for what is delivered.
 */
export async function deliverWebhook(
  { db, engine, secret }: Pick<House, 'db' | 'engine' | 'secret'>,
  { deliveryId, dueAt }: WebhookAttempt,
): Promise<void> {
  const delivery = await db.webhookDelivery.findUnique({ where: { id: deliveryId }, include: { webhook: true } });
  // An attempt that was carried out, and repeated after a crash, finds another moment here.
  if (delivery?.status !== 'waiting' || delivery.nextAt?.toISOString() !== dueAt) return;
  const { webhook, body, messageId } = delivery;
  if (!webhook.isActive) {
    const problem = 'The address was switched off.';
    await db.webhookDelivery.update({ where: { id: deliveryId }, data: { status: 'failed', problem, nextAt: null } });
    return;
  }
  const key = decryptKey(secret, webhook.id, webhook.encryptedSecret);
  const outcome = await attempt({ url: webhook.url, key, messageId, body });
  const attempts = delivery.attempts + 1;
  await db.$transaction(async (tx) => {
    if (outcome.isDelivered) {
      const data = { status: 'delivered', attempts, answerCode: outcome.code, problem: null, nextAt: null, deliveredAt: new Date() };
      await tx.webhookDelivery.update({ where: { id: deliveryId }, data });
      return;
    }
    const pause = outcome.isFinal ? undefined : pausesSeconds[attempts - 1];
    const nextAt = pause === undefined ? null : new Date(Date.now() + pause * 1000);
    const status = nextAt ? 'waiting' : 'failed';
    await tx.webhookDelivery.update({
      where: { id: deliveryId },
      data: { status, attempts, answerCode: outcome.code, problem: outcome.problem, nextAt },
    });
    if (outcome.code === 410) await tx.webhook.update({ where: { id: webhook.id }, data: { isActive: false } });
    if (nextAt) await startAttempt({ engine }, tx, deliveryId, nextAt);
  });
}

type Outcome = { isDelivered: true; code: number } | { isDelivered: false; code: number | null; problem: string; isFinal: boolean };

async function attempt(message: { url: string; key: string | null; messageId: string; body: string }): Promise<Outcome> {
  const { url, key, messageId: id, body } = message;
  if (key === null)
    return { isDelivered: false, code: null, problem: 'Its signing secret cannot be read with this installation’s own.', isFinal: true };
  const headers = signedHeaders(key, { id, timestamp: Math.floor(Date.now() / 1000), body });
  const isAllowed = arePrivateAddressesAllowed(process.env);
  try {
    const answer = await postOutside({ url, headers, body, isForbidden: (address) => !isAllowed && isPrivateAddress(address) });
    const { status: code } = answer;
    if (code >= 200 && code < 300) return { isDelivered: true, code };
    return { isDelivered: false, code, problem: `The address answered ${code}.`, isFinal: code === 410 };
  } catch (cause) {
    const isFinal = cause instanceof AddressForbidden;
    return { isDelivered: false, code: null, problem: sentenceOf(cause), isFinal };
  }
}

function sentenceOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'The address could not be reached.';
  if (cause instanceof AddressForbidden) return cause.message;
  if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return 'The address did not answer within 15 seconds.';
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  return `The address could not be reached (${code.slice(0, 200)}).`;
}
