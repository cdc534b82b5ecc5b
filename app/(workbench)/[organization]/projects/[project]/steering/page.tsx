import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../../../lib/server-trpc.ts';
import { SteeringPage } from './steering-page.tsx';

export const metadata: Metadata = { title: 'Steering' };

type PageProps = {
  params: Promise<{ organization: string; project: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, project } = await params;
  const { document } = await searchParams;
  await load(trpc.steering.list.queryOptions({ organization, project }));
  return <SteeringPage state={dehydrated()} project={project} opened={typeof document === 'string' ? document : null} />;
}
