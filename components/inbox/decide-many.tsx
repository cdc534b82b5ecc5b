'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { TextField } from '#components/ui/field.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Hash } from '#components/ui/hash.tsx';

const undoMs = 30_000;
const sinceWords = {
  never: 'You have not approved it before',
  same: 'As you approved it',
  cosmetic: 'Only white space or prose changed',
  substantive: 'Changed since you approved it',
} as const;

type DecideManyProps = { noticeIds: string[]; onClose: () => void };

/** One decision on several texts that wait for it, each on the revision that is shown here. */
export function DecideMany({ noticeIds, onClose }: DecideManyProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // What is decided on is what is shown: it is not read anew under the person's eyes.
  const { data: waiting, error } = useQuery(
    trpc.reviews.waiting.queryOptions(
      { organization, noticeIds },
      { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnWindowFocus: false },
    ),
  );
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const keyOf = ({ specId, stage }: { specId: string; stage: string }) => `${specId} ${stage}`;
  const chosen = (waiting ?? []).filter((one) => one.blocker === null && !left.has(keyOf(one)));
  const refresh = () =>
    Promise.all(
      [trpc.inbox, trpc.specs, trpc.approvals, trpc.projects, trpc.pipeline].map((known) =>
        queryClient.invalidateQueries(known.pathFilter()),
      ),
    );
  const undo = useMutation(
    trpc.reviews.undo.mutationOptions({
      onSuccess: (results) => {
        const refused = results.find(({ refusedBecause }) => refusedBecause !== null);
        if (refused?.refusedBecause) say(refused.refusedBecause, 'danger');
        else say('The decisions are taken back.');
      },
      onError: ({ message }) => say(message, 'danger'),
      onSettled: refresh,
    }),
  );
  const decide = useMutation(
    trpc.reviews.decideMany.mutationOptions({
      onSuccess: (results) => {
        const approvalIds = results.flatMap(({ approvalId }) => approvalId ?? []);
        const refused = results.find(({ refusedBecause }) => refusedBecause !== null);
        if (refused?.refusedBecause) say(`${results.length - approvalIds.length} not recorded: ${refused.refusedBecause}`, 'danger');
        if (approvalIds.length > 0)
          say(`${approvalIds.length} ${approvalIds.length === 1 ? 'decision is' : 'decisions are'} recorded.`, 'success', {
            label: 'Undo',
            run: () => undo.mutate({ organization, approvalIds }),
            forMs: undoMs,
          });
        onClose();
      },
      onSettled: refresh,
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const items = chosen.map(({ specId, stage, revisions }) => ({ specId, stage, revisions }));
    decide.mutate({ organization, decision: 'approved', summary: String(new FormData(event.currentTarget).get('summary') ?? ''), items });
  };
  return (
    <Dialog
      title="Approve several"
      description="Each approval binds the revision that is shown here."
      onClose={onClose}
      className="w-[min(40rem,calc(100vw-2rem))]!"
    >
      {error && <p className="text-danger">{error.message}</p>}
      {!waiting && !error && <p className="text-muted-foreground">Reading what waits</p>}
      {waiting?.length === 0 && <p>Nothing of this waits any more.</p>}
      {waiting && waiting.length > 0 && (
        <form onSubmit={submit} className="space-y-3">
          <ul className="divide-y divide-border">
            {waiting.map((one) => (
              <li key={keyOf(one)} className="flex items-start gap-2.5 py-2">
                <input
                  type="checkbox"
                  aria-label={`${one.stageName} of ${one.title}`}
                  disabled={one.blocker !== null}
                  checked={one.blocker === null && !left.has(keyOf(one))}
                  onChange={({ target }) => {
                    const next = new Set(left);
                    if (target.checked) next.delete(keyOf(one));
                    else next.add(keyOf(one));
                    setLeft(next);
                  }}
                  className="mt-0.5 size-4 accent-(--accent)"
                />
                <span className="min-w-0 flex-1">
                  <GoLink href={`/${organization}${one.path}&review=1`} className="font-medium hover:text-accent">
                    {one.stageName} of {one.title}
                  </GoLink>
                  <span className="block text-xs text-muted-foreground">
                    {one.project}
                    {Object.values(one.revisions).map((sha256) => (
                      <span key={sha256}>
                        , <Hash of={sha256} label="Revision" />
                      </span>
                    ))}
                    {one.blocker && `. ${one.blocker}`}
                  </span>
                </span>
                <Chip tone={one.since === 'substantive' ? 'warning' : 'neutral'}>{sinceWords[one.since]}</Chip>
              </li>
            ))}
          </ul>
          <TextField label="Summary (optional)" name="summary" maxLength={2000} error={decide.error?.message} />
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={chosen.length === 0 || decide.isPending}>
              Approve {chosen.length}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
