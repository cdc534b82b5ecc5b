import { z } from 'zod';
import { noticeKinds } from '#core/notices/notice.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { encryptKey } from '#server/services/models/key-cipher.ts';
import { startAttempt } from './emit-webhook.ts';
import { newWebhookSecret } from './signature.ts';

const address = z.url({ protocol: /^https?$/, error: 'It must be an address such as https://example.com/hook.' }).max(2_000);
const kinds = z.array(z.enum(noticeKinds)).max(noticeKinds.length);
const mostWebhooks = 20;

export const addWebhookInput = z.object({ url: address, kinds: kinds.default([]) });
export const changeWebhookInput = z.object({ webhookId: z.uuid(), isActive: z.boolean() });
export const removeWebhookInput = z.object({ webhookId: z.uuid() });
export const listDeliveriesInput = z.object({ webhookId: z.uuid(), limit: z.int().min(1).max(200).default(50) });
export const replayDeliveryInput = z.object({ deliveryId: z.uuid() });

/** Adds an address that is told of notices of these kinds, or of all. Gives the signing secret, which is shown this once. */
export async function addWebhook({ db, organizationId, actor, secret }: Ctx, { url, kinds: wanted }: z.infer<typeof addWebhookInput>) {
  const { username, password } = new URL(url);
  if (username || password) throw new Failure('invalid', 'Leave name and password out of the address; messages are signed.');
  if ((await db.webhook.count({ where: { organizationId } })) >= mostWebhooks)
    throw new Failure('invalid', `An organization has at most ${mostWebhooks} addresses.`);
  const id = uuidv7();
  const signing = newWebhookSecret();
  const data = { id, organizationId, url, kinds: wanted, encryptedSecret: encryptKey(secret, id, signing), createdById: actor.userId };
  await db.webhook.create({ data });
  return { id, secret: signing };
}

/** The organization's addresses, each with how its latest deliveries went. */
export async function listWebhooks({ db, organizationId }: Ctx) {
  const webhooks = await db.webhook.findMany({
    where: { organizationId },
    orderBy: { createdAt: 'asc' },
    select: {
      id: true,
      url: true,
      kinds: true,
      isActive: true,
      createdAt: true,
      deliveries: { orderBy: { createdAt: 'desc' }, take: 1, select: { status: true, createdAt: true } },
    },
  });
  return webhooks.map(({ deliveries, ...webhook }) => ({ ...webhook, latest: deliveries[0] ?? null }));
}

/** Switches an address on or off; what waits for one that is off fails at its next attempt. */
export async function changeWebhook(
  { db, organizationId }: Ctx,
  { webhookId, isActive }: z.infer<typeof changeWebhookInput>,
): Promise<void> {
  const { count } = await db.webhook.updateMany({ where: { id: webhookId, organizationId }, data: { isActive } });
  if (count === 0) throw new Failure('not_found', 'There is no such address in this organization.');
}

/** Removes an address with the log of its deliveries. */
export async function removeWebhook({ db, organizationId }: Ctx, { webhookId }: z.infer<typeof removeWebhookInput>): Promise<void> {
  const { count } = await db.webhook.deleteMany({ where: { id: webhookId, organizationId } });
  if (count === 0) throw new Failure('not_found', 'There is no such address in this organization.');
}

/** What was sent to an address, the latest first. */
export async function listDeliveries({ db, organizationId }: Ctx, { webhookId, limit }: z.infer<typeof listDeliveriesInput>) {
  return db.webhookDelivery.findMany({
    where: { webhookId, webhook: { organizationId } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
    omit: { webhookId: true },
  });
}

/** Sends a message once more: the same id and body under a new signature. Its attempts begin anew. */
export async function replayDelivery(
  { db, engine, organizationId }: Ctx,
  { deliveryId }: z.infer<typeof replayDeliveryInput>,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const where = { id: deliveryId, webhook: { organizationId, isActive: true } };
    const delivery = await tx.webhookDelivery.findFirst({ where, select: { status: true } });
    if (!delivery) throw new Failure('not_found', 'There is no such delivery to an address that is switched on.');
    if (delivery.status === 'waiting') throw new Failure('invalid', 'This delivery is still being tried.');
    const nextAt = new Date();
    const again = { status: 'waiting', attempts: 0, problem: null, answerCode: null, nextAt };
    await tx.webhookDelivery.update({ where: { id: deliveryId }, data: again });
    await startAttempt({ engine }, tx, deliveryId, nextAt);
  });
}
