import { isNoticeKind, noticeWords } from '#core/notices/notice.ts';
import { readMailSettings, sendMail } from '#server/adapters/mail.ts';
import type { House } from '#server/context.ts';
import { publicUrl } from './public-url.ts';
import { readMode } from './schedule-mails.ts';
import { type MailedNotice, writeDigest, writeNoticeMail } from './write-mail.ts';

type Mailing = Pick<House, 'db'>;

/** What still waits unread, and was not written about yet. */
const stillNew = { readAt: null, doneAt: null, settledAt: null, mailedAt: null } as const;
/** A digest names so many, and says how many more there are. */
const digestLength = 50;

/** Writes to a person about one notice, unless they have seen it meanwhile. Throws where the server does not take the mail. */
export async function mailNotice({ db }: Mailing, noticeId: string): Promise<void> {
  const settings = readMailSettings(process.env);
  const notice = await db.notice.findFirst({
    where: { id: noticeId, ...stillNew },
    include: { user: true, organization: { select: { slug: true, name: true } } },
  });
  if (!settings || !notice) return;
  const mail = writeNoticeMail(publicUrl(), notice.organization, notice);
  await sendMail(settings, { to: notice.user.email, ...mail });
  await db.notice.updateMany({ where: { id: noticeId }, data: { mailedAt: new Date() } });
}

/** Writes to a person about all that has come since the last digest and is still unread. Nothing where there is nothing. */
export async function mailDigest({ db }: Mailing, { userId, organizationId }: { userId: string; organizationId: string }): Promise<void> {
  const settings = readMailSettings(process.env);
  const member = await db.member.findUnique({
    where: { organizationId_userId: { organizationId, userId } },
    include: { user: true, organization: { select: { slug: true, name: true } } },
  });
  if (!settings || !member) return;
  const chosen = await db.noticeSetting.findMany({ where: { organizationId, userId } });
  const isDaily = ({ kind }: { kind: string }) =>
    isNoticeKind(kind) && (readMode(chosen.find((setting) => setting.kind === kind)?.mail) ?? noticeWords[kind].mail) === 'daily';
  const found = await db.notice.findMany({ where: { organizationId, userId, ...stillNew }, orderBy: { createdAt: 'asc' } });
  const notices: MailedNotice[] = found.filter(isDaily);
  if (notices.length === 0) return;
  const mail = writeDigest(publicUrl(), member.organization, notices.slice(0, digestLength), notices.length);
  await sendMail(settings, { to: member.user.email, ...mail });
  const ids = found.filter(isDaily).map(({ id }) => id);
  await db.notice.updateMany({ where: { id: { in: ids } }, data: { mailedAt: new Date() } });
}
