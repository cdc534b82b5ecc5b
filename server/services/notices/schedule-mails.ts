import { type MailMode, mailModes, type NoticeKind, noticeWords } from '#core/notices/notice.ts';
import { readMailSettings } from '#server/adapters/mail.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';

/** Whoever has the page open reads it there: a mail goes out for what is still unread then. */
const graceSeconds = 60;
/** The hour of a day's digest, UTC. */
const digestHour = 7;

type NewNotices = { organizationId: string; kind: NoticeKind; notices: readonly { id: string; userId: string }[] };

/** Starts what will write to the people of new notices, each as they have chosen; nothing where no mail can be sent. */
export async function scheduleMails(
  { engine }: Pick<House, 'engine'>,
  tx: Tx,
  { organizationId, kind, notices }: NewNotices,
): Promise<void> {
  if (notices.length === 0 || !readMailSettings(process.env)) return;
  const userIds = notices.map(({ userId }) => userId);
  const chosen = await tx.noticeSetting.findMany({ where: { organizationId, kind, userId: { in: userIds } } });
  for (const { id, userId } of notices) {
    const mode = readMode(chosen.find((setting) => setting.userId === userId)?.mail) ?? noticeWords[kind].mail;
    if (mode === 'instantly') await engine.startJob(tx, { job: 'mail-notice', id, input: { noticeId: id }, delaySeconds: graceSeconds });
    if (mode === 'daily') {
      const due = nextDigest(new Date());
      // The same for all notices until then: the first one starts it.
      const job = `${userId}:${organizationId}:${due.toISOString().slice(0, 10)}`;
      const delaySeconds = Math.ceil((due.getTime() - Date.now()) / 1000);
      await engine.startJob(tx, { job: 'mail-digest', id: job, input: { userId, organizationId }, delaySeconds });
    }
  }
}

/** The next time at which digests go out, after `now`. */
export function nextDigest(now: Date): Date {
  const due = new Date(now);
  due.setUTCHours(digestHour, 0, 0, 0);
  if (due <= now) due.setUTCDate(due.getUTCDate() + 1);
  return due;
}

/** The mode that a stored word names. */
export function readMode(text: string | undefined): MailMode | undefined {
  return mailModes.find((mode) => mode === text);
}
