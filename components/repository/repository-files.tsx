'use client';

import { cx } from '#components/ui/class-names.ts';
import { fileStates, type RepositoryFile } from './file-states.ts';

type RepositoryFilesProps = { files: readonly RepositoryFile[]; selected: string | null; onSelect: (path: string) => void };

/** The files of a spec, or of the steering, and how each stands to the branch. */
export function RepositoryFiles({ files, selected, onSelect }: RepositoryFilesProps) {
  const rows = files.filter(({ state }) => state !== 'same');
  const same = files.length - rows.length;
  return (
    <nav aria-label="Files">
      <ul>
        {rows.map(({ path, state, added, removed, documentId }) => {
          const { letter, color, label, hint } = fileStates[state];
          return (
            <li key={path}>
              <button
                type="button"
                data-row
                aria-current={path === selected ? 'true' : undefined}
                onClick={() => onSelect(path)}
                title={`${path}: ${hint}`}
                className={cx(
                  'flex min-h-11 w-full items-center gap-2.5 px-4 py-1.5 text-left hover:bg-muted md:px-5',
                  path === selected && 'bg-muted',
                )}
              >
                <span aria-hidden="true" className={cx('w-3 text-center font-mono text-xs font-semibold', color)}>
                  {letter}
                </span>
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-mono text-xs">{path.slice(path.lastIndexOf('/') + 1)}</span>
                  <span className={cx('block truncate text-xs', color)}>{label}</span>
                </span>
                {documentId !== null && added + removed > 0 && (
                  <span className="font-mono text-xs whitespace-nowrap">
                    <span className="text-success">+{added}</span> <span className="text-danger">-{removed}</span>
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      {same > 0 && (
        <p className="px-4 py-2 text-xs text-muted-foreground md:px-5">
          {rows.length === 0 ? 'The branch has everything as it is here.' : `${same} more as in the branch.`}
        </p>
      )}
    </nav>
  );
}
