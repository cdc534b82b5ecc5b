import type { Answers } from '#components/shell/answers.ts';

export type Notice = Answers['inbox']['list'][number];
export type NoticeGroup = { id: string; title: string; notices: Notice[] };

/** Notices by the spec that they are about, the group with the latest one first; what is about no spec is a group of its own. */
export function groupNotices(notices: readonly Notice[]): NoticeGroup[] {
  const groups = new Map<string, NoticeGroup>();
  for (const notice of notices) {
    const id = notice.spec?.id ?? 'none';
    const group = groups.get(id) ?? { id, title: notice.spec?.title ?? 'The organization', notices: [] };
    groups.set(id, group);
    group.notices.push(notice);
  }
  return [...groups.values()];
}
