'use client';

import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import type { PageState } from '#components/shell/page.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC, useTRPCClient } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { type AuditAction, auditActions } from '#core/audit/audit-chain.ts';
import { auditWords } from '#core/audit/audit-words.ts';
import { AuditRow } from './audit-row.tsx';
import { saveFile } from './save-file.ts';
import { Section } from './section.tsx';
import { SettingsPage } from './settings-page.tsx';

const pageSize = 100;

/** Everything that was decided, changed, started and recorded, in the order in which it happened. */
export function AuditSettings({ state }: PageState) {
  return (
    <SettingsPage state={state}>
      <Audit />
    </SettingsPage>
  );
}

function Audit() {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const [text, setText] = useState('');
  const [action, setAction] = useState<AuditAction | null>(null);
  const sought = useDeferredValue(text.trim());
  const mayRead = can('audit.read');
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { organization: slug, text: sought, action, take: pageSize },
      {
        enabled: mayRead,
        placeholderData: keepPreviousData,
        initialCursor: null,
        getNextPageParam: (page) => (page.length < pageSize ? null : (page.at(-1)?.seq ?? null)),
      },
    ),
  );
  if (!mayRead) return <p className="text-muted-foreground">The role {role} does not read the audit.</p>;
  const entries = data?.pages.flat() ?? [];
  return (
    <Section
      title="Audit"
      hint="Appended in the transaction of each deed, numbered without gaps; every entry is sealed with the hash of the one before it."
      actions={<AuditActions />}
    >
      <search className="mb-3 flex flex-wrap gap-2">
        <input
          type="search"
          aria-label="Search by name"
          placeholder="A person or a thing"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="control min-w-48 flex-1 sm:max-w-72"
        />
        <select
          aria-label="What was done"
          value={action ?? ''}
          onChange={({ target }) => setAction(auditActions.find((known) => known === target.value) ?? null)}
          className="control flex-1 sm:w-56! sm:flex-none"
        >
          <option value="">Everything</option>
          {auditActions.map((known) => (
            <option key={known} value={known}>
              {auditWords[known]}
            </option>
          ))}
        </select>
      </search>
      {error && <Notice tone="danger">{error.message}</Notice>}
      {data && entries.length === 0 ? (
        <EmptyState title={sought || action ? 'Nothing like this' : 'Nothing yet'}>
          Decisions, policies, runs, evidence, members, keys and budgets are written down here as they happen.
        </EmptyState>
      ) : (
        <ol aria-label="Entries" className="panel divide-y divide-border">
          {entries.map((entry) => (
            <AuditRow key={entry.seq} entry={entry} />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <div className="mt-3 text-center">
          <Button onClick={() => void fetchNextPage()} disabled={isFetching}>
            {isFetching ? 'Reading on' : 'Earlier entries'}
          </Button>
        </div>
      )}
    </Section>
  );
}

function AuditActions() {
  const { slug } = useOrganization();
  const client = useTRPCClient();
  const verify = useMutation({
    mutationFn: () => client.audit.verify.query({ organization: slug }),
    onSuccess: ({ entries, faults }) =>
      faults.length === 0
        ? say(`The chain is whole: ${entries} entries, each as it was written.`)
        : say(`The chain is broken: ${faults[0]?.reason ?? ''}${faults.length > 1 ? `, and ${faults.length - 1} more` : ''}.`, 'danger'),
    onError: ({ message }) => say(message, 'danger'),
  });
  const save = useMutation({
    mutationFn: async () => {
      const lines: string[] = [];
      for (let after = 0; ; ) {
        const { entries, head } = await client.audit.export.query({ organization: slug, after, take: 1_000 });
        for (const entry of entries) lines.push(JSON.stringify(entry));
        after = entries.at(-1)?.seq ?? after;
        if (entries.length < 1_000) {
          lines.push(JSON.stringify({ head }));
          break;
        }
      }
      saveFile({ name: `audit-${slug}.ndjson`, type: 'application/x-ndjson', content: `${lines.join('\n')}\n` });
      return lines.length - 1;
    },
    onSuccess: (entries) => say(`Saved ${entries} entries. Check the file with plumbline audit verify.`),
    onError: ({ message }) => say(message, 'danger'),
  });
  return (
    <div className="flex gap-2">
      <Button onClick={() => verify.mutate()} disabled={verify.isPending}>
        {verify.isPending ? 'Following the chain' : 'Verify the chain'}
      </Button>
      <Button onClick={() => save.mutate()} disabled={save.isPending}>
        {save.isPending ? 'Collecting entries' : 'Export'}
      </Button>
    </div>
  );
}
