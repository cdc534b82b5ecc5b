'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { TextField } from '#components/ui/field.tsx';

type SpecDialogProps = { specId: string; title: string; projectHref: string; onClose: () => void };

/** Renames a spec, or puts it away with a reason. */
export function SpecDialog({ specId, title, projectHref, onClose }: SpecDialogProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const onSettled = () => Promise.all([trpc.specs, trpc.projects].map((known) => queryClient.invalidateQueries(known.pathFilter())));
  const rename = useMutation(
    trpc.specs.rename.mutationOptions({
      onSettled,
      onSuccess: () => {
        say('The spec has another title. Its folder keeps its name.');
        onClose();
      },
    }),
  );
  const archive = useMutation(
    trpc.specs.archive.mutationOptions({
      onSettled,
      onSuccess: () => {
        say('The spec is put away. It can be taken back from the archive of its project.');
        router.push(projectHref);
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    rename.mutate({ organization, specId, title: String(new FormData(event.currentTarget).get('title') ?? '') });
  };
  const putAway = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    archive.mutate({ organization, specId, reason: String(new FormData(event.currentTarget).get('reason') ?? '') });
  };
  return (
    <Dialog title="This spec" onClose={onClose}>
      <form onSubmit={submit} className="flex items-end gap-2" aria-label="Rename">
        <div className="min-w-0 flex-1">
          <TextField label="Title" name="title" required maxLength={120} defaultValue={title} error={rename.error?.message} />
        </div>
        <Button type="submit" variant="primary" disabled={rename.isPending}>
          Rename
        </Button>
      </form>
      <form onSubmit={putAway} className="mt-5 flex items-end gap-2 border-t border-border pt-4" aria-label="Archive">
        <div className="min-w-0 flex-1">
          <TextField
            label="Put away, because"
            name="reason"
            required
            maxLength={500}
            error={archive.error?.message}
            placeholder="superseded, not this year, by mistake"
          />
        </div>
        <Button type="submit" variant="danger" disabled={archive.isPending}>
          Archive
        </Button>
      </form>
    </Dialog>
  );
}
