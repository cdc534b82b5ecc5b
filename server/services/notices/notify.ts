import type { NoticeKind } from '#core/notices/notice.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { tellChanges } from '#server/events/changes.ts';
import { emitWebhook } from '#server/services/webhooks/emit-webhook.ts';
import { scheduleMails } from './schedule-mails.ts';

/** Something that waits for people. */
export type NewNotice = {
  organizationId: string;
  kind: NoticeKind;
  /** User ids. Whoever is no member, and the one who did it, are left out. */
  to: readonly string[];
  /** Who did it: not told of their own doing. Null for the platform. */
  by: { userId: string; name: string } | null;
  /** Names this notice for good, as in `comment:<id>`: told again under the same key, nobody is told twice. */
  key: string;
  /** What it waits for, as in `thread:<id>`, `run:<id>`, `question:<id>`: `settle` takes it away by this. */
  cause: string;
  specId?: string | null;
  /** One line, as a sentence without its full stop: `Ada mentions you in "Order pricing"`. */
  title: string;
  /** A few words of what it is about: the comment, the question. */
  body?: string;
  /** Where one acts on it, beneath the organization's address and with a leading slash: `/runs/<id>`. */
  path: string;
};

const titleLength = 300;
const bodyLength = 2_000;

/**
 * Puts a notice into the inboxes of `to`, in the caller's transaction: it is there exactly if what it tells of is. Mails and
 * webhooks follow from it, once `tx` has committed. Safe to repeat. Gives the number of inboxes that it is new in.
 */
export async function notify({ engine }: Pick<House, 'engine'>, tx: Tx, notice: NewNotice): Promise<number> {
  const { organizationId, kind, by, key, path } = notice;
  const title = notice.title.replace(/\s+/g, ' ').trim().slice(0, titleLength);
  const body = (notice.body ?? '').slice(0, bodyLength);
  const asked = [...new Set(notice.to)].filter((userId) => userId !== by?.userId);
  const specId = notice.specId ?? null;
  const added = await insertNotices(tx, { ...notice, specId, to: asked, title, body });
  await scheduleMails({ engine }, tx, { organizationId, kind, notices: added });
  await emitWebhook({ engine }, tx, { organizationId, kind, key, title, body, path, specId, by: by?.name ?? null });
  await tellChanges(
    tx,
    organizationId,
    added.map(({ userId }) => ({ topic: 'inbox', id: userId })),
  );
  return added.length;
}

/** A row for each of `to` who is a member and has not been told yet, in one statement. */
async function insertNotices(
  tx: Tx,
  { organizationId, kind, to, by, key, cause, specId, title, body, path }: Required<NewNotice>,
): Promise<{ id: string; userId: string }[]> {
  if (to.length === 0) return [];
  return tx.$queryRaw`
    INSERT INTO notices (id, organization_id, user_id, kind, key, cause, spec_id, title, body, path, actor_name, created_at)
    SELECT asked.id, m.organization_id, m.user_id, ${kind}, ${key}, ${cause}, ${specId}::uuid, ${title}, ${body}, ${path}, ${by?.name ?? null},
      date_trunc('milliseconds', clock_timestamp())
    FROM unnest(${to.map(() => uuidv7())}::uuid[], ${[...to]}::text[]) AS asked (id, user_id)
    JOIN members m ON m.user_id = asked.user_id AND m.organization_id = ${organizationId}
    ON CONFLICT DO NOTHING
    RETURNING id, user_id AS "userId"`;
}

export type Settling = {
  organizationId: string;
  cause: string;
  to?: readonly string[];
  kinds?: readonly NoticeKind[];
  key?: string;
};

/**
 * Takes what waits for `cause` out of the inboxes, in the caller's transaction: the question was answered, the thread
 * resolved, the run started again. With `to` for these people only, with `kinds` or `key` for these notices only. Safe to repeat.
 */
export async function settle(tx: Tx, { organizationId, cause, to, kinds, key }: Settling): Promise<void> {
  const settled = await tx.$queryRaw<{ userId: string }[]>`
    UPDATE notices SET settled_at = date_trunc('milliseconds', clock_timestamp())
    WHERE organization_id = ${organizationId} AND cause = ${cause} AND settled_at IS NULL
      AND (${to === undefined} OR user_id = ANY (${[...(to ?? [])]}::text[]))
      AND (${kinds === undefined} OR kind = ANY (${[...(kinds ?? [])]}::text[]))
      AND (${key === undefined} OR key = ${key ?? ''})
    RETURNING user_id AS "userId"`;
  const people = new Set(settled.map(({ userId }) => userId));
  await tellChanges(
    tx,
    organizationId,
    [...people].map((id) => ({ topic: 'inbox', id })),
  );
}
