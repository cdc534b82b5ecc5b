'use client';

import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Hash } from '#components/ui/hash.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Age } from '#components/ui/time.tsx';
import { VerdictMark } from '#components/vocabulary/verdict.tsx';
import type { Verdict } from '#core/verification/evidence.ts';
import { CheckCard } from './check-card.tsx';

type VerdictChainProps = {
  criterionId: string;
  sentence: ReactNode;
  verdict: Verdict;
  /** What the criterion is linked with in the spec: properties and tasks. */
  links: ReactNode;
  runsHref: string;
  onCheck: (() => void) | null;
  isChecking: boolean;
  onBack: () => void;
};

const link = 'rounded-sm text-accent hover:underline';

/** From a criterion to what established its verdict: check, run, event, change, evidence. */
export function VerdictChain({ criterionId, sentence, verdict, links, runsHref, onCheck, isChecking, onBack }: VerdictChainProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-label={`Evidence for ${criterionId}`}>
      <header className="sticky top-0 z-2 flex items-center gap-2 border-b border-border bg-card px-2 py-1.5">
        <IconButton label="Back to the list" onClick={onBack}>
          <ArrowLeft className="size-4" />
        </IconButton>
        <h3 ref={heading} tabIndex={-1} className="font-semibold outline-none">
          Criterion {criterionId}
        </h3>
        <VerdictMark verdict={verdict} className="ml-auto px-2" />
      </header>
      <div className="space-y-2 border-b border-border px-4 py-3">
        <p>{sentence}</p>
        <div className="flex flex-wrap gap-x-3 gap-y-1">{links}</div>
        {verdict.isStale && <Notice tone="warning">{verdict.staleBecause ?? 'What this verdict stands on has changed since.'}</Notice>}
      </div>
      {verdict.checks.length === 0 ? (
        <div className="space-y-3 px-4 py-4">
          <p className="text-muted-foreground">
            No check speaks for this criterion yet. A check does when its test is tagged with a property that validates the criterion, or
            with the criterion itself.
          </p>
          {onCheck && (
            <Button onClick={onCheck} disabled={isChecking}>
              {isChecking ? 'Checks are queued' : 'Run the checks now'}
            </Button>
          )}
        </div>
      ) : (
        <ol aria-label="Checks">
          {verdict.checks.map((check) => (
            <CheckCard
              key={`${check.evidenceId}:${check.name}`}
              check={check}
              facts={
                <>
                  <span>
                    commit <Hash of={check.commit} label="Commit" />
                  </span>
                  <Age at={check.recordedAt} />
                </>
              }
            >
              <p className="flex flex-wrap gap-x-3 text-xs">
                {check.runId ? (
                  <>
                    <GoLink className={link} href={`${runsHref}/${check.runId}`}>
                      Run
                    </GoLink>
                    <GoLink className={link} href={`${runsHref}/${check.runId}?tab=log&evidence=${check.evidenceId}`}>
                      Event
                    </GoLink>
                    <GoLink className={link} href={`${runsHref}/${check.runId}?tab=changes`}>
                      Changes
                    </GoLink>
                    <GoLink className={link} href={`${runsHref}/${check.runId}?tab=evidence&evidence=${check.evidenceId}`}>
                      Evidence
                    </GoLink>
                  </>
                ) : (
                  <span className="text-muted-foreground">Checked on the default branch, outside of a run.</span>
                )}
              </p>
            </CheckCard>
          ))}
        </ol>
      )}
    </section>
  );
}
