'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { GoLink } from '#components/ui/go-link.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { isActive, runStatusLooks } from '#components/vocabulary/run-status.tsx';

type Wave = Answers['waves']['list'][number];

/** Tasks that are being run together: how far each of them is, why the rest waits, and the way to stop. Nothing where none go on. */
export function WavesGoing() {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data: waves = [] } = useQuery(trpc.waves.list.queryOptions({ organization, isActive: true }));
  if (waves.length === 0) return null;
  return (
    <section aria-label="Waves">
      <h2 className="sticky top-0 z-10 flex h-9 items-center gap-2 border-b border-border bg-background px-4 font-medium md:px-5">
        Waves
        <span className="font-normal text-muted-foreground">{waves.length}</span>
      </h2>
      <ul>
        {waves.map((wave) => (
          <WaveRow key={wave.id} wave={wave} />
        ))}
      </ul>
    </section>
  );
}

function WaveRow({ wave: { id, spec, tasks, startedBy, parallel } }: { wave: Wave }) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const stop = useMutation(
    trpc.waves.cancel.mutationOptions({
      onError: ({ message }) => say(message, 'danger'),
      onSettled: () => Promise.all([trpc.waves, trpc.runs].map((known) => queryClient.invalidateQueries(known.pathFilter()))),
    }),
  );
  const merged = tasks.filter(({ isMerged }) => isMerged).length;
  const going = tasks.filter(({ status }) => status !== null && isActive(status)).length;
  return (
    <li aria-label={`Wave of ${spec.title}`} className="border-b border-border px-4 py-2 md:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <GoLink
          href={`/${organization}/projects/${spec.project.slug}/specs/${spec.slug}?document=tasks`}
          className="font-medium hover:underline"
        >
          {spec.title}
        </GoLink>
        <span role="status" className="text-xs text-muted-foreground">
          {merged} of {tasks.length} merged, {going} under way, {parallel} at once, by {startedBy}
        </span>
        <Button
          size="sm"
          className="ml-auto"
          disabled={!can('run.cancel') || stop.isPending}
          title="Cancels what runs and starts nothing more; what was merged stays"
          onClick={() => stop.mutate({ organization, waveId: id })}
        >
          {stop.isPending ? 'Stopping' : 'Stop'}
        </Button>
      </div>
      <ul className="mt-1.5 flex flex-wrap gap-1.5">
        {tasks.map((task) => (
          <WaveTask key={task.taskId} task={task} />
        ))}
      </ul>
    </li>
  );
}

function WaveTask({ task: { taskId, runId, status, isMerged, heldBack } }: { task: Wave['tasks'][number] }) {
  const { slug } = useOrganization();
  const look = status === null ? null : runStatusLooks[status];
  const words = isMerged ? 'Merged' : (look?.label ?? heldBack ?? 'Waits');
  const content = (
    <>
      <StateIcon shape={look?.shape ?? 'hollow'} className={cx('size-3.5', look?.color ?? 'text-muted-foreground')} />
      <span className="font-mono">{taskId}</span>
      <span className="max-w-64 truncate text-muted-foreground">{words}</span>
    </>
  );
  const className = 'flex h-6 items-center gap-1.5 rounded border border-border px-1.5 text-xs';
  return (
    <li title={heldBack ?? words}>
      {runId === null ? (
        <span className={className}>{content}</span>
      ) : (
        <GoLink href={`/${slug}/runs/${runId}`} className={cx(className, 'hover:bg-muted')}>
          {content}
        </GoLink>
      )}
    </li>
  );
}
