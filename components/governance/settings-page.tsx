'use client';

import type { ReactNode } from 'react';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { SettingsTabs } from './settings-tabs.tsx';

/** What the pages of the settings have in common. */
export function SettingsPage({ state, children }: PageState & { children: ReactNode }) {
  return (
    <WithAnswers state={state}>
      <PageHead title="Settings" />
      <SettingsTabs />
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="max-w-4xl px-4 py-5 md:px-5">{children}</div>
      </div>
    </WithAnswers>
  );
}
