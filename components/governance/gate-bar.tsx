'use client';

import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Answers, Inputs } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Hash } from '#components/ui/hash.tsx';
import { Age } from '#components/ui/time.tsx';
import { StageIcon } from '#components/vocabulary/stage-state.tsx';
import { type Decision, decisionNames } from './decision.ts';
import { DecisionForm } from './decision-form.tsx';
import { useUndo } from './use-undo.ts';

type Spec = Answers['specs']['get'];

type GateBarProps = {
  specId: string;
  stages: Spec['stages'];
  documents: readonly Pick<Spec['documents'][number], 'id' | 'sha256'>[];
  document: Pick<Spec['documents'][number], 'id' | 'sha256'>;
  /** False while the text on the screen is newer than the revision that the server knows. */
  isAtRest: boolean;
  /** What is open about the text, as a way into it before one decides. */
  questions?: ReactNode;
  /** Comments that are sent with the decision. */
  comments: readonly ReviewComment[];
  /** They were sent. */
  onSent: () => void;
  /** Whether what to read before deciding is shown, and that itself. */
  isReviewing: boolean;
  onReview: (isReviewing: boolean) => void;
  review: ReactNode;
};

type ReviewComment = NonNullable<Inputs['reviews']['submit']['comments']>[number];

/** The gate that waits on one document: what is decided, on which text, and the decision itself. It never covers the text. */
export function GateBar({ specId, stages, documents, document, isAtRest, questions, ...reviewing }: GateBarProps) {
  const { comments, onSent, isReviewing, onReview, review } = reviewing;
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const [choice, setChoice] = useState<Decision | null>(null);
  const covering = stages.filter(({ documentIds }) => documentIds.includes(document.id));
  // Several stages may cover a document: the first that is not passed is the one that waits.
  const stage = covering.find(({ state }) => state !== 'approved') ?? covering.at(-1);
  const { refresh, sayDecided } = useUndo();
  const decide = useMutation(
    trpc.reviews.submit.mutationOptions({
      onSuccess: ({ id, comments: sent }, { decision, isRenewal }) => {
        const done = isRenewal ? 'Renewed the approval of' : decisionNames[decision].done;
        sayDecided(`${done} revision ${document.sha256.slice(0, 8)}.`, [id]);
        if (sent > 0) onSent();
        setChoice(null);
      },
      onSettled: refresh,
    }),
  );
  if (!stage) return null;
  const { state, sentence, waitsFor, approvedBy, needed, canRenew, latest, staleSince } = stage;
  const decided = latest?.revisions.find(({ documentId }) => documentId === document.id);
  const revisions = Object.fromEntries(documents.filter(({ id }) => stage.documentIds.includes(id)).map(({ id, sha256 }) => [id, sha256]));
  const mayNot = can('approval.decide') ? null : `The role ${role} reads but does not decide.`;
  const blocker = mayNot ?? (isAtRest ? null : 'The text is being changed; the gate waits until it is saved.');
  const approveBlocker = blocker ?? stage.blocker;
  // A text that is approved already needs no reason why it cannot be approved, unless nothing at all can be decided.
  const shownBlocker = state === 'approved' ? blocker : approveBlocker;
  const renew = () => decide.mutate({ organization: slug, specId, stage: stage.stage, revisions, decision: 'approved', isRenewal: true });
  return (
    <section aria-label="Gate" className="shrink-0 border-t border-border bg-card">
      {isReviewing && review}
      {choice && (
        <DecisionForm
          key={choice}
          choice={choice}
          revision={document.sha256.slice(0, 8)}
          comments={comments.length}
          error={decide.error?.message}
          isPending={decide.isPending}
          isAtRest={isAtRest}
          onSubmit={(summary) =>
            decide.mutate({ organization: slug, specId, stage: stage.stage, revisions, decision: choice, summary, comments: [...comments] })
          }
          onCancel={() => setChoice(null)}
        />
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2">
        <div className="flex min-w-0 flex-1 basis-64 items-start gap-2">
          <StageIcon state={state} className="mt-0.5" />
          <div className="min-w-0">
            <p className="font-medium">{sentence}</p>
            <p className="text-xs text-muted-foreground">
              {questions && <>{questions} · </>}
              {needed > 1 && state !== 'approved' && `${approvedBy.length} of ${needed} so far. `}
              {staleSince && (
                <>
                  Changed <Age at={staleSince.at} /> by {staleSince.by ?? 'the platform'}.{' '}
                </>
              )}
              {state === 'stale' && waitsFor && `Waits for ${waitsFor}. `}
              {latest && decided ? (
                <>
                  {latest.isRenewal ? 'Renewed' : decisionNames[latest.decision].done} by {latest.by} <Age at={latest.at} />, revision{' '}
                  <Hash of={decided.sha256} label="Revision" />
                  {state === 'stale' && (
                    <>
                      ; the text is now <Hash of={document.sha256} label="Revision" />
                    </>
                  )}
                </>
              ) : (
                <>
                  A decision binds revision <Hash of={document.sha256} label="Revision" />
                </>
              )}
              .{shownBlocker && <span id="gate-blocker"> {shownBlocker}</span>}
            </p>
          </div>
        </div>
        <div className="flex gap-1.5 max-md:w-full max-md:[&>button]:flex-auto max-md:[&>button]:px-2">
          <Button onClick={() => onReview(!isReviewing)} aria-expanded={isReviewing}>
            Review{comments.length > 0 && ` (${comments.length})`}
          </Button>
          <Button onClick={() => setChoice('rejected')} disabled={blocker !== null} variant="ghost">
            Reject
          </Button>
          <Button onClick={() => setChoice('changes_requested')} disabled={blocker !== null}>
            Request changes
          </Button>
          {canRenew && (
            <Button
              onClick={renew}
              disabled={approveBlocker !== null || decide.isPending}
              title="Only white space or prose outside the criteria changed: the approvals of the earlier text will hold for this one."
            >
              Renew approval
            </Button>
          )}
          {state !== 'approved' && (
            <Button
              onClick={() => setChoice('approved')}
              disabled={approveBlocker !== null}
              aria-describedby={approveBlocker ? 'gate-blocker' : undefined}
              title={approveBlocker ?? undefined}
              variant="primary"
            >
              Approve
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
