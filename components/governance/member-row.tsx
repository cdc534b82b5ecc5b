'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { Age } from '#components/ui/time.tsx';
import { isRole, roles } from '#core/access/access.ts';

type Member = Answers['members']['list']['members'][number];

export const memberCells =
  'max-md:[&>td]:px-2 max-md:[&>th]:px-2 md:[&>td]:px-4 md:[&>th]:px-4 [&>th]:text-xs [&>th]:font-medium [&>th]:text-muted-foreground';

export function MemberRow({ member }: { member: Member }) {
  const { slug, user, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const settled = {
    onError: ({ message }: { message: string }) => say(message, 'danger'),
    onSettled: () => queryClient.invalidateQueries(trpc.members.pathFilter()),
  };
  const setRole = useMutation(
    trpc.members.setRole.mutationOptions({ ...settled, onSuccess: (_, { role }) => say(`${member.name} is now ${role}.`) }),
  );
  const remove = useMutation(
    trpc.members.remove.mutationOptions({ ...settled, onSuccess: () => say(`${member.name} no longer belongs to this organization.`) }),
  );
  const deactivate = useMutation(
    trpc.members.deactivate.mutationOptions({ ...settled, onSuccess: () => say(`${member.name} is signed out and shut out.`) }),
  );
  const reactivate = useMutation(
    trpc.members.reactivate.mutationOptions({ ...settled, onSuccess: () => say(`${member.name} may sign in again, as ${member.role}.`) }),
  );
  const may = can('member.configure');
  const isAway = member.deactivatedAt !== null;
  const isSelf = member.userId === user.id;
  const shown = setRole.isPending ? setRole.variables.role : member.role;
  return (
    <tr
      className={`border-b border-border last:border-b-0 max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:items-center max-md:gap-y-1.5 max-md:py-2 md:h-12 ${memberCells}`}
    >
      <td className="md:w-1/2 md:max-w-0">
        <p className="truncate font-medium">
          {member.name}
          {isSelf && <span className="font-normal text-muted-foreground"> (you)</span>}
        </p>
        <p className="truncate text-xs text-muted-foreground">{member.email ?? 'No e-mail given yet'}</p>
      </td>
      <td>
        {isAway ? (
          <span className="text-muted-foreground">deactivated, was {member.role}</span>
        ) : may ? (
          <select
            aria-label={`Role of ${member.name}`}
            value={shown}
            disabled={setRole.isPending}
            onChange={({ target: { value: role } }) => isRole(role) && setRole.mutate({ organization: slug, memberId: member.id, role })}
            className="control h-7! w-28!"
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {role}
              </option>
            ))}
          </select>
        ) : (
          shown
        )}
      </td>
      <td className="whitespace-nowrap text-muted-foreground max-md:hidden">
        <Age at={member.since} />
      </td>
      <td className="text-right max-md:col-span-2 max-md:empty:hidden">
        {may && (
          <span className="inline-flex gap-1.5">
            {isAway ? (
              <Button
                size="sm"
                aria-label={`Reactivate ${member.name}`}
                disabled={reactivate.isPending}
                onClick={() => reactivate.mutate({ organization: slug, memberId: member.id })}
              >
                Reactivate
              </Button>
            ) : (
              !isSelf && (
                <ConfirmButton
                  label="Deactivate"
                  name={`Deactivate ${member.name}`}
                  title="Signs them out everywhere and ends their keys at once. What they wrote stays, and they can be let in again."
                  disabled={deactivate.isPending}
                  onConfirm={() => deactivate.mutate({ organization: slug, memberId: member.id })}
                />
              )
            )}
            <ConfirmButton
              label="Remove"
              name={`Remove ${member.name}`}
              disabled={remove.isPending}
              onConfirm={() => remove.mutate({ organization: slug, memberId: member.id })}
            />
          </span>
        )}
      </td>
    </tr>
  );
}
