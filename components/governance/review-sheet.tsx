'use client';

import { X } from 'lucide-react';
import type { Answers } from '#components/shell/answers.ts';
import { IconButton } from '#components/ui/button.tsx';
import { Chip, type Tone } from '#components/ui/chip.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Hash } from '#components/ui/hash.tsx';
import { Age } from '#components/ui/time.tsx';
import type { ReasonKind, Spot } from '#core/pipeline/reading-path.ts';

type Review = Answers['reviews']['get'];
type Pending = { threadId: string; body: string; about: string };

type ReviewSheetProps = {
  review: Review;
  path: readonly Spot[];
  pending: readonly Pending[];
  /** Where a document of the spec is compared with an earlier revision. */
  compareHref: (stage: Spot['stage'], from: string) => string;
  onOpen: (spot: Spot) => void;
  onUnpend: (threadId: string) => void;
  onImpact: () => void;
};

const looks: Record<ReasonKind, { label: string; tone: Tone }> = {
  contradiction: { label: 'Contradiction', tone: 'danger' },
  question: { label: 'Open question', tone: 'warning' },
  falsified: { label: 'Falsified', tone: 'danger' },
  stale: { label: 'Stale evidence', tone: 'warning' },
  changed: { label: 'Changed', tone: 'accent' },
  vague: { label: 'Vague', tone: 'warning' },
  untraced: { label: 'Untraced', tone: 'warning' },
  bearing: { label: 'Begin here', tone: 'neutral' },
};

const names = { criterion: 'Criterion', property: 'Property', task: 'Task' } as const;

/** What a reviewer needs before deciding: where to look first, what changed since they approved, what they commit to. */
export function ReviewSheet({ review, path, pending, compareHref, onOpen, onUnpend, onImpact }: ReviewSheetProps) {
  const { since, commits } = review;
  return (
    <div className="grid max-h-[45vh] gap-x-6 gap-y-3 overflow-auto border-b border-border px-4 py-3 lg:grid-cols-[3fr_2fr]">
      <section aria-label="Reading path">
        <h3 className="mb-1 text-xs font-semibold text-muted-foreground">Read first</h3>
        {path.length === 0 && <p className="text-muted-foreground">This text holds nothing that could be pointed at. Read it whole.</p>}
        <ol className="space-y-0.5">
          {path.map((spot, at) => (
            <li key={`${spot.kind} ${spot.id}`}>
              <button
                type="button"
                data-row
                onClick={() => onOpen(spot)}
                className="-mx-2 flex w-[calc(100%+1rem)] items-start gap-2 rounded-md px-2 py-1 text-left hover:bg-muted"
              >
                <span className="w-3 shrink-0 text-muted-foreground">{at + 1}</span>
                <span className="min-w-0 flex-1">
                  <span className="flex min-w-0 items-center gap-1.5">
                    <span className="shrink-0 font-medium">
                      {names[spot.kind]} {spot.id}
                    </span>
                    {[...new Set(spot.reasons.map(({ kind }) => kind))].map((kind) => (
                      <Chip key={kind} tone={looks[kind].tone}>
                        {looks[kind].label}
                      </Chip>
                    ))}
                  </span>
                  <span className="line-clamp-1 text-xs text-muted-foreground">{spot.reasons.map(({ words }) => words).join('. ')}</span>
                </span>
              </button>
            </li>
          ))}
        </ol>
      </section>
      <div className="space-y-3">
        <section aria-label="Since my last approval">
          <h3 className="mb-1 text-xs font-semibold text-muted-foreground">Since my last approval</h3>
          {since === null ? (
            <p>You have not approved this stage before.</p>
          ) : since.documents.length === 0 ? (
            <p>
              Nothing changed since you approved it <Age at={since.at} />.
            </p>
          ) : (
            <ul className="space-y-0.5">
              {since.documents.map(({ documentId, stage, from, change }) => (
                <li key={documentId}>
                  <GoLink href={compareHref(stage, from)} className="text-accent hover:underline">
                    Compare the {stage}
                  </GoLink>{' '}
                  <span className="text-muted-foreground">
                    with what you approved <Age at={since.at} />
                    {change === 'cosmetic' ? '; only white space or prose differs' : `; ${changedWords(since.changes)}`}.
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section aria-label="What approving commits to">
          <h3 className="mb-1 text-xs font-semibold text-muted-foreground">Approving commits to</h3>
          <p>
            {commits.texts.map(({ kind, sha256 }, at) => (
              <span key={kind}>
                {at > 0 && ', '}
                {kind} <Hash of={sha256} label="Revision" />
              </span>
            ))}
            . {commits.lets}{' '}
            <button type="button" onClick={onImpact} className="text-accent hover:underline">
              Impact of the edits
            </button>
          </p>
        </section>
        {pending.length > 0 && (
          <section aria-label="Comments of this review">
            <h3 className="mb-1 text-xs font-semibold text-muted-foreground">Sent with the decision</h3>
            <ul>
              {pending.map(({ threadId, body, about }) => (
                <li key={threadId} className="flex items-start gap-2">
                  <span className="min-w-0 flex-1 break-words">
                    <span className="text-muted-foreground">{about}:</span> {body}
                  </span>
                  <IconButton label="Take this comment out" className="size-6!" onClick={() => onUnpend(threadId)}>
                    <X aria-hidden="true" className="size-3" />
                  </IconButton>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}

function changedWords(changes: readonly { id: string; kind: keyof typeof names; change: string }[]): string {
  if (changes.length === 0) return 'words outside of criteria, properties and tasks differ';
  const shown = changes.slice(0, 3).map(({ kind, id, change }) => `${names[kind].toLowerCase()} ${id} ${change}`);
  return `${shown.join(', ')}${changes.length > 3 ? ` and ${changes.length - 3} more` : ''}`;
}
