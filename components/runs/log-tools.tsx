'use client';

import { Download } from 'lucide-react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { type LogKind, logKinds } from './log-entries.ts';
import type { LogSearch } from './use-log-search.ts';

type LogToolsProps = {
  kinds: ReadonlySet<LogKind>;
  onKinds: (kinds: ReadonlySet<LogKind>) => void;
  words: string;
  onWords: (words: string) => void;
  search: LogSearch;
  hasFailure: boolean;
  onFailure: () => void;
  isCollapsed: boolean;
  onCollapse: () => void;
  copyText: () => string;
};

const names: Record<LogKind, string> = {
  words: 'Words',
  tools: 'Tools',
  commands: 'Commands',
  files: 'Files',
  checks: 'Checks',
  people: 'People',
  run: 'Run',
};

export function LogTools({
  kinds,
  onKinds,
  words,
  onWords,
  search,
  hasFailure,
  onFailure,
  isCollapsed,
  onCollapse,
  copyText,
}: LogToolsProps) {
  const toggle = (kind: LogKind) => {
    const next = new Set(kinds);
    if (!next.delete(kind)) next.add(kind);
    onKinds(next);
  };
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-border px-4 py-1.5">
      <input
        type="search"
        aria-label="Search the log"
        placeholder="Search the log"
        value={words}
        onChange={(event) => onWords(event.target.value)}
        onKeyDown={({ key, shiftKey }) => {
          if (key !== 'Enter') return;
          if (shiftKey) search.previous();
          else search.next();
        }}
        className="control h-7! w-44! max-md:w-full!"
      />
      {search.found !== null && (
        <span className="flex items-center gap-0.5 text-xs text-muted-foreground">
          <span role="status">
            {search.at > 0 ? `${search.at.toLocaleString('en-US')} of ` : ''}
            {search.found.toLocaleString('en-US')} found
          </span>
          <Button size="sm" variant="ghost" disabled={search.found === 0} title="Shift Enter in the search" onClick={search.previous}>
            Previous
          </Button>
          <Button size="sm" variant="ghost" disabled={search.found === 0} title="Enter in the search" onClick={search.next}>
            Next
          </Button>
        </span>
      )}
      <fieldset className="flex gap-0.5 max-md:w-full max-md:overflow-x-auto">
        <legend className="sr-only">Show only</legend>
        {logKinds.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={kinds.has(kind)}
            onClick={() => toggle(kind)}
            className={cx(
              'h-6 rounded-sm px-1.5 text-xs',
              kinds.has(kind) ? 'bg-accent-soft font-medium text-accent' : 'text-muted-foreground hover:bg-muted',
            )}
          >
            {names[kind]}
          </button>
        ))}
      </fieldset>
      <div className="ml-auto flex items-center gap-1">
        <Button size="sm" variant="ghost" disabled={!hasFailure} onClick={onFailure}>
          Next failure
        </Button>
        <Button size="sm" variant="ghost" onClick={onCollapse}>
          {isCollapsed ? 'Open all steps' : 'Close all steps'}
        </Button>
        <CopyButton label="Copy the lines shown" text={copyText} />
        <IconButton label="Download the lines shown" onClick={() => download(copyText())}>
          <Download className="size-3.5" />
        </IconButton>
      </div>
    </div>
  );
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'run.log';
  link.click();
  URL.revokeObjectURL(address);
}
