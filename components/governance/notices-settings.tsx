'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import type { PageState } from '#components/shell/page.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { type MailMode, mailModes, type NoticeKind, noticeWords } from '#core/notices/notice.ts';
import { Section } from './section.tsx';
import { SettingsPage } from './settings-page.tsx';

const modeLabels: Record<MailMode, string> = { off: 'Inbox only', instantly: 'Mail at once', daily: 'Daily digest' };

/** What the viewer gets by mail. */
export function NoticesSettings({ state }: PageState) {
  return (
    <SettingsPage state={state}>
      <Notices />
    </SettingsPage>
  );
}

function Notices() {
  const { slug: organization, user } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { queryKey, ...query } = trpc.inbox.settings.queryOptions({ organization });
  const { data } = useSuspenseQuery({ queryKey, ...query });
  const set = useMutation(
    trpc.inbox.setSetting.mutationOptions({
      onMutate: async ({ kind, mail }) => {
        await queryClient.cancelQueries({ queryKey });
        const before = queryClient.getQueryData(queryKey);
        queryClient.setQueryData(
          queryKey,
          (known) => known && { ...known, kinds: known.kinds.map((each) => (each.kind === kind ? { kind, mail } : each)) },
        );
        return { before };
      },
      onError: ({ message }, _input, context) => {
        queryClient.setQueryData(queryKey, context?.before);
        say(message, 'danger');
      },
    }),
  );
  return (
    <Section title="Notices" hint={`Everything arrives in your inbox at once. Choose what ${user.name} also gets by mail.`}>
      {!data.isMailOn && (
        <Notice tone="warning" className="mb-3">
          This installation sends no mail. Whoever runs it sets <code className="font-mono text-xs">SMTP_URL</code>, as in{' '}
          <code className="font-mono text-xs">smtp://user:password@mail.example.com:587</code>, and what is chosen here holds from then on.
        </Notice>
      )}
      <ul aria-label="Kinds of notices" className="panel divide-y divide-border">
        {data.kinds.map(({ kind, mail }) => (
          <KindRow key={kind} kind={kind} mail={mail} onChoose={(chosen) => set.mutate({ organization, kind, mail: chosen })} />
        ))}
      </ul>
      <p className="mt-2 text-xs text-muted-foreground">
        A mail is sent after a minute, unless you have seen the thing by then. The digest goes out at 07:00 UTC where something is unread.
      </p>
    </Section>
  );
}

function KindRow({ kind, mail, onChoose }: { kind: NoticeKind; mail: MailMode; onChoose: (mail: MailMode) => void }) {
  const { label, when } = noticeWords[kind];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2">
      <span className="min-w-0 flex-1 basis-60">
        <span className="block font-medium">{label}</span>
        <span className="block text-xs text-muted-foreground">{when}</span>
      </span>
      <select
        aria-label={`${label}: by mail`}
        value={mail}
        onChange={({ target }) => onChoose(mailModes.find((mode) => mode === target.value) ?? mail)}
        className="control w-36! shrink-0"
      >
        {mailModes.map((mode) => (
          <option key={mode} value={mode}>
            {modeLabels[mode]}
          </option>
        ))}
      </select>
    </li>
  );
}
