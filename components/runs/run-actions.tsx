'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { type Command, useCommands } from '#components/shell/commands.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { isActive, type RunStatusName } from '#components/vocabulary/run-status.tsx';
import type { RunState } from '#core/run/fold-run.ts';
import { isStudyTask } from '#core/study/study-task.ts';
import { PublishButton } from './publish-button.tsx';
import { RetryDialog } from './retry-dialog.tsx';

type RunActionsProps = { run: Answers['runs']['get']; state: RunState; status: RunStatusName };

/** Pause, resume, cancel while a run goes on; retry once it is over. The palette offers the same. */
export function RunActions({ run, state, status }: RunActionsProps) {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isRetrying, setRetrying] = useState(false);
  const settled = {
    onError: ({ message }: { message: string }) => say(message, 'danger'),
    onSettled: () => queryClient.invalidateQueries(trpc.runs.pathFilter()),
  };
  const cancel = useMutation(trpc.runs.cancel.mutationOptions(settled));
  const pause = useMutation(trpc.runs.pause.mutationOptions(settled));
  const resume = useMutation(trpc.runs.resume.mutationOptions(settled));
  const isGoing = isActive(status);
  const isStopping = isGoing && (cancel.isPending || state.cancelRequestedBy !== null || run.cancelRequestedAt !== null);
  const isPaused = status === 'paused';
  const isPausing = !isPaused && isGoing && (state.pauseRequestedBy !== null || (state.lastSeq === 0 && run.pauseRequestedAt !== null));
  const isStudy = isStudyTask(run.taskId);
  const isRetryable = !isGoing && !isStudy && state.mergedCommit === null && run.mergedCommit === null;
  const may = { cancel: can('run.cancel'), pause: can('run.pause') && !isStudy, retry: can('run.start') };
  const commands = useMemo<Command[]>(() => {
    const input = { organization: slug, runId: run.id };
    const group = 'Actions';
    return [
      ...(may.cancel && isGoing ? [{ id: 'cancel-run', group, label: 'Cancel this run', run: () => cancel.mutate(input) }] : []),
      ...(may.pause && isGoing && !isPaused && !isPausing && status !== 'waiting'
        ? [{ id: 'pause-run', group, label: 'Pause this run', run: () => pause.mutate(input) }]
        : []),
      ...(may.pause && (isPaused || isPausing)
        ? [{ id: 'resume-run', group, label: 'Resume this run', run: () => resume.mutate(input) }]
        : []),
      ...(may.retry && isRetryable ? [{ id: 'retry-run', group, label: 'Retry this run', run: () => setRetrying(true) }] : []),
    ];
  }, [
    slug,
    run.id,
    may.cancel,
    may.pause,
    may.retry,
    isGoing,
    isPaused,
    isPausing,
    isRetryable,
    status,
    cancel.mutate,
    pause.mutate,
    resume.mutate,
  ]);
  useCommands(commands);
  const input = { organization: slug, runId: run.id };
  return (
    <>
      {isGoing && !isStopping && (isPaused || isPausing) && (
        <Button
          variant={isPaused ? 'primary' : 'secondary'}
          disabled={!may.pause || resume.isPending}
          title={isPaused ? 'It goes on with its next step' : 'It finishes the step that runs, then pauses'}
          onClick={() => resume.mutate(input)}
        >
          {isPaused ? 'Resume' : 'Pausing: keep going'}
        </Button>
      )}
      {isGoing && !isStudy && !isStopping && !isPaused && !isPausing && status !== 'waiting' && (
        <Button
          disabled={!may.pause || pause.isPending}
          title={
            may.pause ? 'It finishes the step that runs, then holds nothing until it is resumed' : `The role ${role} does not pause runs.`
          }
          onClick={() => pause.mutate(input)}
        >
          Pause
        </Button>
      )}
      {isGoing && (
        <Button
          variant="danger"
          disabled={!may.cancel || isStopping}
          title={may.cancel ? 'What was done stays on the branch' : `The role ${role} does not cancel runs.`}
          onClick={() => cancel.mutate(input)}
        >
          {isStopping ? 'Stopping' : 'Cancel run'}
        </Button>
      )}
      {!isGoing && (run.headCommit !== null || state.headCommit !== null) && <PublishButton runId={run.id} />}
      {isRetryable && (
        <Button
          disabled={!may.retry}
          title={may.retry ? 'Goes on from where it ended, with this or another model' : `The role ${role} does not start runs.`}
          onClick={() => setRetrying(true)}
        >
          Retry
        </Button>
      )}
      {isRetrying && <RetryDialog run={run} turn={null} onClose={() => setRetrying(false)} />}
    </>
  );
}
