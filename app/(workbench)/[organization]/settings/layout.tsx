import type { ReactNode } from 'react';
import { SettingsTabs } from '#components/governance/settings-tabs.tsx';
import { PageHead } from '#components/shell/page-head.tsx';

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHead title="Settings" />
      <SettingsTabs />
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="max-w-4xl px-4 py-5 md:px-5">{children}</div>
      </div>
    </>
  );
}
