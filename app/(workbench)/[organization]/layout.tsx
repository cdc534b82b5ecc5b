import type { ReactNode } from 'react';
import { Frame } from '#components/shell/frame.tsx';
import { dehydrated, load, trpc } from '../../lib/server-trpc.ts';

type LayoutProps = { params: Promise<{ organization: string }>; children: ReactNode };

export default async function OrganizationLayout({ params, children }: LayoutProps) {
  const { organization } = await params;
  await load(trpc.organizations.get.queryOptions({ organization }));
  return (
    <Frame organization={organization} state={dehydrated()}>
      {children}
    </Frame>
  );
}
