'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import type { ChangedFile } from './changes-view.tsx';

type EditableFileProps = {
  runId: string;
  file: Pick<ChangedFile, 'path' | 'before' | 'after'>;
  isOpen: boolean;
  renderDiff: (file: { path: string; before: string; after: string; onText?: (text: string) => void }) => ReactNode;
};

/** The change of a file; while the run is paused it is edited in place and committed in one's own name, and the agent hears of it. */
export function EditableFile({ runId, file: { path, before, after }, isOpen, renderDiff }: EditableFileProps) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [text, setText] = useState(after ?? '');
  const [message, setMessage] = useState('');
  const take = useMutation(
    trpc.runs.takeOver.mutationOptions({
      onError: ({ message: refusal }) => say(refusal, 'danger'),
      onSuccess: () => say('Committed in your name. The agent hears of it when the run goes on.'),
      onSettled: () => queryClient.invalidateQueries(trpc.runs.pathFilter()),
    }),
  );
  const mayEdit = isOpen && can('run.take_over') && after !== null;
  const isChanged = mayEdit && text !== after;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    take.mutate({ organization, runId, edits: [{ path, before: after, after: text }], message });
  };
  return (
    <div className="flex h-full flex-col">
      {mayEdit && (
        <form onSubmit={submit} className="flex shrink-0 items-center gap-2 border-b border-border px-4 py-1.5">
          <input
            value={message}
            onChange={(event) => setMessage(event.target.value)}
            aria-label="What you changed"
            placeholder={isChanged ? 'What you changed, for the commit and for the agent' : 'The run is paused: edit the file below'}
            maxLength={2000}
            disabled={!isChanged}
            required
            autoComplete="off"
            className="control"
          />
          <Button type="submit" variant="primary" disabled={!isChanged || take.isPending}>
            {take.isPending ? 'Committing' : 'Commit as me'}
          </Button>
        </form>
      )}
      <div className="min-h-0 flex-1">
        {renderDiff({ path, before: before ?? '', after: after ?? '', ...(mayEdit ? { onText: setText } : {}) })}
      </div>
    </div>
  );
}
