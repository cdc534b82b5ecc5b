'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { SelectField } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { projectRoles, roleInProject } from '#core/access/access.ts';
import { Section } from './section.tsx';

type Member = Answers['members']['list']['members'][number];

/** Whether a role in a project would count for somebody: owners, admins and agents are the same everywhere. */
const isMovable = ({ role, deactivatedAt }: Member) => deactivatedAt === null && roleInProject(role, 'admin') !== role;

/** Who is something else in one project than in the organization, as sentences. */
export function ProjectRolesSection({ members }: { members: Member[] }) {
  const { slug, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const may = can('member.configure');
  const { data: projects = [] } = useQuery(trpc.projects.list.queryOptions({ organization: slug }, { enabled: may }));
  const set = useMutation(
    trpc.members.setProjectRole.mutationOptions({ onSettled: () => queryClient.invalidateQueries(trpc.members.pathFilter()) }),
  );
  const given = members.flatMap((member) => member.projectRoles.map((one) => ({ ...one, member })));
  const movable = members.filter(isMovable);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const role = projectRoles.find((known) => known === form.get('role'));
    const memberId = String(form.get('member') ?? '');
    const project = String(form.get('project') ?? '');
    if (role) set.mutate({ organization: slug, memberId, project, role }, { onSuccess: () => say('It counts from their next step on.') });
  };
  return (
    <Section
      title="Roles in projects"
      hint="Inside a project this role counts instead of the organization’s, be it more or less. Owners, admins and agents are the same everywhere."
    >
      {may && projects.length > 0 && movable.length > 0 && (
        <form aria-label="Role in a project" onSubmit={submit} className="mb-3 flex flex-wrap items-end gap-2">
          <div className="min-w-0 flex-1 basis-40 sm:max-w-56">
            <SelectField label="Who" name="member">
              {movable.map(({ id, name, role }) => (
                <option key={id} value={id}>
                  {name} ({role})
                </option>
              ))}
            </SelectField>
          </div>
          <div className="w-32">
            <SelectField label="is" name="role" defaultValue="reviewer">
              {projectRoles.map((role) => (
                <option key={role}>{role}</option>
              ))}
            </SelectField>
          </div>
          <div className="min-w-0 flex-1 basis-40 sm:max-w-56">
            <SelectField label="in" name="project">
              {projects.map((project) => (
                <option key={project.slug} value={project.slug}>
                  {project.name}
                </option>
              ))}
            </SelectField>
          </div>
          <Button type="submit" className="max-sm:w-full" disabled={set.isPending}>
            Give the role
          </Button>
        </form>
      )}
      {set.error && <Notice tone="danger">{set.error.message}</Notice>}
      {given.length === 0 ? (
        <p className="text-muted-foreground">Everybody is in each project what they are in the organization.</p>
      ) : (
        <ul aria-label="Roles in projects" className="panel divide-y divide-border">
          {given.map(({ member, project, projectName, role }) => (
            <li key={`${member.id} ${project}`} className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
              <span className="min-w-0 flex-1 basis-56">
                <span className="font-medium">{member.name}</span> is {role} in <span className="font-medium">{projectName}</span>
                <span className="text-muted-foreground">
                  {isMovable(member) ? `, and ${member.role} everywhere else` : `; it does not count while they are ${member.role}`}
                </span>
              </span>
              {may && (
                <ConfirmButton
                  label="Remove"
                  name={`Remove the role of ${member.name} in ${projectName}`}
                  disabled={set.isPending}
                  onConfirm={() => set.mutate({ organization: slug, memberId: member.id, project, role: null })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
