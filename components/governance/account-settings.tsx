'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { PageState } from '#components/shell/page.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { EmailForm, NameForm, PasswordForm } from './account-forms.tsx';
import { AccountPasskeys } from './account-passkeys.tsx';
import { AccountSessions } from './account-sessions.tsx';
import { Section } from './section.tsx';
import { SettingsPage } from './settings-page.tsx';

/** Who the viewer is, how they sign in, and where they are signed in now. */
export function AccountSettings({ state }: PageState) {
  return (
    <SettingsPage state={state}>
      <Account />
    </SettingsPage>
  );
}

function Account() {
  const trpc = useTRPC();
  const { data: account } = useSuspenseQuery(trpc.account.get.queryOptions());
  const canComeBack = account.hasPassword || account.passkeys.length > 0;
  return (
    <>
      {!canComeBack && (
        <Notice tone="warning" className="mb-6">
          You signed in by a link that works once. Give your e-mail and set a password, so that you can come back without a new link.
        </Notice>
      )}
      <Section title="Profile" hint="Your name stands beside what you write and decide.">
        <div className="panel divide-y divide-border">
          <NameForm name={account.name} />
          <EmailForm email={account.hasEmail ? account.email : ''} hasPassword={account.hasPassword} />
        </div>
      </Section>
      <Section
        title="Password"
        hint={
          account.hasPassword
            ? 'Changing it signs you out everywhere but here.'
            : 'You have none yet. With one you sign in by your e-mail instead of a link.'
        }
      >
        <div className="panel">
          <PasswordForm hasPassword={account.hasPassword} />
        </div>
      </Section>
      <AccountPasskeys passkeys={account.passkeys} />
      <AccountSessions sessions={account.sessions} />
    </>
  );
}
