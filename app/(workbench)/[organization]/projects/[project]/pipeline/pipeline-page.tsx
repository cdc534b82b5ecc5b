'use client';

import { Board } from '#components/pipeline/board.tsx';
import type { BoardAddress } from '#components/pipeline/board-address.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';

type PipelinePageProps = PageState & { project: string; name: string; address: BoardAddress };

/** The specs of one project. */
export function PipelinePage({ state, project, name, address }: PipelinePageProps) {
  const { slug } = useOrganization();
  const crumbs = [
    { label: 'Projects', href: `/${slug}` },
    { label: name, href: `/${slug}/projects/${project}` },
  ];
  return (
    <WithAnswers state={state}>
      <Board project={project} title="Pipeline" crumbs={crumbs} address={address} />
    </WithAnswers>
  );
}
