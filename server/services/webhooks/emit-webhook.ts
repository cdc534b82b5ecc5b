import type { NoticeKind } from '#core/notices/notice.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';

export type WebhookMessage = {
  organizationId: string;
  kind: NoticeKind;
  /** Names the message for its receivers, who may get it more than once. */
  key: string;
  title: string;
  body: string;
  path: string;
  specId: string | null;
  by: string | null;
};

/** Starts the attempt at a delivery that is due at `dueAt`, which its row must say as well. */
export async function startAttempt({ engine }: Pick<House, 'engine'>, tx: Tx, deliveryId: string, dueAt: Date): Promise<void> {
  const due = dueAt.toISOString();
  const delaySeconds = Math.max(0, Math.round((dueAt.getTime() - Date.now()) / 1000));
  await engine.startJob(tx, { job: 'webhook', id: `${deliveryId}:${due}`, input: { deliveryId, dueAt: due }, delaySeconds });
}

/** Writes a message for every address of the organization that wants its kind, and starts its delivery with `tx`. Safe to repeat. */
export async function emitWebhook({ engine }: Pick<House, 'engine'>, tx: Tx, message: WebhookMessage): Promise<void> {
  const { organizationId, kind, key, title, body, path, specId, by } = message;
  const wanted = await tx.$queryRaw<{ id: string; slug: string }[]>`
    SELECT w.id, o.slug FROM webhooks w JOIN organizations o ON o.id = w.organization_id
    WHERE w.organization_id = ${organizationId} AND w.is_active AND (cardinality(w.kinds) = 0 OR ${kind} = ANY (w.kinds))`;
  const [first] = wanted;
  if (!first) return;
  const { slug } = first;
  const now = new Date();
  const data = { title, body, path: `/${slug}${path}`, organization: slug, specId, by };
  const content = JSON.stringify({ type: kind.replaceAll('_', '.'), timestamp: now.toISOString(), data });
  const added = await tx.webhookDelivery.createManyAndReturn({
    data: wanted.map(({ id }) => ({ id: uuidv7(), webhookId: id, messageId: key, kind, body: content, nextAt: now })),
    skipDuplicates: true,
    select: { id: true },
  });
  for (const { id } of added) await startAttempt({ engine }, tx, id, now);
}
