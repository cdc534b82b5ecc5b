'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { ImportNotes, ProjectFacts } from '#components/projects/project-facts.tsx';
import { RecentRuns } from '#components/runs/recent-runs.tsx';
import { useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Archive, NewSpecButton } from '#components/specs/project-specs.tsx';
import { SpecsTable } from '#components/specs/specs-table.tsx';
import { GoLink } from '#components/ui/go-link.tsx';

export function ProjectPage({ state, project }: PageState & { project: string }) {
  return (
    <WithAnswers state={state}>
      <Project project={project} />
    </WithAnswers>
  );
}

function Project({ project: slug }: { project: string }) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data: project } = useSuspenseQuery(trpc.projects.get.queryOptions({ organization, project: slug }));
  return (
    <>
      <PageHead
        title={project.name}
        crumbs={[{ label: 'Projects', href: `/${organization}` }]}
        actions={
          <>
            <GoLink
              href={`/${organization}/projects/${slug}/pipeline`}
              className="px-2 font-medium text-muted-foreground hover:text-foreground"
            >
              Pipeline
            </GoLink>
            <GoLink
              href={`/${organization}/projects/${slug}/steering`}
              className="px-2 font-medium text-muted-foreground hover:text-foreground"
            >
              Steering
            </GoLink>
            <NewSpecButton project={slug} />
          </>
        }
      >
        <ProjectFacts project={project} />
      </PageHead>
      <div className="min-h-0 flex-1 overflow-auto">
        <ImportNotes notes={project.importNotes} />
        <SpecsTable href={`/${organization}/projects/${slug}`} specs={project.specs} />
        <Archive project={slug} />
        <RecentRuns project={slug} />
      </div>
    </>
  );
}
