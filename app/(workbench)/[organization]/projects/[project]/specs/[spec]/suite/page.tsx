import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../../../../../lib/server-trpc.ts';
import { readSuiteAddress } from './suite-address.ts';
import { SuitePage } from './suite-page.tsx';

type PageProps = {
  params: Promise<{ organization: string; project: string; spec: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { title } = await load(trpc.specs.get.queryOptions(await params));
  return { title: `Tests of ${title}` };
}

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, project, spec: slug } = await params;
  const spec = await load(trpc.specs.get.queryOptions({ organization, project, spec: slug }));
  await load(trpc.checks.verdicts.queryOptions({ organization, specId: spec.id }));
  return <SuitePage state={dehydrated()} project={project} spec={slug} address={readSuiteAddress(await searchParams)} />;
}
