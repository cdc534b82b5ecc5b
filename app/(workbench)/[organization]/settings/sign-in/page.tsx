import type { Metadata } from 'next';
import { SignInSettings } from '#components/governance/sign-in-settings.tsx';
import { dehydrated, load, trpc } from '../../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Sign-in' };

type PageProps = { params: Promise<{ organization: string }> };

export default async function Page({ params }: PageProps) {
  const { organization } = await params;
  await load(trpc.identity.get.queryOptions({ organization }));
  return <SignInSettings state={dehydrated()} />;
}
