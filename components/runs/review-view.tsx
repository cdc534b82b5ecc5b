'use client';

import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';
import type { FoldedReview } from '#core/run/fold-run.ts';
import type { ReviewFinding } from '#core/run/review.ts';

const looks: Record<FoldedReview['verdict'], { shape: Shape; color: string; words: string }> = {
  approved: { shape: 'check', color: 'text-success', words: 'Nothing against the change' },
  objected: { shape: 'cross', color: 'text-danger', words: 'Sent back to the agent' },
  unheard: { shape: 'hollow', color: 'text-muted-foreground', words: 'Not reviewed' },
};

type ReviewViewProps = { reviews: readonly FoldedReview[]; onOpenFile: (path: string) => void };

/** What reviewers said who had seen nothing but the task and the change, the latest first. */
export function ReviewView({ reviews, onOpenFile }: ReviewViewProps) {
  if (reviews.length === 0) {
    return (
      <EmptyState title="Not reviewed yet">
        When the checks have passed, a model that has seen nothing of how it was made judges the change against the task, its criteria and
        the steering.
      </EmptyState>
    );
  }
  return (
    <ol aria-label="Reviews" className="h-full overflow-auto">
      {reviews.toReversed().map(({ seq, verdict, model, findings, reason }, i) => {
        const { shape, color, words } = looks[verdict];
        return (
          <li key={seq} className="border-b border-border px-4 py-3 md:px-5">
            <div className="flex items-start gap-2">
              <StateIcon shape={shape} className={cx('mt-0.5', color)} />
              <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
                <h3 className="font-medium">
                  Review {reviews.length - i}: {words}
                </h3>
                {verdict !== 'unheard' && <span className="text-xs text-muted-foreground">{model}, in a fresh context</span>}
              </div>
            </div>
            {reason && <p className="mt-1 pl-6 text-muted-foreground">{reason}</p>}
            {findings.length > 0 && (
              <ul className="mt-2 max-w-[90ch] space-y-2 pl-6">
                {findings.map((finding) => (
                  <Finding key={JSON.stringify(finding)} finding={finding} onOpenFile={onOpenFile} />
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Finding({
  finding: { isBlocking, path, line, against, words },
  onOpenFile,
}: {
  finding: ReviewFinding;
  onOpenFile: (path: string) => void;
}) {
  return (
    <li className={cx('border-l-2 pl-3', isBlocking ? 'border-danger' : 'border-border')}>
      <p className="break-words">
        <span className={cx('font-medium', isBlocking ? 'text-danger' : 'text-muted-foreground')}>
          {isBlocking ? 'To mend: ' : 'Remark: '}
        </span>
        {words}
      </p>
      <p className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
        {path !== null && (
          <button type="button" onClick={() => onOpenFile(path)} className="rounded-sm font-mono break-all text-accent hover:underline">
            {path}
            {line === null ? '' : `:${line}`}
          </button>
        )}
        {against !== null && <span>against {against}</span>}
      </p>
    </li>
  );
}
