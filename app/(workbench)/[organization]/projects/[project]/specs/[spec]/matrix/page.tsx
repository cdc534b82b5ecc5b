import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../../../../../lib/server-trpc.ts';
import { readMatrixAddress } from './matrix-address.ts';
import { MatrixPage } from './matrix-page.tsx';

type PageProps = {
  params: Promise<{ organization: string; project: string; spec: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { spec } = await load(trpc.checks.matrix.queryOptions(await params));
  return { title: `Matrix of ${spec.title}` };
}

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, project, spec: slug } = await params;
  await load(trpc.checks.matrix.queryOptions({ organization, project, spec: slug }));
  return <MatrixPage state={dehydrated()} project={project} spec={slug} address={readMatrixAddress(await searchParams)} />;
}
