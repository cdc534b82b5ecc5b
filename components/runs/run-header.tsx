'use client';

import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Elapsed } from '#components/ui/time.tsx';
import { isActive, RunStatus } from '#components/vocabulary/run-status.tsx';
import type { RunState } from '#core/run/fold-run.ts';
import { isStudyTask } from '#core/study/study-task.ts';
import { RunActions } from './run-actions.tsx';

type Run = Answers['runs']['get'];

type RunHeaderProps = { run: Run; state: RunState };

/** What is run, how it stands, and what can be done with it. */
export function RunHeader({ run, state }: RunHeaderProps) {
  const { slug } = useOrganization();
  const status = state.lastSeq > 0 ? state.status : run.status;
  const isGoing = isActive(status);
  const specHref = `/${slug}/projects/${run.project.slug}/specs/${run.spec.slug}`;
  const isStudy = isStudyTask(run.taskId);
  const tokens = state.tokens.input + state.tokens.output;
  return (
    <PageHead
      title={isStudy ? run.taskTitle : `${run.taskId} ${run.taskTitle.replaceAll('`', '')}`}
      crumbs={[
        { label: 'Runs', href: `/${slug}/runs` },
        { label: run.spec.title, href: specHref },
      ]}
      actions={<RunActions run={run} state={state} status={status} />}
    >
      <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted-foreground">
        {state.isUnprotected && (
          <strong className="rounded-sm border border-danger/40 bg-danger-soft px-1.5 py-0.5 font-medium text-danger">
            No sandbox: commands run as the server itself
          </strong>
        )}
        <RunStatus status={status} className="min-w-20 text-sm" />
        <Elapsed from={run.createdAt} to={isGoing ? null : (state.finishedAt ?? run.finishedAt)} className="min-w-12" />
        {isStudy ? (
          <GoLink href={`${specHref}?panel=agents`} className="hover:text-foreground hover:underline">
            {run.spec.title}
          </GoLink>
        ) : (
          <>
            <GoLink
              href={`${specHref}?document=tasks&at=${encodeURIComponent(run.taskId)}`}
              className="hover:text-foreground hover:underline"
            >
              Task {run.taskId}
            </GoLink>
            <span className="flex max-w-full min-w-0 items-center">
              <code className="truncate font-mono">{run.branch}</code>
              <CopyButton label="Copy the name of the branch" text={run.branch} className="size-5!" />
            </span>
          </>
        )}
        <span>{run.modelLabel}</span>
        <span>by {run.startedBy.name}</span>
        {tokens > 0 && <span>{tokens.toLocaleString('en-US')} tokens</span>}
        {state.recoveries > 0 && <span>taken up again {state.recoveries === 1 ? 'once' : `${state.recoveries} times`}</span>}
        {run.retriedFromId && (
          <GoLink href={`/${slug}/runs/${run.retriedFromId}`} className="hover:text-foreground hover:underline">
            goes on from an earlier run
          </GoLink>
        )}
        {run.retries.map(({ id, modelLabel }) => (
          <GoLink key={id} href={`/${slug}/runs/${id}`} className="hover:text-foreground hover:underline">
            retried with {modelLabel}
          </GoLink>
        ))}
        {state.reason && <span className="text-sm text-foreground">{state.reason}</span>}
      </div>
    </PageHead>
  );
}
