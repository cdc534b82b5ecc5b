'use client';

import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { type LogKind, logKinds } from './log-entries.ts';

type LogToolsProps = {
  kinds: ReadonlySet<LogKind>;
  onKinds: (kinds: ReadonlySet<LogKind>) => void;
  words: string;
  onWords: (words: string) => void;
  /** How many lines hold the words; null while nothing is looked for. */
  found: number | null;
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
  found,
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
        className="control h-7! w-44! max-md:w-full!"
      />
      {found !== null && (
        <span role="status" className="text-xs text-muted-foreground">
          {found.toLocaleString('en-US')} {found === 1 ? 'line' : 'lines'}
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
      </div>
    </div>
  );
}
