'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Age } from '#components/ui/time.tsx';
import type { RecordedCheck } from '#core/verification/evidence.ts';

export type Disposition = Answers['checks']['verdicts']['dispositions'][number];

type DisposeFailureProps = {
  specId: string;
  criterionId: string;
  check: RecordedCheck;
  decided: readonly Disposition[];
  runsHref: string;
  onThread: (threadId: string) => void;
};

const ways = [
  { fault: 'code', label: 'The code', title: 'Start a run of the task that serves this criterion' },
  { fault: 'test', label: 'The test', title: 'Ask for a fix of the test, in a thread on the criterion' },
  { fault: 'requirement', label: 'The requirement', title: 'Ask what is meant, in a thread on the criterion' },
] as const;

const decidedWords: Record<string, string> = {
  code: 'The code is to be fixed',
  test: 'The test is to be fixed',
  requirement: 'The requirement is asked about',
};

/** Three ways out of a failure: the code is wrong, the test is, or the requirement. Each leads there, and is kept. */
export function DisposeFailure({ specId, criterionId, check, decided, runsHref, onThread }: DisposeFailureProps) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { mutate, isPending } = useMutation(
    trpc.checks.dispose.mutationOptions({
      onSuccess: async ({ runId, threadId }) => {
        say(runId === null ? 'A thread on the criterion asks about it.' : 'A run is started to fix the code.');
        await queryClient.invalidateQueries(trpc.checks.verdicts.pathFilter());
        await queryClient.invalidateQueries(trpc.comments.list.pathFilter());
        if (runId !== null) router.push(`${runsHref}/${runId}`);
        else if (threadId !== null) onThread(threadId);
      },
      onError: ({ message }) => say(message, 'danger'),
    }),
  );
  const { evidenceId, name: checkName } = check;
  return (
    <div className="space-y-1.5 text-xs">
      {decided.map(({ id, fault, runId, threadId, userName, createdAt }) => (
        <p key={id} className="text-muted-foreground">
          {decidedWords[fault]}, says {userName}, <Age at={createdAt} />.{' '}
          {runId && (
            <GoLink className="rounded-sm text-accent hover:underline" href={`${runsHref}/${runId}`}>
              See the run
            </GoLink>
          )}
          {threadId && (
            <button type="button" className="rounded-sm text-accent hover:underline" onClick={() => onThread(threadId)}>
              See the thread
            </button>
          )}
        </p>
      ))}
      {can('run.start') && (
        <fieldset aria-label={`What is wrong: ${checkName}`} className="flex flex-wrap items-center gap-1.5">
          <span className="text-muted-foreground">What is wrong?</span>
          {ways.map(({ fault, label, title }) => (
            <Button
              key={fault}
              size="sm"
              title={title}
              disabled={isPending}
              onClick={() => mutate({ organization, specId, criterionId, evidenceId, checkName, fault })}
            >
              {label}
            </Button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
