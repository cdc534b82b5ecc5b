'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field, TextField } from '#components/ui/field.tsx';
import { formatCount } from '#components/ui/format-time.ts';
import { Hash } from '#components/ui/hash.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { isUnsettled, isWritten } from './file-states.ts';

type Changes = Answers['repository']['changes'];
type Done = { commit: string; branch: string; url: string | null; problem: string | null };

type CommitFormProps = {
  project: string;
  spec: string | null;
  changes: Changes;
  /** Compares with another branch. */
  onBranch: (branch: string) => void;
};

/** Where to, in what words, and whose: the commit of what people wrote. */
export function CommitForm({ project, spec, changes, onBranch }: CommitFormProps) {
  const { slug: organization, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { branch, defaultBranch, onto, isThere, files, authors, remote } = changes;
  const [typed, setTyped] = useState(branch);
  const [done, setDone] = useState<Done | null>(null);
  const push = useMutation(trpc.repository.push.mutationOptions());
  const write = useMutation(trpc.repository.write.mutationOptions());
  const written = files.filter(isWritten);
  const may = can('spec.change');
  const mayPush = remote !== null && can('run.publish');
  const where =
    branch === defaultBranch
      ? 'The default branch: runs begin from it.'
      : isThere
        ? 'Goes on top of what the branch has.'
        : `A new branch, from ${defaultBranch}.`;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const revisions = Object.fromEntries(files.flatMap(({ documentId, sha256 }) => (documentId && sha256 ? [[documentId, sha256]] : [])));
    const message = String(form.get('message') ?? '');
    try {
      const { commit } = await write.mutateAsync({ organization, project, spec, branch, onto, message, revisions });
      const pushed = form.get('push')
        ? await push.mutateAsync({ organization, project, spec, branch }).then(asDone, asProblem)
        : asDone({ url: null });
      setDone({ commit, branch, ...pushed });
      say('Committed in your name.');
    } catch {
      // What was refused stands beside the form.
    }
    await queryClient.invalidateQueries(trpc.repository.pathFilter());
  };
  const isBusy = write.isPending || push.isPending;
  return (
    <form onSubmit={submit} className="space-y-3 border-b border-border px-4 py-3 md:px-5">
      {done && (
        <Notice tone={done.problem ? 'warning' : 'success'} role="status">
          <Hash of={done.commit} label="Commit" /> is on <code className="font-mono">{done.branch}</code>.{' '}
          {done.problem && `It was not pushed: ${done.problem}`}
          {done.url && (
            <a href={done.url} rel="noreferrer" target="_blank" className="underline">
              Pull request
            </a>
          )}
        </Notice>
      )}
      <TextField
        label="Branch"
        name="branch"
        className="control font-mono"
        required
        maxLength={200}
        value={typed}
        hint={where}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={() => typed.trim() !== '' && typed !== branch && onBranch(typed.trim())}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (typed.trim() !== '') onBranch(typed.trim());
        }}
      />
      <Field label="Message" error={write.error?.message}>
        {(described) => (
          <textarea
            key={changes.message}
            name="message"
            required
            maxLength={5000}
            rows={3}
            defaultValue={changes.message}
            className="control h-auto py-1.5"
            {...described}
          />
        )}
      </Field>
      {authors.length > 0 && <p className="text-xs text-muted-foreground">Co-authors: {authors.join(', ')}</p>}
      {mayPush && (
        <label className="flex items-start gap-2 text-xs">
          <input type="checkbox" name="push" defaultChecked className="mt-0.5 accent-accent" />
          <span className="min-w-0">
            {remote.forge === 'github' && branch !== defaultBranch ? 'Push it and open a pull request' : 'Push it'}
            <span className="block truncate font-mono text-muted-foreground">{remote.url}</span>
          </span>
        </label>
      )}
      <Button
        type="submit"
        variant="primary"
        className="w-full justify-center"
        disabled={!may || isBusy || written.length === 0 || files.some(isUnsettled) || typed.trim() !== branch}
        title={may ? undefined : `The role ${role} does not write to the repository.`}
      >
        {isBusy ? 'Committing' : written.length === 0 ? 'Nothing to commit' : `Commit ${formatCount(written.length, 'file')}`}
      </Button>
    </form>
  );
}

const asDone = ({ url }: { url: string | null }) => ({ url, problem: null });
const asProblem = (cause: unknown) => ({ url: null, problem: cause instanceof Error ? cause.message : 'the remote did not answer' });
