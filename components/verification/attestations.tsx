'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Age } from '#components/ui/time.tsx';
import type { Verdict } from '#core/verification/evidence.ts';

type AttestationsProps = { specId: string; criterionId: string; attestations: Verdict['attestations'] };

/** What people have said of a criterion, and the place to say it: for what no machine can tell. */
export function Attestations({ specId, criterionId, attestations }: AttestationsProps) {
  const { slug: organization, user, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [words, setWords] = useState('');
  const [link, setLink] = useState('');
  const shared = {
    onSuccess: async () => {
      setIsOpen(false);
      setWords('');
      setLink('');
      await queryClient.invalidateQueries(trpc.checks.verdicts.pathFilter());
    },
    onError: ({ message }: { message: string }) => say(message, 'danger'),
  };
  const attest = useMutation(trpc.checks.attest.mutationOptions(shared));
  const withdraw = useMutation(trpc.checks.withdrawAttestation.mutationOptions(shared));
  const send = (event: FormEvent) => {
    event.preventDefault();
    attest.mutate({ organization, specId, criterionId, words, link: link.trim() === '' ? null : link.trim() });
  };
  return (
    <section aria-label="Attestations" className="space-y-2 border-t border-border px-4 py-3">
      <div className="flex items-center justify-between gap-2">
        <h4 className="font-medium">Attested by people</h4>
        {can('evidence.attest') && !isOpen && (
          <Button size="sm" onClick={() => setIsOpen(true)}>
            Attest
          </Button>
        )}
      </div>
      {attestations.length === 0 && !isOpen && (
        <p className="text-xs text-muted-foreground">Nobody has. Where no check can tell, a named person may say that they have seen it.</p>
      )}
      <ul className="space-y-2">
        {attestations.map(({ id, words: said, link: page, userId, userName, createdAt, isStale }) => (
          <li key={id} className="text-sm">
            <p className={isStale ? 'text-muted-foreground line-through' : undefined}>{said}</p>
            <p className="flex flex-wrap items-center gap-x-3 text-xs text-muted-foreground">
              <span>{userName}</span>
              <Age at={createdAt} />
              {page && (
                <a className="rounded-sm text-accent hover:underline" href={page} target="_blank" rel="noreferrer noopener">
                  What was looked at
                </a>
              )}
              {isStale && <span>expired: the sentence has changed since</span>}
              {(userId === user.id || role === 'owner' || role === 'admin') && can('evidence.attest') && (
                <Button
                  size="sm"
                  variant="ghost"
                  className="h-5"
                  disabled={withdraw.isPending}
                  onClick={() => withdraw.mutate({ organization, attestationId: id })}
                >
                  Take back
                </Button>
              )}
            </p>
          </li>
        ))}
      </ul>
      {isOpen && (
        <form onSubmit={send} className="space-y-2">
          <TextField
            label="What you looked at, and how"
            value={words}
            required
            autoFocus
            maxLength={2000}
            onChange={(event) => setWords(event.target.value)}
          />
          <TextField
            label="Link"
            hint="Optional: a report, a recording, a ticket."
            type="url"
            value={link}
            onChange={(event) => setLink(event.target.value)}
          />
          <div className="flex gap-2">
            <Button type="submit" variant="primary" size="sm" disabled={attest.isPending || words.trim() === ''}>
              Attest in my name
            </Button>
            <Button size="sm" variant="ghost" onClick={() => setIsOpen(false)}>
              Cancel
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
