import { z } from 'zod';
import { mailModes, noticeKinds, noticeWords } from '#core/notices/notice.ts';
import { readMailSettings } from '#server/adapters/mail.ts';
import type { Ctx } from '#server/context.ts';
import { readMode } from './schedule-mails.ts';

/** What the actor gets by mail, kind by kind, and whether this installation can send any. */
export async function getNoticeSettings({ db, organizationId, actor }: Ctx) {
  const chosen = await db.noticeSetting.findMany({ where: { organizationId, userId: actor.userId } });
  return {
    isMailOn: readMailSettings(process.env) !== null,
    kinds: noticeKinds.map((kind) => ({
      kind,
      mail: readMode(chosen.find((setting) => setting.kind === kind)?.mail) ?? noticeWords[kind].mail,
    })),
  };
}

export const setNoticeSettingInput = z.object({ kind: z.enum(noticeKinds), mail: z.enum(mailModes) });

/** Chooses what the actor gets by mail of one kind. It holds for notices from now on. */
export async function setNoticeSetting(
  { db, organizationId, actor }: Ctx,
  { kind, mail }: z.infer<typeof setNoticeSettingInput>,
): Promise<void> {
  const { userId } = actor;
  await db.noticeSetting.upsert({
    where: { userId_organizationId_kind: { userId, organizationId, kind } },
    create: { userId, organizationId, kind, mail },
    update: { mail },
  });
}
