'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import type { PageState } from '#components/shell/page.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { InviteForm } from './invite-form.tsx';
import { MemberRow, memberCells } from './member-row.tsx';
import { ProjectRolesSection } from './project-roles-section.tsx';
import { Section } from './section.tsx';
import { SettingsPage } from './settings-page.tsx';
import { TeamsSection } from './teams-section.tsx';

/** Who belongs here, in which role, and who is invited. */
export function MembersSettings({ state }: PageState) {
  return (
    <SettingsPage state={state}>
      <Members />
    </SettingsPage>
  );
}

function Members() {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useSuspenseQuery(trpc.members.list.queryOptions({ organization: slug }));
  const revoke = useMutation(
    trpc.members.revokeInvitation.mutationOptions({
      onSuccess: () => say('The invitation is taken back; its link does not work any more.'),
      onError: ({ message }) => say(message, 'danger'),
      onSettled: () => queryClient.invalidateQueries(trpc.members.pathFilter()),
    }),
  );
  const mayInvite = can('member.invite');
  return (
    <>
      <Section title="Members" hint="What a role may do is the same in every page, procedure, stream and live document.">
        <div className="panel overflow-x-auto">
          <table aria-label="Members" className="w-full border-collapse text-left">
            <thead className="max-md:sr-only">
              <tr className={`h-9 border-b border-border ${memberCells}`}>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col" className="max-md:hidden">
                  Since
                </th>
                <th scope="col">
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.members.map((member) => (
                <MemberRow key={member.id} member={member} />
              ))}
            </tbody>
          </table>
        </div>
      </Section>
      <ProjectRolesSection members={data.members} />
      <TeamsSection members={data.members} />
      <Section title="Invitations" hint="An invitation is a link. Whoever opens it within seven days joins in the role that you give.">
        {mayInvite ? <InviteForm /> : <p className="text-muted-foreground">The role {role} does not invite.</p>}
        {data.invitations.length > 0 && (
          <ul aria-label="Open invitations" className="panel mt-3 divide-y divide-border">
            {data.invitations.map(({ id, email, role: invitedRole, expiresAt }) => (
              <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
                <span className="min-w-0 flex-1 basis-48 truncate font-medium">{email}</span>
                <span className="text-muted-foreground">{invitedRole}</span>
                <time dateTime={new Date(expiresAt).toISOString()} className="text-xs text-muted-foreground">
                  until {new Date(expiresAt).toISOString().slice(0, 10)}
                </time>
                {mayInvite && (
                  <span className="flex items-center gap-1">
                    <CopyButton label={`Copy the link for ${email}`} text={() => `${window.location.origin}/invitations/${id}`} />
                    <ConfirmButton
                      label="Take back"
                      name={`Take back the invitation of ${email}`}
                      onConfirm={() => revoke.mutate({ organization: slug, invitationId: id })}
                    />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}
