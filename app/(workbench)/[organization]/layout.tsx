import { HydrationBoundary } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Frame } from '#components/shell/frame.tsx';
import { OrganizationProvider } from '#components/shell/organization.tsx';
import { dehydrated, load, trpc } from '../../lib/server-trpc.ts';

type LayoutProps = { params: Promise<{ organization: string }>; children: ReactNode };

export default async function OrganizationLayout({ params, children }: LayoutProps) {
  const { organization } = await params;
  await load(trpc.organizations.get.queryOptions({ organization }));
  return (
    <HydrationBoundary state={dehydrated()}>
      <OrganizationProvider slug={organization}>
        <Frame>{children}</Frame>
      </OrganizationProvider>
    </HydrationBoundary>
  );
}
