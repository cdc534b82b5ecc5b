'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/class-names.ts';
import { TextField } from '#components/ui/field.tsx';
import { Hash } from '#components/ui/hash.tsx';
import { Age } from '#components/ui/time.tsx';

type Listed = Answers['revisions']['list'];
type Revision = Listed['revisions'][number];

type RevisionsProps = {
  listed: Listed;
  from: string | null;
  to: string;
  onCompare: (change: { from: string; to: string | null }) => void;
  canName: boolean;
  documentId: string;
};

const reasons: Record<string, string> = {
  gate: 'decided on',
  agent: 'before an agent',
  named: 'named',
  seen: 'looked at',
  quiet: 'came to rest',
};

/** The kept texts, newest first. Choosing one compares it with the one before; Shift chooses where the comparison starts. */
export function Revisions({ listed, from, to, onCompare, canName, documentId }: RevisionsProps) {
  const { revisions, now, seen } = listed;
  const choose = (index: number, isStart: boolean) => {
    const chosen = revisions[index];
    if (!chosen) return;
    if (isStart) onCompare({ from: chosen.sha256, to: to === now ? null : to });
    else onCompare({ from: revisions[index + 1]?.sha256 ?? chosen.sha256, to: chosen.sha256 === now ? null : chosen.sha256 });
  };
  return (
    <aside
      aria-label="Revisions"
      className="flex w-72 shrink-0 flex-col border-r border-border max-md:max-h-56 max-md:w-full max-md:border-r-0 max-md:border-b"
    >
      {canName && <NameForm documentId={documentId} />}
      <ol className="min-h-0 flex-1 overflow-auto">
        {revisions.map((revision, index) => (
          <li key={revision.sha256}>
            <button
              type="button"
              data-row
              aria-pressed={revision.sha256 === to}
              onClick={(event) => choose(index, event.shiftKey)}
              title="Compare with the text before it; with Shift, compare from here"
              className={cx(
                'block w-full border-b border-border px-4 py-2 text-left hover:bg-muted/60',
                revision.sha256 === to && 'bg-accent-soft',
                revision.sha256 === from && 'border-l-2 border-l-accent pl-3.5',
              )}
            >
              <Row revision={revision} isNow={revision.sha256 === now} isSeen={revision.sha256 === seen?.sha256} />
            </button>
          </li>
        ))}
      </ol>
    </aside>
  );
}

function Row({ revision, isNow, isSeen }: { revision: Revision; isNow: boolean; isSeen: boolean }) {
  const { name, reason, authors, at, sha256, decisions } = revision;
  return (
    <>
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{name ?? <Age at={at} />}</span>
        <Hash of={sha256} label="Revision" />
      </span>
      <span className="mt-0.5 block truncate text-xs text-muted-foreground">
        {name && (
          <>
            <Age at={at} />,{' '}
          </>
        )}
        {authors.length > 0 ? authors.join(', ') : (reasons[reason] ?? reason)}
      </span>
      {(isNow || isSeen || decisions.length > 0) && (
        <span className="mt-1 flex flex-wrap gap-1">
          {isNow && <Chip>now</Chip>}
          {isSeen && <Chip>seen last</Chip>}
          {decisions.map(({ stage, decision }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: decisions of one revision have an order and no names here
            <Chip key={index}>
              {stage} {decision.replace('_', ' ')}
            </Chip>
          ))}
        </span>
      )}
    </>
  );
}

function NameForm({ documentId }: { documentId: string }) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const name = useMutation(
    trpc.revisions.name.mutationOptions({
      onSuccess: () => {
        say('The text as it is now is kept under this name.');
        setIsOpen(false);
      },
      onSettled: () => queryClient.invalidateQueries(trpc.revisions.pathFilter()),
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    name.mutate({ organization, documentId, name: String(new FormData(event.currentTarget).get('name') ?? '') });
  };
  if (!isOpen) {
    return (
      <div className="border-b border-border p-2">
        <Button size="sm" className="w-full" onClick={() => setIsOpen(true)}>
          Name the text as it is
        </Button>
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="space-y-2 border-b border-border p-3">
      <TextField label="Name" name="name" required maxLength={120} ref={(field) => field?.focus()} error={name.error?.message} />
      <div className="flex justify-end gap-2">
        <Button size="sm" onClick={() => setIsOpen(false)}>
          Cancel
        </Button>
        <Button size="sm" type="submit" variant="primary" disabled={name.isPending}>
          Keep
        </Button>
      </div>
    </form>
  );
}
