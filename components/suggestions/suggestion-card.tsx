'use client';

import { Check, RotateCcw, Undo2, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { IconButton } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/class-names.ts';
import { GoLink } from '#components/ui/go-link.tsx';
import { Age } from '#components/ui/time.tsx';
import type { Hunk } from '#core/edits/suggestion.ts';
import { wordChange } from '#core/edits/word-change.ts';
import type { ListedSuggestion, Suggestions } from './use-suggestions.ts';

type SuggestionCardProps = {
  suggestion: ListedSuggestion;
  isOutdated: boolean;
  isActive: boolean;
  /** Null where it cannot be chosen together with others. */
  chosen: { isChosen: boolean; onChoose: (isChosen: boolean) => void } | null;
  actions: Suggestions;
  onOpen: () => void;
};

const hunksShown = 6;

/** Who suggests it, in the words of the page. */
function whoOf({ source, author }: ListedSuggestion): string {
  if (source.kind === 'run') return `Agent for ${author.name}`;
  if (source.kind === 'agent') return source.name;
  return source.kind === 'repository' ? `Repository, ${source.branch}` : author.name;
}

/** One suggestion: whose, what it changes word by word, and what may be done about it. */
export function SuggestionCard({ suggestion, isOutdated, isActive, chosen, actions, onOpen }: SuggestionCardProps) {
  const { slug } = useOrganization();
  const { id, author, source, reason, status, hunks, decidedBy, decidedAt, createdAt } = suggestion;
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  const isOpen = status === 'open';
  const isMine = author.id === actions.userId;
  const who = whoOf(suggestion);
  const more = hunks.length - hunksShown;
  return (
    <article
      ref={element}
      id={`suggestion-${id}`}
      aria-label={`Suggestion of ${who}`}
      className={cx(
        'relative border-b border-l-2 border-border px-3.5 py-2.5',
        isActive ? 'border-l-accent bg-accent-soft/30' : 'border-l-transparent hover:bg-muted/50',
      )}
    >
      <header className="flex min-h-7 items-center gap-1.5 text-xs">
        {chosen && (
          <input
            type="checkbox"
            aria-label={`Choose the suggestion of ${who}`}
            checked={chosen.isChosen}
            onChange={(event) => chosen.onChoose(event.target.checked)}
            className="relative z-1 accent-(--accent)"
          />
        )}
        <button
          type="button"
          data-row
          aria-pressed={isActive}
          onClick={onOpen}
          className="truncate font-semibold after:absolute after:inset-0"
        >
          {who}
        </button>
        <span className="shrink-0 text-muted-foreground">
          <Age at={createdAt} />
        </span>
        {isOpen && source.kind === 'repository' && source.isConflict && (
          <Chip tone="danger" title="People here have changed the same lines">
            Conflict
          </Chip>
        )}
        {isOpen && isOutdated && (
          <Chip tone="warning" title="The words that it changes are gone from the text">
            Outdated
          </Chip>
        )}
        <span className="relative z-1 -mr-1.5 ml-auto flex shrink-0">
          {isOpen && actions.mayDecide && (
            <>
              <IconButton
                label="Accept this suggestion"
                shortcut="Alt+Shift+A"
                disabled={isOutdated || actions.isBusy}
                className="text-success!"
                onClick={() => actions.decide([id], 'accept')}
              >
                <Check aria-hidden="true" className="size-4" />
              </IconButton>
              <IconButton
                label="Reject this suggestion"
                shortcut="Alt+Shift+R"
                disabled={actions.isBusy}
                className="text-danger!"
                onClick={() => actions.decide([id], 'reject')}
              >
                <X aria-hidden="true" className="size-4" />
              </IconButton>
            </>
          )}
          {isOpen && isMine && !actions.mayDecide && (
            <IconButton label="Take this suggestion back" disabled={actions.isBusy} onClick={() => actions.withdraw([id])}>
              <Undo2 aria-hidden="true" className="size-4" />
            </IconButton>
          )}
          {!isOpen && actions.mayDecide && (
            <IconButton label="Open this suggestion again" disabled={actions.isBusy} onClick={() => actions.reopen(id)}>
              <RotateCcw aria-hidden="true" className="size-4" />
            </IconButton>
          )}
        </span>
      </header>
      <ul className="mt-0.5 space-y-1">
        {hunks.slice(0, hunksShown).map((hunk) => (
          <Change key={`${hunk.left?.client}:${hunk.left?.clock}:${hunk.removed[0]?.clock}`} hunk={hunk} />
        ))}
      </ul>
      {more > 0 && <p className="mt-1 text-xs text-muted-foreground">{`and ${more} more ${more === 1 ? 'place' : 'places'}`}</p>}
      {reason !== '' && <p className="mt-1.5 text-sm text-muted-foreground">{reason}</p>}
      {source.kind === 'run' && (
        <p className="relative z-1 mt-1 text-xs">
          <GoLink href={`/${slug}/runs/${source.runId}`}>The run it came from</GoLink>
        </p>
      )}
      {decidedBy && decidedAt && (
        <p className="mt-1 text-xs text-muted-foreground">
          {status === 'accepted' ? 'Accepted' : 'Rejected'} by {decidedBy.name}, <Age at={decidedAt} />
        </p>
      )}
    </article>
  );
}

/** Before and after, in whole words on their line. */
function Change({ hunk }: { hunk: Hunk }) {
  const { lead, removed, inserted, trail } = wordChange(hunk);
  return (
    <li className="text-sm leading-5 wrap-anywhere whitespace-pre-wrap">
      <span className="text-muted-foreground">{lead}</span>
      {removed !== '' && <del className="rounded-sm bg-danger-soft px-0.5 text-danger">{visible(removed)}</del>}
      {inserted !== '' && <ins className="rounded-sm bg-success-soft px-0.5 text-success no-underline">{visible(inserted)}</ins>}
      <span className="text-muted-foreground">{trail}</span>
    </li>
  );
}

/** Line ends at the edges and lone blanks would not be seen. */
function visible(words: string): string {
  if (/^\s+$/.test(words)) return words.replaceAll('\n', '⏎').replaceAll(' ', '␣');
  return words.replace(/^\n+|\n+$/g, (ends) => '⏎'.repeat(ends.length));
}
