import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../../../../../lib/server-trpc.ts';
import { readTraceAddress } from './trace-address.ts';
import { TracePage } from './trace-page.tsx';

type PageProps = {
  params: Promise<{ organization: string; project: string; spec: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { spec } = await load(trpc.checks.trace.queryOptions(await params));
  return { title: `Trace of ${spec.title}` };
}

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, project, spec: slug } = await params;
  await load(trpc.checks.trace.queryOptions({ organization, project, spec: slug }));
  return <TracePage state={dehydrated()} project={project} spec={slug} address={readTraceAddress(await searchParams)} />;
}
