'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { cx } from '#components/ui/class-names.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { formatCount } from '#components/ui/format-time.ts';
import { Notice } from '#components/ui/notice.tsx';
import { EditableFile } from './editable-file.tsx';

export type ChangedFile = Answers['runs']['changes']['files'][number];

type ChangesViewProps = {
  runId: string;
  /** Rises with each change that the run makes: what is shown is read again then. */
  revision: number;
  path: string | null;
  onPath: (path: string) => void;
  /** Whether the files may be edited here: the run is paused, and nobody else writes them. */
  isOpen: boolean;
  renderDiff: (file: { path: string; before: string; after: string; onText?: (text: string) => void }) => ReactNode;
};

const letters: Record<ChangedFile['status'], { letter: string; color: string }> = {
  added: { letter: 'A', color: 'text-success' },
  modified: { letter: 'M', color: 'text-accent' },
  deleted: { letter: 'D', color: 'text-danger' },
  renamed: { letter: 'R', color: 'text-accent' },
};

/** What a run has done to the files, against the commit that it began from. */
export function ChangesView({ runId, revision, path, onPath, isOpen, renderDiff }: ChangesViewProps) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const { data: changes, error, refetch } = useQuery(trpc.runs.changes.queryOptions({ organization: slug, runId }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the run is a reason to look again
  useEffect(() => {
    void refetch({ cancelRefetch: false });
  }, [revision, refetch]);
  if (error) {
    return (
      <Notice tone="danger" role="alert" className="m-4">
        {error.message}
      </Notice>
    );
  }
  if (!changes) return <p className="late p-5 text-muted-foreground">Comparing the files with the commit that the run began from</p>;
  const { files } = changes;
  if (files.length === 0)
    return (
      <EmptyState title="No file changed yet">
        What the agent writes shows here, compared with the commit that the run began from.
      </EmptyState>
    );
  const file = files.find((known) => known.path === path) ?? files[0];
  const sum = (pick: (one: ChangedFile) => number) => files.reduce((total, one) => total + pick(one), 0);
  return (
    <div className="flex h-full min-h-0 max-md:flex-col">
      <nav aria-label="Changed files" className="shrink-0 overflow-auto border-border max-md:max-h-40 max-md:border-b md:w-72 md:border-r">
        <p className="px-4 py-2 text-xs text-muted-foreground">
          {formatCount(files.length, 'file')} <Counts added={sum(({ added }) => added)} removed={sum(({ removed }) => removed)} />
        </p>
        <ul>
          {files.map((one) => (
            <li key={one.path}>
              <button
                type="button"
                data-row
                aria-current={one === file ? 'true' : undefined}
                onClick={() => onPath(one.path)}
                title={one.previousPath ? `${one.previousPath} to ${one.path}` : one.path}
                className={cx('flex h-8 w-full items-center gap-2 px-4 text-left hover:bg-muted', one === file && 'bg-muted')}
              >
                <abbr title={one.status} className={cx('w-3 font-mono text-xs font-semibold no-underline', letters[one.status].color)}>
                  {letters[one.status].letter}
                </abbr>
                <span className="min-w-0 flex-1 truncate font-mono text-xs" dir="rtl">
                  <bdi>{one.path}</bdi>
                </span>
                <Counts added={one.added} removed={one.removed} />
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {file && (
        <section aria-label={`Change of ${file.path}`} className="flex min-h-0 min-w-0 flex-1 flex-col">
          <header className="flex h-9 shrink-0 items-center gap-1 border-b border-border px-4">
            <h2 className="truncate font-mono text-xs font-medium">{file.path}</h2>
            <CopyButton label="Copy the path" text={file.path} />
          </header>
          <div className="min-h-0 flex-1 overflow-auto">
            {file.isBinary || file.isTruncated ? (
              <p className="p-5 text-muted-foreground">
                {file.isBinary
                  ? 'A binary file: there are no lines to compare.'
                  : 'This file is too large to be compared here; it is on the branch.'}
              </p>
            ) : (
              <EditableFile
                key={`${file.path} ${isOpen} ${file.after}`}
                runId={runId}
                file={file}
                isOpen={isOpen}
                renderDiff={renderDiff}
              />
            )}
          </div>
        </section>
      )}
    </div>
  );
}

function Counts({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="font-mono text-xs whitespace-nowrap">
      <span className="text-success">+{added}</span> <span className="text-danger">-{removed}</span>
    </span>
  );
}
