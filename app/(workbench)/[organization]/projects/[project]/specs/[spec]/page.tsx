import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../../../../lib/server-trpc.ts';
import { readAddress } from './address.ts';
import { SpecPage } from './spec-page.tsx';

type PageProps = {
  params: Promise<{ organization: string; project: string; spec: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { title } = await load(trpc.specs.get.queryOptions(await params));
  return { title };
}

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, project, spec: slug } = await params;
  const spec = await load(trpc.specs.get.queryOptions({ organization, project, spec: slug }));
  await Promise.all([
    load(trpc.checks.verdicts.queryOptions({ organization, specId: spec.id })),
    load(trpc.comments.list.queryOptions({ organization, specId: spec.id })),
    load(trpc.approvals.list.queryOptions({ organization, specId: spec.id })),
  ]);
  return <SpecPage state={dehydrated()} project={project} spec={slug} address={readAddress(await searchParams)} />;
}
