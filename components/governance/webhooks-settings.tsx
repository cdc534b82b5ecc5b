'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import type { PageState } from '#components/shell/page.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { TextField } from '#components/ui/field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { Notice } from '#components/ui/notice.tsx';
import { isNoticeKind, noticeKinds, noticeWords } from '#core/notices/notice.ts';
import { Section } from './section.tsx';
import { SettingsPage } from './settings-page.tsx';
import { WebhookRow } from './webhook-row.tsx';

/** Addresses outside that are told what happens in the organization. */
export function WebhooksSettings({ state }: PageState) {
  return (
    <SettingsPage state={state}>
      <Webhooks />
    </SettingsPage>
  );
}

function Webhooks() {
  const { can, role } = useOrganization();
  return (
    <Section
      title="Webhooks"
      hint="Addresses of your own that are told of mentions, approvals, questions and runs. Messages are signed and tried again."
    >
      {can('webhook.configure') ? (
        <Addresses />
      ) : (
        <EmptyState title="For administrators">The role {role} does not see the addresses.</EmptyState>
      )}
    </Section>
  );
}

function Addresses() {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<string | null>(null);
  const { data: webhooks } = useSuspenseQuery(trpc.webhooks.list.queryOptions({ organization }));
  const again = () => queryClient.invalidateQueries(trpc.webhooks.pathFilter());
  const add = useMutation(trpc.webhooks.add.mutationOptions({ onSettled: again }));
  const failed = { onError: ({ message }: { message: string }) => say(message, 'danger'), onSettled: again };
  const change = useMutation(trpc.webhooks.change.mutationOptions(failed));
  const remove = useMutation(trpc.webhooks.remove.mutationOptions(failed));
  const errors = fieldErrors(add.error?.message);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const kinds = fields.getAll('kind').map(String).filter(isNoticeKind);
    const all = kinds.length === noticeKinds.length;
    add.mutate({ organization, url: String(fields.get('url') ?? '').trim(), kinds: all ? [] : kinds }, { onSuccess: () => form.reset() });
  };
  return (
    <>
      <form onSubmit={submit} className="panel space-y-3 p-4">
        <TextField
          label="Address"
          name="url"
          type="url"
          required
          placeholder="https://example.com/plumbline"
          error={errors.url ?? errors.form}
        />
        <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
          <legend className="mb-1 text-xs font-medium">Told of</legend>
          {noticeKinds.map((kind) => (
            <label key={kind} className="flex items-center gap-1.5">
              <input type="checkbox" name="kind" value={kind} defaultChecked className="accent-(--accent)" />
              {noticeWords[kind].label}
            </label>
          ))}
        </fieldset>
        <div className="flex justify-end">
          <Button type="submit" variant="primary" disabled={add.isPending}>
            {add.isPending ? 'Adding the address' : 'Add address'}
          </Button>
        </div>
      </form>
      {add.data && (
        <Notice tone="success" role="status" className="mt-3">
          Copy the signing secret now; it is shown this once. Messages carry the headers of Standard Webhooks.
          <span className="mt-1 flex items-center gap-1">
            <code className="min-w-0 font-mono text-xs break-all">{add.data.secret}</code>
            <CopyButton label="Copy the secret" text={add.data.secret} />
          </span>
        </Notice>
      )}
      {webhooks.length === 0 ? (
        <p className="mt-4 text-muted-foreground">No address is told anything.</p>
      ) : (
        <ul aria-label="Addresses" className="panel mt-3 divide-y divide-border">
          {webhooks.map((webhook) => (
            <WebhookRow
              key={webhook.id}
              webhook={webhook}
              isOpen={open === webhook.id}
              onToggle={() => setOpen(open === webhook.id ? null : webhook.id)}
              onChange={(isActive) => change.mutate({ organization, webhookId: webhook.id, isActive })}
              onRemove={() => remove.mutate({ organization, webhookId: webhook.id })}
            />
          ))}
        </ul>
      )}
    </>
  );
}
