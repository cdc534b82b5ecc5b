'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Check } from '#components/ui/check.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { Section } from './section.tsx';

type Member = Answers['members']['list']['members'][number];

/** Named groups of members. */
export function TeamsSection({ members }: { members: Member[] }) {
  const { slug, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: teams } = useSuspenseQuery(trpc.teams.list.queryOptions({ organization: slug }));
  const settled = {
    onError: ({ message }: { message: string }) => say(message, 'danger'),
    onSettled: () => queryClient.invalidateQueries(trpc.teams.pathFilter()),
  };
  const create = useMutation(trpc.teams.create.mutationOptions({ onSettled: settled.onSettled }));
  const setMembers = useMutation(trpc.teams.setMembers.mutationOptions(settled));
  const remove = useMutation(trpc.teams.remove.mutationOptions({ ...settled, onSuccess: () => say('The team is removed.') }));
  const may = can('member.configure');
  const errors = fieldErrors(create.error?.message);
  const active = members.filter(({ deactivatedAt, role }) => deactivatedAt === null && role !== 'agent');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    create.mutate({ organization: slug, name: String(new FormData(form).get('name') ?? '') }, { onSuccess: () => form.reset() });
  };
  return (
    <Section title="Teams" hint="Named groups of members. An approval policy may ask for one of a team.">
      {may && (
        <form aria-label="New team" onSubmit={submit} className="mb-3 flex flex-wrap items-start gap-2">
          <div className="min-w-0 flex-1 basis-48 sm:max-w-xs">
            <TextField
              label="Name of the team"
              name="name"
              required
              maxLength={60}
              placeholder="Security"
              error={errors.name ?? errors.form}
            />
          </div>
          <Button type="submit" className="sm:mt-[1.375rem] max-sm:w-full" disabled={create.isPending}>
            Make team
          </Button>
        </form>
      )}
      {teams.length === 0 ? (
        <p className="text-muted-foreground">There is no team.</p>
      ) : (
        <ul aria-label="Teams" className="panel divide-y divide-border">
          {teams.map(({ id, name, userIds }) => (
            <li key={id} className="px-4 py-2">
              <div className="flex flex-wrap items-center gap-3">
                <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
                <span className="text-xs text-muted-foreground">{userIds.length === 1 ? 'one member' : `${userIds.length} members`}</span>
                {may && (
                  <ConfirmButton
                    label="Remove"
                    name={`Remove the team ${name}`}
                    disabled={remove.isPending}
                    onConfirm={() => remove.mutate({ organization: slug, teamId: id })}
                  />
                )}
              </div>
              <fieldset className="mt-1 flex flex-wrap gap-x-4 gap-y-1.5" disabled={!may || setMembers.isPending}>
                <legend className="sr-only">Members of {name}</legend>
                {active.map(({ userId, name: member }) => (
                  <Check
                    key={userId}
                    label={member}
                    isOn={userIds.includes(userId)}
                    onChange={(isOn) =>
                      setMembers.mutate({
                        organization: slug,
                        teamId: id,
                        userIds: isOn ? [...userIds, userId] : userIds.filter((one) => one !== userId),
                      })
                    }
                  />
                ))}
              </fieldset>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
