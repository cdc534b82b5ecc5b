'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { formatDuration } from '#components/ui/format-time.ts';
import { Hash } from '#components/ui/hash.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { Age } from '#components/ui/time.tsx';
import { CheckCard } from './check-card.tsx';
import { Adoption } from './own-tests.tsx';

/** A check of a run as its log tells it, before anybody asks for the details. */
export type CheckSummary = { evidenceId: string; passed: number; failed: number; failure: string | null };

type EvidenceViewProps = {
  checks: readonly CheckSummary[];
  selected: string | null;
  onSelect: (evidenceId: string) => void;
  /** The sentence of a criterion, or null where it is not in the spec any more. */
  sentence: (criterionId: string) => ReactNode;
};

/** What the platform recorded when it ran the checks, execution by execution. */
export function EvidenceView({ checks, selected, onSelect, sentence }: EvidenceViewProps) {
  const shown = checks.find(({ evidenceId }) => evidenceId === selected) ?? checks.at(-1);
  if (!shown) {
    return (
      <EmptyState title="No evidence yet">
        When the checks run in the sandbox, the platform records here what ran, on which commit and with which seed.
      </EmptyState>
    );
  }
  return (
    <div className="flex h-full min-h-0 max-md:flex-col">
      <nav
        aria-label="Executions of the checks"
        className="shrink-0 overflow-auto border-border max-md:max-h-36 max-md:border-b md:w-56 md:border-r"
      >
        <ol>
          {checks.map((check, index) => {
            const isGood = check.failed === 0 && check.failure === null;
            return (
              <li key={check.evidenceId}>
                <button
                  type="button"
                  data-row
                  aria-current={check === shown ? 'true' : undefined}
                  onClick={() => onSelect(check.evidenceId)}
                  className={cx('flex w-full items-start gap-2 px-4 py-2 text-left hover:bg-muted', check === shown && 'bg-muted')}
                >
                  <StateIcon shape={isGood ? 'check' : 'cross'} className={cx('mt-0.5', isGood ? 'text-success' : 'text-danger')} />
                  <span>
                    <span className="block font-medium">Check {index + 1}</span>
                    <span className="block text-xs text-muted-foreground">
                      {check.failure ? 'no result' : `${check.passed} passed, ${check.failed} failed`}
                    </span>
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
      </nav>
      <Evidence key={shown.evidenceId} evidenceId={shown.evidenceId} sentence={sentence} />
    </div>
  );
}

function Evidence({ evidenceId, sentence }: { evidenceId: string; sentence: EvidenceViewProps['sentence'] }) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const { data: evidence, error } = useQuery(
    trpc.checks.evidence.queryOptions({ organization: slug, evidenceId }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  if (error) {
    return (
      <Notice tone="danger" role="alert" className="m-4 flex-1">
        {error.message}
      </Notice>
    );
  }
  if (!evidence) return <p className="late flex-1 p-5 text-muted-foreground">Reading what was recorded</p>;
  const { command, commit, exitCode, durationMs, failure, outputTail, outputSha256, createdAt } = evidence;
  const checks = [...evidence.checks].sort((a, b) => Number(a.status === 'passed') - Number(b.status === 'passed'));
  return (
    <section aria-label="Evidence" className="min-h-0 min-w-0 flex-1 overflow-auto">
      <dl className="flex flex-wrap gap-x-5 gap-y-1 border-b border-border px-4 py-2.5 text-xs text-muted-foreground [&_dd]:inline [&_dd]:text-foreground [&_dt]:inline [&_dt]:after:content-['_']">
        <Fact name="Command">
          <code className="font-mono">{command}</code>
        </Fact>
        <Fact name="Commit">
          <Hash of={commit} label="Commit" />
        </Fact>
        <Fact name="Exit">{exitCode ?? 'none'}</Fact>
        <Fact name="Took">{formatDuration(durationMs)}</Fact>
        <Fact name="Output">
          <Hash of={outputSha256} label="sha256" />
        </Fact>
        <Fact name="Recorded">
          <Age at={createdAt} />
        </Fact>
        <Fact name="Checks">{checks.length}</Fact>
      </dl>
      {failure && (
        <Notice tone="warning" className="m-4">
          {failure}
        </Notice>
      )}
      <ol aria-label="Checks">
        {checks.map((check) => {
          const ids = Object.keys(check.criteria);
          return (
            <CheckCard key={check.name} check={check}>
              <Adoption specId={evidence.specId} check={check} />
              {ids.length > 0 && (
                <ul className="space-y-1 pl-6">
                  {ids.map((id) => (
                    <li key={id} className={cx('flex gap-2', check.status === 'passed' && 'text-xs')}>
                      <span className="font-mono text-xs leading-5 font-semibold">{id}</span>
                      <span className="min-w-0">
                        {sentence(id) ?? <span className="text-muted-foreground">not in the spec any more</span>}
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </CheckCard>
          );
        })}
      </ol>
      {outputTail && (
        <details className="border-t border-border px-4 py-2">
          <summary className="text-xs text-muted-foreground">End of the output</summary>
          <pre className="mt-2 max-h-96 overflow-auto font-mono text-xs whitespace-pre-wrap">{outputTail}</pre>
        </details>
      )}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
