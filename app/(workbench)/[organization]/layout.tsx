import type { ReactNode } from 'react';
import { Frame } from '#components/shell/frame.tsx';
import { beginReading, dehydrated, load, trpc } from '../../lib/server-trpc.ts';

type LayoutProps = { params: Promise<{ organization: string }>; children: ReactNode };

export default async function OrganizationLayout({ params, children }: LayoutProps) {
  const { organization } = await params;
  const readAt = beginReading();
  const { actions } = await load(trpc.organizations.get.queryOptions({ organization }));
  if (actions.includes('inbox.own')) await load(trpc.inbox.count.queryOptions({ organization }));
  return (
    <Frame organization={organization} readAt={readAt} state={dehydrated()}>
      {children}
    </Frame>
  );
}
