'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { TextField } from '#components/ui/field.tsx';
import { type SpecTemplate, specTemplates } from '#core/formats/kiro-templates.ts';

const words: Record<SpecTemplate, { name: string; hint: string }> = {
  'requirements-first': { name: 'Feature, requirements first', hint: 'Say what it shall do; design and tasks follow.' },
  'design-first': { name: 'Feature, design first', hint: 'The shape is known; requirements are drawn from it.' },
  quick: { name: 'Feature, all three at once', hint: 'Requirements, design and tasks, for something small.' },
  bugfix: { name: 'Bugfix', hint: 'What happens, what should, and what must stay as it is.' },
};

/** Makes a spec and goes there. */
export function NewSpecDialog({ project, onClose }: { project: string; onClose: () => void }) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { data: quick } = useQuery(
    trpc.policies.get.queryOptions({ organization, project }, { select: ({ policy }) => policy.quickTasks }),
  );
  const create = useMutation(
    trpc.specs.create.mutationOptions({
      onSuccess: async ({ slug }) => {
        await queryClient.invalidateQueries(trpc.projects.pathFilter());
        say('The spec is made.');
        router.push(`/${organization}/projects/${project}/specs/${slug}`);
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const template = specTemplates.find((known) => known === form.get('template')) ?? 'requirements-first';
    const isQuick = form.get('quick') === 'on';
    create.mutate({ organization, project, title: String(form.get('title') ?? ''), template, isQuick });
  };
  return (
    <Dialog title="New spec" description="Its folder is named after the title and keeps its name." onClose={onClose}>
      <form onSubmit={submit} className="space-y-3">
        <TextField label="Title" name="title" required maxLength={120} error={create.error?.message} placeholder="Parcel tracking" />
        <fieldset className="space-y-1">
          <legend className="mb-1 text-xs font-medium">Begins with</legend>
          {specTemplates.map((template, index) => (
            <label
              key={template}
              className="flex cursor-pointer items-start gap-2 rounded-md border border-border px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input type="radio" name="template" value={template} defaultChecked={index === 0} className="mt-0.5 accent-accent" />
              <span>
                <span className="block font-medium">{words[template].name}</span>
                <span className="block text-xs text-muted-foreground">{words[template].hint}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {quick !== undefined && quick > 0 && (
          <label className="flex cursor-pointer items-start gap-2">
            <input type="checkbox" name="quick" className="mt-0.5 accent-accent" />
            <span>
              <span className="block font-medium">Quick</span>
              <span className="block text-xs text-muted-foreground">
                Needs no approval while it has at most {quick} task{quick === 1 ? '' : 's'}. It cannot be made quick later.
              </span>
            </span>
          </label>
        )}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={create.isPending}>
            {create.isPending ? 'Making the spec' : 'Make the spec'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
