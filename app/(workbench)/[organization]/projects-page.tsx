'use client';

import { FirstSteps } from '#components/projects/first-steps.tsx';
import { ImportButton } from '#components/projects/import-button.tsx';
import { ProjectsTable } from '#components/projects/projects-table.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';

export function ProjectsPage({ state }: PageState) {
  return (
    <WithAnswers state={state}>
      <PageHead title="Projects" actions={<ImportButton />} />
      <div className="min-h-0 flex-1 overflow-auto">
        <ProjectsTable />
        <FirstSteps />
      </div>
    </WithAnswers>
  );
}
