'use client';

import { memo } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { cx } from '#components/ui/class-names.ts';
import { formatDuration } from '#components/ui/format-time.ts';
import { GoLink } from '#components/ui/go-link.tsx';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';
import type { Step } from '#core/run/fold-run.ts';
import { clampedLines, type LogEntry } from './log-entries.ts';
import { PrintedText } from './printed-text.tsx';

type LogRowProps = {
  entry: LogEntry;
  attempt: Step['attempts'][number] | null;
  isCollapsed: boolean;
  isRinged: boolean;
  onToggle: (stepKey: string) => void;
  onOpenFile: (path: string) => void;
  onOpenEvidence: (evidenceId: string) => void;
};

const number = 'w-12 shrink-0 pr-3 text-right text-xs text-muted-foreground select-none';

export const LogRow = memo(function LogRow({ entry, attempt, isCollapsed, isRinged, onToggle, onOpenFile, onOpenEvidence }: LogRowProps) {
  const { seq, kind, stepKey, title, body, isError, isStderr, path, place, evidenceId } = entry;
  if (kind === 'step') {
    return (
      <button
        type="button"
        aria-expanded={!isCollapsed}
        onClick={() => stepKey && onToggle(stepKey)}
        className={cx(
          'flex h-8 w-full items-center border-t border-border bg-muted/50 pr-4 text-left hover:bg-muted',
          isRinged && 'ringed',
        )}
      >
        <span className={number}>{seq}</span>
        <Chevron isOpen={!isCollapsed} />
        <AttemptIcon attempt={attempt} />
        <span className="ml-2 truncate font-medium">{title}</span>
        <span className="ml-auto flex shrink-0 gap-3 pl-3 text-xs text-muted-foreground">
          {attempt && attempt.attempt > 1 && <span>attempt {attempt.attempt}</span>}
          {attempt?.isInterrupted && <span className="text-warning">interrupted</span>}
          {attempt?.durationMs != null && <span>{formatDuration(attempt.durationMs)}</span>}
        </span>
      </button>
    );
  }
  return (
    <div
      className={cx(
        'flex py-0.5 pr-4',
        isRinged && 'ringed',
        isError && 'bg-danger-soft/60',
        kind === 'commands' && !isError && 'bg-muted/25',
      )}
    >
      <span className={cx(number, 'pt-px')}>{seq}</span>
      <div className="min-w-0 flex-1 pl-5">
        {title !== '' && (
          <p className="flex min-w-0 items-start gap-2">
            <span
              className={cx(
                'min-w-0 break-words',
                kind === 'words' ? '' : 'font-mono text-xs leading-5',
                isError && 'font-medium text-danger',
              )}
            >
              {title}
            </span>
            {path && kind === 'files' && (
              <LinkButton label={`Show the change of ${path}`} onClick={() => onOpenFile(path)}>
                diff
              </LinkButton>
            )}
            {place && <PlaceLink place={place} />}
            {evidenceId && (
              <LinkButton label="Show the evidence of this check" onClick={() => onOpenEvidence(evidenceId)}>
                evidence
              </LinkButton>
            )}
          </p>
        )}
        {body !== null && body !== '' && <Body entry={entry} text={body} isStderr={isStderr} />}
      </div>
    </div>
  );
});

/** Leads to what the line tells of, elsewhere in the organization. */
function PlaceLink({ place }: { place: string }) {
  const { slug } = useOrganization();
  return (
    <GoLink href={`/${slug}/${place}`} className="shrink-0 text-xs text-accent hover:underline">
      open
    </GoLink>
  );
}

function Body({ entry, text, isStderr }: { entry: LogEntry; text: string; isStderr: boolean }) {
  if (entry.kind === 'words') return <p className="max-w-[80ch] break-words whitespace-pre-wrap">{text}</p>;
  const pre = (
    <pre className={cx('font-mono text-xs leading-5 break-words whitespace-pre-wrap', isStderr ? 'text-warning' : 'text-muted-foreground')}>
      <PrintedText text={text.replace(/\r?\n$/, '')} />
    </pre>
  );
  const lines = text.split('\n', clampedLines + 1).length;
  if (entry.kind === 'tools' && lines > clampedLines) {
    return (
      <details>
        <summary className="text-xs text-muted-foreground">{text.split('\n').length} lines</summary>
        {pre}
      </details>
    );
  }
  return pre;
}

function LinkButton({ label, onClick, children }: { label: string; onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="shrink-0 rounded-sm text-xs leading-5 text-accent hover:underline"
    >
      {children}
    </button>
  );
}

function Chevron({ isOpen }: { isOpen: boolean }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" className={cx('size-4 shrink-0 text-muted-foreground', isOpen && 'rotate-90')}>
      <path d="m6 4 4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}

function AttemptIcon({ attempt }: { attempt: LogRowProps['attempt'] }) {
  const [shape, color, label]: [Shape, string, string] = attempt?.isInterrupted
    ? ['slash', 'text-warning', 'Interrupted']
    : attempt?.error
      ? ['cross', 'text-danger', 'Failed']
      : attempt?.finishedAt
        ? ['check', 'text-success', 'Finished']
        : ['ring', 'text-accent', 'Running'];
  return (
    <>
      <StateIcon shape={shape} className={cx('ml-1 size-3.5', color)} />
      <span className="sr-only">{label}: </span>
    </>
  );
}
