'use client';

import { useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { Button } from '#components/ui/button.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Hash } from '#components/ui/hash.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { onDemand } from '#components/ui/on-demand.tsx';

const SettingsDialog = onDemand(() => import('./project-settings-dialog.tsx').then(({ ProjectSettingsDialog }) => ProjectSettingsDialog));
const RemoteDialog = onDemand(() => import('./remote-dialog.tsx').then(({ RemoteDialog }) => RemoteDialog));

type Project = Answers['projects']['get'];

/** Where a project comes from and how its checks are run. */
export function ProjectFacts({ project }: { project: Project }) {
  const { slug, can } = useOrganization();
  const [isConfiguring, setIsConfiguring] = useState(false);
  const [isConnecting, setIsConnecting] = useState(false);
  const may = can('project.configure');
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-5 gap-y-1 text-xs text-muted-foreground">
      <span className="max-w-full truncate font-mono" title={project.source}>
        {project.source}
      </span>
      <span>
        {project.defaultBranch} at <Hash of={project.headCommit} label="Commit" />
      </span>
      <span className="flex items-center gap-1.5">
        Checks:{' '}
        {project.checkCommand ? (
          <code className="font-mono text-foreground">{project.checkCommand}</code>
        ) : (
          <span className="text-warning">no command set</span>
        )}
        {may && (
          <Button size="sm" variant="ghost" className="h-5! px-1.5!" onClick={() => setIsConfiguring(true)}>
            Change
          </Button>
        )}
      </span>
      <GoLink href={`/${slug}/projects/${project.slug}/policy`} className="hover:text-foreground hover:underline">
        Approval policy
      </GoLink>
      <GoLink href={`/${slug}/projects/${project.slug}/agents`} className="hover:text-foreground hover:underline">
        Agent policy
      </GoLink>
      {may && (
        <Button size="sm" variant="ghost" className="h-5! px-1.5!" onClick={() => setIsConnecting(true)}>
          Remote
        </Button>
      )}
      {isConnecting && <RemoteDialog project={project} onClose={() => setIsConnecting(false)} />}
      {isConfiguring && <SettingsDialog project={project} onClose={() => setIsConfiguring(false)} />}
    </div>
  );
}

/** What the import left out or found strange, in its own sentences. */
export function ImportNotes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <Notice tone="warning" className="m-4 md:mx-5">
      <details open={notes.length <= 3}>
        <summary className="font-medium">What the import noticed ({notes.length})</summary>
        <ul className="mt-1 max-h-64 list-disc space-y-0.5 overflow-auto pl-4">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </details>
    </Notice>
  );
}
