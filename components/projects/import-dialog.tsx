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
import { formatCount } from '#components/ui/format-time.ts';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { Elapsed } from '#components/ui/time.tsx';

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const importing = useMutation(
    trpc.projects.import.mutationOptions({
      onSuccess: async (project) => {
        await queryClient.invalidateQueries(trpc.projects.pathFilter());
        say(
          `Imported ${formatCount(project.specs, 'spec')}${project.notes.length > 0 ? `, with ${formatCount(project.notes.length, 'note')}` : ''}.`,
        );
        router.push(`/${slug}/projects/${project.slug}`);
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get('name') ?? '').trim();
    importing.mutate({ organization: slug, source: String(form.get('source') ?? ''), ...(name ? { name } : {}) });
  };
  return (
    <Dialog
      title="Import a project"
      description="A git repository is copied; its specs are taken exactly as they are written. The original is not changed."
      onClose={onClose}
    >
      <form onSubmit={submit} className="space-y-3">
        <TextField
          label="Repository"
          name="source"
          required
          autoFocus
          maxLength={2000}
          placeholder="/home/you/shop or https://example.com/shop.git"
          hint="A folder on the machine that runs this server, or a URL that git can clone from there."
          error={importing.error?.message}
          readOnly={importing.isPending}
        />
        <TextField
          label="Name (optional)"
          name="name"
          maxLength={100}
          hint="Otherwise the name of the repository."
          readOnly={importing.isPending}
        />
        <div className="flex items-center justify-end gap-2 pt-1">
          {importing.isPending && (
            <p role="status" className="mr-auto flex items-center gap-1.5 text-xs text-muted-foreground">
              <StateIcon shape="ring" className="text-accent" />
              Copying the repository, then reading its specs: <Elapsed from={new Date(importing.submittedAt)} to={null} />
            </p>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={importing.isPending}>
            Import
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
