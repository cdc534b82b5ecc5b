'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { formatCount } from '#components/ui/format-time.ts';
import { Row, RowLink, Table } from '#components/ui/table.tsx';
import { Age } from '#components/ui/time.tsx';
import { RunStatus } from '#components/vocabulary/run-status.tsx';
import { ImportButton } from './import-button.tsx';

const columns = [
  { label: 'Project' },
  { label: 'Specs', className: 'text-right w-24' },
  { label: 'Last run', className: 'max-md:hidden w-80' },
  { label: 'Imported', className: 'max-md:hidden w-32 text-right' },
];

export function ProjectsTable() {
  const { slug, can } = useOrganization();
  const trpc = useTRPC();
  const { data: projects } = useSuspenseQuery(trpc.projects.list.queryOptions({ organization: slug }));
  if (projects.length === 0) {
    return (
      <EmptyState title="No project yet" action={can('project.import') && <ImportButton variant="primary" />}>
        A project is one code repository with its specs. Import one, and its specs in the format of Kiro, spec-kit, OpenSpec or task-master
        are found and listed.
      </EmptyState>
    );
  }
  return (
    <Table label="Projects" columns={columns}>
      {projects.map(({ id, slug: project, name, source, isSample, specs, lastRun, createdAt, importNotes }) => (
        <Row key={id}>
          <td className="max-w-0 py-1.5">
            <div className="flex items-center gap-2">
              <RowLink href={`/${slug}/projects/${project}`} className="truncate">
                {name}
              </RowLink>
              {isSample && <Chip>Sample</Chip>}
              {importNotes.length > 0 && <Chip tone="warning">{formatCount(importNotes.length, 'import note')}</Chip>}
            </div>
            <p className="truncate font-mono text-xs text-muted-foreground">{source}</p>
          </td>
          <td className="text-right">{specs}</td>
          <td className="max-md:hidden">
            {lastRun ? (
              <span className="flex items-center gap-2">
                <RunStatus status={lastRun.status} />
                <Age at={lastRun.createdAt} className="text-xs text-muted-foreground" />
              </span>
            ) : (
              <span className="text-muted-foreground">None yet</span>
            )}
          </td>
          <td className="text-right text-muted-foreground max-md:hidden">
            <Age at={createdAt} />
          </td>
        </Row>
      ))}
    </Table>
  );
}
