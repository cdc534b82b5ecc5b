import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../../../../../lib/server-trpc.ts';
import { readHistoryAddress } from './history-address.ts';
import { HistoryPage } from './history-page.tsx';

type PageProps = {
  params: Promise<{ organization: string; project: string; spec: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { title } = await load(trpc.specs.get.queryOptions(await params));
  return { title: `History of ${title}` };
}

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, project, spec: slug } = await params;
  const address = readHistoryAddress(await searchParams);
  const spec = await load(trpc.specs.get.queryOptions({ organization, project, spec: slug }));
  const document = spec.documents.find(({ stage }) => stage === address.document);
  if (document) await load(trpc.revisions.list.queryOptions({ organization, documentId: document.id, take: 100 }));
  return <HistoryPage state={dehydrated()} project={project} spec={slug} address={address} />;
}
