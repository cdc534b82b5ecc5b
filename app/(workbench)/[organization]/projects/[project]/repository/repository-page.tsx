'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { DiffView } from '#components/editor/diff-view.tsx';
import { CommitForm } from '#components/repository/commit-form.tsx';
import { fileStates, type RepositoryFile } from '#components/repository/file-states.ts';
import { RepositoryFiles } from '#components/repository/repository-files.tsx';
import { TakeIn } from '#components/repository/take-in.tsx';
import { useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Hash } from '#components/ui/hash.tsx';
import { Notice } from '#components/ui/notice.tsx';

type RepositoryPageProps = {
  project: string;
  /** Null for the steering of the project. */
  spec: string | null;
};

export function RepositoryPage({ state, ...props }: PageState & RepositoryPageProps) {
  return (
    <WithAnswers state={state}>
      <Repository {...props} />
    </WithAnswers>
  );
}

/** What people wrote beside what the repository has: looked at, committed, and what changed there taken in. */
function Repository({ project, spec }: RepositoryPageProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const [branch, setBranch] = useState<string | null>(null);
  const [path, setPath] = useState<string | null>(null);
  const asked = { organization, project, spec, ...(branch === null ? {} : { branch }) };
  const { data: changes, error } = useQuery(trpc.repository.changes.queryOptions(asked, { placeholderData: keepPreviousData }));
  const home = `/${organization}/projects/${project}`;
  const rows = changes?.files.filter(({ state }) => state !== 'same') ?? [];
  const file = rows.find((one) => one.path === path) ?? rows[0];
  const hrefOf = ({ path: of }: RepositoryFile) => {
    const name = of.slice(of.lastIndexOf('/') + 1);
    if (spec === null) return `${home}/steering?document=${encodeURIComponent(name)}`;
    const document = name.replace(/\.\w+$/, '');
    return `${home}/specs/${spec}?panel=suggestions&document=${document === 'bugfix' ? 'requirements' : document}`;
  };
  return (
    <>
      <PageHead
        title="Repository"
        crumbs={[
          { label: 'Projects', href: `/${organization}` },
          { label: changes?.project ?? project, href: home },
          spec === null ? { label: 'Steering', href: `${home}/steering` } : { label: changes?.spec ?? spec, href: `${home}/specs/${spec}` },
        ]}
      >
        {changes && (
          <p className="mt-1 text-xs text-muted-foreground">
            Compared with <code className="font-mono">{changes.isThere ? changes.branch : changes.defaultBranch}</code> at{' '}
            <Hash of={changes.onto} label="Commit" />
          </p>
        )}
      </PageHead>
      {error && (
        <Notice tone="danger" role="alert" className="m-4 md:mx-5">
          {error.message}
        </Notice>
      )}
      {changes && (
        <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-auto">
          <div className="shrink-0 border-border bg-card md:w-80 md:overflow-auto md:border-r">
            <CommitForm key={changes.branch} project={project} spec={spec} changes={changes} onBranch={setBranch} />
            <RepositoryFiles files={changes.files} selected={file?.path ?? null} onSelect={setPath} />
            <TakeIn project={project} files={changes.files} hrefOf={hrefOf} />
          </div>
          <Difference file={file} />
        </div>
      )}
    </>
  );
}

function Difference({ file }: { file: RepositoryFile | undefined }) {
  if (!file)
    return (
      <div className="min-w-0 flex-1">
        <EmptyState title="Nothing to write">The branch has these documents as they are here.</EmptyState>
      </div>
    );
  return (
    <section aria-label={`Change of ${file.path}`} className="flex min-h-0 min-w-0 flex-1 flex-col max-md:min-h-[60vh]">
      <header className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-2 border-b border-border px-4 py-1">
        <h2 className="min-w-0 truncate font-mono text-xs font-medium">{file.path}</h2>
        <p className="text-xs text-muted-foreground">{fileStates[file.state].hint}</p>
      </header>
      <div className="min-h-0 flex-1 overflow-auto">
        {file.after === null ? (
          <p className="p-5 text-muted-foreground">A picture: there are no lines to compare.</p>
        ) : (
          <DiffView key={file.path} path={file.path} before={file.before ?? ''} after={file.after} />
        )}
      </div>
    </section>
  );
}
