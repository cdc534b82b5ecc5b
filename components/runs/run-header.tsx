'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { type Command, useCommands } from '#components/shell/commands.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Elapsed } from '#components/ui/time.tsx';
import { isActive, RunStatus } from '#components/vocabulary/run-status.tsx';
import type { RunState } from '#core/run/fold-run.ts';
import { isStudyTask } from '#core/study/study-task.ts';

type Run = Answers['runs']['get'];

type RunHeaderProps = { run: Run; state: RunState };

/** What is run, how it stands, and the way to stop it. */
export function RunHeader({ run, state }: RunHeaderProps) {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const status = state.lastSeq > 0 ? state.status : run.status;
  const isGoing = isActive(status);
  const isStopping = isGoing && (state.cancelRequestedBy !== null || run.cancelRequestedAt !== null);
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onError: ({ message }) => say(message, 'danger'),
      onSettled: () => queryClient.invalidateQueries(trpc.runs.pathFilter()),
    }),
  );
  const may = can('run.cancel');
  const commands = useMemo<Command[]>(
    () =>
      may && isGoing
        ? [
            {
              id: 'cancel-run',
              group: 'Actions',
              label: 'Cancel this run',
              run: () => cancel.mutate({ organization: slug, runId: run.id }),
            },
          ]
        : [],
    [may, isGoing, cancel.mutate, slug, run.id],
  );
  useCommands(commands);
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
      actions={
        isGoing && (
          <Button
            variant="danger"
            disabled={!may || cancel.isPending || isStopping}
            title={
              may
                ? isStudy
                  ? 'What was answered stays in the log'
                  : 'What was done stays on the branch'
                : `The role ${role} does not cancel runs.`
            }
            onClick={() => cancel.mutate({ organization: slug, runId: run.id })}
          >
            {cancel.isPending || isStopping ? 'Stopping' : 'Cancel run'}
          </Button>
        )
      }
    >
      <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted-foreground">
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
        {state.reason && <span className="text-sm text-foreground">{state.reason}</span>}
      </div>
    </PageHead>
  );
}
