import { redirect } from 'next/navigation';

type ProjectsPageProps = { params: Promise<{ organization: string }> };

/** Whoever shortens an address by hand comes to the list of projects, which is the organization's first page. */
export default async function ProjectsPage({ params }: ProjectsPageProps) {
  redirect(`/${(await params).organization}`);
}
