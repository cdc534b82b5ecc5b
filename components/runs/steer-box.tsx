'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import type { FoldedMessage } from '#core/run/fold-run.ts';

/** Tells a running agent something; it hears it when its model is asked the next time. What still waits to be heard stands above. */
export function SteerBox({ runId, messages }: { runId: string; messages: readonly FoldedMessage[] }) {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const [text, setText] = useState('');
  const steer = useMutation(trpc.runs.steer.mutationOptions({ onSuccess: () => setText('') }));
  const may = can('run.steer');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (text.trim() !== '' && !steer.isPending) steer.mutate({ organization: slug, runId, text });
  };
  const waiting = messages.filter(({ heardAt }) => heardAt === null);
  return (
    <section aria-label="Tell the agent" className="shrink-0 border-t border-border px-4 py-2">
      {waiting.length > 0 && (
        <ul aria-label="Waits to be heard" className="mb-2 max-h-24 space-y-1 overflow-auto">
          {waiting.map(({ messageId, text: words, by }) => (
            <li key={messageId} className="flex items-baseline gap-2 text-xs">
              <span className="shrink-0 text-muted-foreground">{by}, waits</span>
              <span className="min-w-0 break-words whitespace-pre-wrap">{words}</span>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={submit} className="flex items-center gap-2">
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-label="Tell the agent something"
          placeholder={may ? 'Tell the agent something: it hears it with its next turn' : `The role ${role} reads but does not steer.`}
          maxLength={5000}
          disabled={!may}
          required
          autoComplete="off"
          className="control"
        />
        <Button type="submit" disabled={!may || steer.isPending}>
          {steer.isPending ? 'Sending' : 'Send'}
        </Button>
      </form>
      {steer.error && (
        <p role="alert" className="mt-1 text-xs text-danger">
          {steer.error.message}
        </p>
      )}
    </section>
  );
}
