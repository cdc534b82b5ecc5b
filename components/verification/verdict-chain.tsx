'use client';

import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Hash } from '#components/ui/hash.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Age } from '#components/ui/time.tsx';
import { VerdictMark } from '#components/vocabulary/verdict.tsx';
import type { EvidenceGrade, Verdict } from '#core/verification/evidence.ts';
import { Attestations } from './attestations.tsx';
import { CheckCard } from './check-card.tsx';
import { DisposeFailure, type Disposition } from './dispose-failure.tsx';
import { Adoption, OwnTests } from './own-tests.tsx';
import { readSteps } from './read-counterexample.ts';
import { Replay } from './suite/replay.tsx';

type VerdictChainProps = {
  specId: string;
  criterionId: string;
  sentence: ReactNode;
  verdict: Verdict;
  /** What the criterion is linked with in the spec: properties and tasks. */
  links: ReactNode;
  /** What was decided about failures of this criterion. */
  dispositions: readonly Disposition[];
  runsHref: string;
  onCheck: (() => void) | null;
  isChecking: boolean;
  /** Shows a thread beside the text. */
  onThread: (threadId: string) => void;
  onBack: () => void;
};

const gradeWords: Record<EvidenceGrade, string> = {
  claimed: 'claimed by an agent',
  platform: 'run by the platform',
  ci: 'run in CI',
  attested: 'attested',
};

const link = 'rounded-sm text-accent hover:underline';

/** From a criterion to what established its verdict: check, run, event, change, evidence. */
export function VerdictChain(props: VerdictChainProps) {
  const { specId, criterionId, sentence, verdict, links, dispositions, runsHref, onCheck, isChecking, onThread, onBack } = props;
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
        {verdict.heldOn && (
          <Notice tone="danger">
            Drifted: this held on <Hash of={verdict.heldOn.commit} label="Commit" />, <Age at={verdict.heldOn.at} />. The sentence is the
            same; the code has moved away from it.
          </Notice>
        )}
        {verdict.flaky.length > 0 && (
          <Notice tone="warning">
            Flaky: on the same code {verdict.flaky.join(', ')} has passed and failed. What fails sometimes does not hold.
          </Notice>
        )}
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
                  <span>{gradeWords[check.grade]}</span>
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
                  <span className="text-muted-foreground">
                    {check.grade === 'ci' ? 'Sent by a build of the project.' : 'Checked on the default branch, outside of a run.'}
                  </span>
                )}
              </p>
              <Adoption specId={specId} check={check} />
              {check.counterexample !== null && readSteps(check.counterexample) && (
                <Replay specId={specId} criterionId={criterionId} check={check} />
              )}
              {check.status !== 'passed' && (
                <DisposeFailure
                  specId={specId}
                  criterionId={criterionId}
                  check={check}
                  runsHref={runsHref}
                  onThread={onThread}
                  decided={dispositions.filter((each) => each.evidenceId === check.evidenceId && each.checkName === check.name)}
                />
              )}
            </CheckCard>
          ))}
        </ol>
      )}
      {verdict.own.length > 0 && <OwnTests specId={specId} checks={verdict.own} />}
      {verdict.refused.length > 0 && (
        <section aria-label="Refused as evidence" className="space-y-2 border-t border-border px-4 py-3">
          <h4 className="font-medium">Refused as evidence</h4>
          <ul className="space-y-2">
            {verdict.refused.map(({ evidenceId, name, file, line, refusedBecause }) => (
              <li key={`${evidenceId}:${name}`} className="text-sm">
                <p>{name}</p>
                <p className="text-xs text-warning">{refusedBecause}</p>
                {file && <code className="font-mono text-xs text-muted-foreground">{line === null ? file : `${file}:${line}`}</code>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Attestations specId={specId} criterionId={criterionId} attestations={verdict.attestations} />
    </section>
  );
}
