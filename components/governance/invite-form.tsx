'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { Notice } from '#components/ui/notice.tsx';
import { isRole, roles } from '#core/access/access.ts';

/** Makes an invitation and shows its link, to be sent by whatever way people use. */
export function InviteForm() {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invite = useMutation(
    trpc.members.invite.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.members.pathFilter()),
    }),
  );
  const errors = fieldErrors(invite.error?.message);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const role = String(fields.get('role'));
    if (!isRole(role)) return;
    invite.mutate({ organization: slug, email: String(fields.get('email') ?? '').trim(), role }, { onSuccess: () => form.reset() });
  };
  const link = invite.data && `${window.location.origin}/invitations/${invite.data.id}`;
  return (
    <>
      <form onSubmit={submit} className="grid items-start gap-2 sm:grid-cols-[1fr_9rem_auto]">
        <TextField label="E-mail" name="email" type="email" required maxLength={200} error={errors.email ?? errors.form} />
        <SelectField label="Role" name="role" defaultValue="editor" error={errors.role}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {role}
            </option>
          ))}
        </SelectField>
        <Button type="submit" variant="primary" className="sm:mt-[1.375rem]" disabled={invite.isPending}>
          {invite.isPending ? 'Making the link' : 'Invite'}
        </Button>
      </form>
      {link && (
        <Notice tone="success" role="status" className="mt-3">
          Send this link to {invite.data.email}:
          <span className="mt-1 flex items-center gap-1">
            <code className="min-w-0 truncate font-mono text-xs">{link}</code>
            <CopyButton label="Copy the invitation link" text={link} />
          </span>
        </Notice>
      )}
    </>
  );
}
