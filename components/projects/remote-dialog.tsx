'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';

type Known = Answers['remotes']['get'];

/** Where a project's branches are pushed to: read once the dialog is open. */
export function RemoteDialog({ project, onClose }: { project: { id: string; slug: string; source: string }; onClose: () => void }) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data: known } = useQuery(trpc.remotes.get.queryOptions({ organization, project: project.slug }));
  return (
    <Dialog title="Remote" description="Where branches of runs are pushed to, and new commits come from" onClose={onClose}>
      {known === undefined ? <p role="status">Reading</p> : <RemoteForm project={project} known={known} onClose={onClose} />}
    </Dialog>
  );
}

type RemoteFormProps = { project: { id: string; slug: string; source: string }; known: Known; onClose: () => void };

function RemoteForm({ project, known, onClose }: RemoteFormProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const isAddress = /^https?:/.test(project.source);
  const [forge, setForge] = useState(known?.forge ?? (project.source.includes('github.com') ? 'github' : 'plain'));
  const again = () => queryClient.invalidateQueries(trpc.remotes.pathFilter());
  const connect = useMutation(trpc.remotes.connect.mutationOptions({ onSuccess: again }));
  const fetched = useMutation(
    trpc.remotes.fetch.mutationOptions({
      onSettled: async () => {
        await again();
        await queryClient.invalidateQueries(trpc.projects.pathFilter());
      },
    }),
  );
  const disconnect = useMutation(
    trpc.remotes.disconnect.mutationOptions({
      onSuccess: async () => {
        await again();
        say('The remote and its token are forgotten.');
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    connect.mutate({ organization, project: project.slug, forge, url: String(given.get('url')), token: String(given.get('token')) });
  };
  if (connect.data) return <HookSecret projectId={project.id} secret={connect.data.hookSecret} onClose={onClose} />;
  const error = connect.error ?? fetched.error ?? disconnect.error;
  return (
    <form onSubmit={submit} className="space-y-3">
      {error && (
        <Notice tone="danger" role="alert">
          {error.message}
        </Notice>
      )}
      {known?.problem && !error && <Notice tone="warning">{known.problem}</Notice>}
      <TextField
        label="Address"
        name="url"
        className="control font-mono"
        defaultValue={known?.url ?? (isAddress ? project.source : '')}
        placeholder="https://github.com/acme/shop.git"
        required
      />
      <SelectField
        label="Forge"
        value={forge}
        onChange={(event) => setForge(event.target.value === 'github' ? 'github' : 'plain')}
        hint={forge === 'github' ? 'Pushes the branch and opens a pull request.' : 'Pushes the branch; the rest happens on the forge.'}
      >
        <option value="github">GitHub, or a server with its API</option>
        <option value="plain">Any other, by plain push</option>
      </SelectField>
      <TextField
        label="Token"
        name="token"
        type="password"
        hint={
          known?.hasToken
            ? 'One is kept, encrypted. Leave this empty to keep it.'
            : 'Kept encrypted, and never shown again. It needs to write to the repository.'
        }
      />
      <div className="flex flex-wrap justify-end gap-2">
        {known && (
          <>
            <Button
              className="mr-auto"
              disabled={disconnect.isPending}
              onClick={() => disconnect.mutate({ organization, project: project.slug })}
            >
              Forget it
            </Button>
            <Button disabled={fetched.isPending} onClick={() => fetched.mutate({ organization, project: project.slug })}>
              {fetched.isPending ? 'Fetching' : fetched.data ? fetchedWords[fetched.data.result] : 'Fetch now'}
            </Button>
          </>
        )}
        <Button type="submit" variant="primary" disabled={connect.isPending}>
          {connect.isPending ? 'Saving' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

const fetchedWords = { same: 'Nothing new', forward: 'New commits are here', behind: 'Nothing new', apart: 'Gone apart' } as const;

function HookSecret({ projectId, secret, onClose }: { projectId: string; secret: string; onClose: () => void }) {
  const address = `${window.location.origin}/api/hooks/git/${projectId}`;
  return (
    <div className="space-y-3">
      <p>
        The remote is set. To hear of new commits and of pull requests at once, add a webhook there with these two; the secret is shown this
        once.
      </p>
      <dl className="space-y-2 text-xs">
        {[
          { name: 'Payload address', value: address },
          { name: 'Secret', value: secret },
        ].map(({ name, value }) => (
          <div key={name}>
            <dt className="font-medium">{name}</dt>
            <dd className="flex items-center gap-2">
              <code className="min-w-0 truncate font-mono">{value}</code>
              <CopyButton label={`Copy: ${name}`} text={value} />
            </dd>
          </div>
        ))}
      </dl>
      <div className="flex justify-end">
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}
