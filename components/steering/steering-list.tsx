'use client';

import type { Answers } from '#components/shell/answers.ts';
import { cx } from '#components/ui/class-names.ts';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { inclusionWords } from './inclusion.ts';

export type SteeringDocument = Answers['steering']['list']['documents'][number];

type SteeringListProps = {
  documents: readonly SteeringDocument[];
  selected: string | null;
  onSelect: (document: SteeringDocument) => void;
};

const showSelected = (row: HTMLElement | null) => row?.scrollIntoView({ block: 'nearest' });

/** The guidance of a project, with when each is given to agents. */
export function SteeringList({ documents, selected, onSelect }: SteeringListProps) {
  return (
    <nav
      aria-label="Steering documents"
      className="shrink-0 overflow-auto border-border max-md:max-h-44 max-md:border-b md:w-72 md:border-r"
    >
      <ul>
        {documents.map((document) => {
          const { id, path, inclusion, patterns, problems, isCommitted } = document;
          const name = path.slice(path.lastIndexOf('/') + 1);
          return (
            <li key={id}>
              <button
                type="button"
                data-row
                aria-current={id === selected ? 'true' : undefined}
                ref={id === selected ? showSelected : null}
                onClick={() => onSelect(document)}
                title={path}
                className={cx(
                  'flex w-full flex-col gap-0.5 border-b border-border px-4 py-2 text-left hover:bg-muted md:px-5',
                  id === selected && 'bg-muted',
                )}
              >
                <span className="flex w-full items-center gap-1.5">
                  <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
                  {problems.length > 0 && (
                    <span title={problems.join(' ')} className="text-warning">
                      <StateIcon shape="bang" className="size-3.5" />
                      <span className="sr-only">{problems.join(' ')}</span>
                    </span>
                  )}
                </span>
                <span className="w-full truncate text-xs text-muted-foreground">
                  {inclusionWords[inclusion].label}
                  {patterns.length > 0 && ' '}
                  {patterns.length > 0 && <code className="font-mono">{patterns.join(', ')}</code>}
                  {!isCommitted && ' · in no commit yet'}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
