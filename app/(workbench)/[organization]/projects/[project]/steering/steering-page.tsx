'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { SteeringList } from '#components/steering/steering-list.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { onDemand } from '#components/ui/on-demand.tsx';
import { SteeringText } from './steering-text.tsx';

const NewSteeringDialog = onDemand(() => import('#components/steering/new-steering-dialog.tsx').then((module) => module.NewSteeringDialog));

type SteeringPageProps = {
  project: string;
  /** The file that the address names. */
  opened: string | null;
};

export function SteeringPage({ state, ...props }: PageState & SteeringPageProps) {
  return (
    <WithAnswers state={state}>
      <Steering {...props} />
    </WithAnswers>
  );
}

/** The guidance that agents of a project work under: a list, and the live text of one. */
function Steering({ project, opened }: SteeringPageProps) {
  const { slug: organization, role, can } = useOrganization();
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.steering.list.queryOptions({ organization, project }));
  const { documents } = data;
  const [selected, setSelected] = useState<string | null>(() => documents.find(({ path }) => nameOf(path) === opened)?.id ?? null);
  const [isMaking, setIsMaking] = useState(false);
  const document = documents.find(({ id }) => id === selected) ?? documents[0];
  const may = can('document.edit');
  const select = (id: string, path: string | undefined) => {
    setSelected(id);
    if (path) window.history.replaceState(null, '', `${window.location.pathname}?document=${encodeURIComponent(nameOf(path))}`);
  };
  return (
    <>
      <PageHead
        title="Steering"
        crumbs={[
          { label: 'Projects', href: `/${organization}` },
          { label: data.project.name, href: `/${organization}/projects/${project}` },
        ]}
        actions={
          <>
            <GoLink
              href={`/${organization}/projects/${project}/repository`}
              className="px-2 font-medium text-muted-foreground hover:text-foreground"
            >
              Repository
            </GoLink>
            <Button
              variant="primary"
              disabled={!may}
              title={may ? undefined : `The role ${role} does not make steering documents.`}
              onClick={() => setIsMaking(true)}
            >
              New document
            </Button>
          </>
        }
      />
      {document ? (
        <div className="flex min-h-0 flex-1 max-md:flex-col">
          <SteeringList documents={documents} selected={document.id} onSelect={({ id, path }) => select(id, path)} />
          <SteeringText key={document.id} document={document} />
        </div>
      ) : (
        <EmptyState title="No steering yet">
          Steering tells agents what holds for all of their work here: how code is written, what the product is for, what never to touch. It
          lies in <code className="font-mono">.kiro/steering</code>.
        </EmptyState>
      )}
      {isMaking && <NewSteeringDialog project={project} onMade={(id) => select(id, undefined)} onClose={() => setIsMaking(false)} />}
    </>
  );
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
