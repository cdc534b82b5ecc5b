'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { TextAreaField, TextField } from '#components/ui/field.tsx';
import { ModelField, useModelChoice } from '#components/vocabulary/model-field.tsx';
import { type SpecTemplate, specTemplates } from '#core/formats/kiro-templates.ts';
import type { DraftedKind } from '#core/study/draft-kinds.ts';
import { longestWish } from '#core/study/limits.ts';

/** `document` is the one that is drafted first. */
const words: Record<SpecTemplate, { name: string; hint: string; document: DraftedKind }> = {
  'requirements-first': {
    name: 'Feature, requirements first',
    hint: 'Say what it shall do; design and tasks follow.',
    document: 'requirements',
  },
  'design-first': { name: 'Feature, design first', hint: 'The shape is known; requirements are drawn from it.', document: 'design' },
  quick: { name: 'Feature, all three at once', hint: 'Requirements, design and tasks, for something small.', document: 'requirements' },
  bugfix: { name: 'Bugfix', hint: 'What happens, what should, and what must stay as it is.', document: 'bugfix' },
};

/** Makes a spec and goes there. */
export function NewSpecDialog({ project, onClose }: { project: string; onClose: () => void }) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { data: quick } = useQuery(
    trpc.policies.get.queryOptions({ organization, project }, { select: ({ policy }) => policy.quickTasks }),
  );
  const choice = useModelChoice();
  const [wish, setWish] = useState('');
  const isDrafted = wish.trim() !== '';
  const create = useMutation(trpc.specs.create.mutationOptions());
  const draft = useMutation(trpc.studies.start.mutationOptions({ onError: ({ message }) => say(message, 'danger') }));
  const isBusy = create.isPending || draft.isPending;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const template = specTemplates.find((known) => known === form.get('template')) ?? 'requirements-first';
    void make({ title: String(form.get('title') ?? ''), template, isQuick: form.get('quick') === 'on' });
  };
  /** Its title may be refused, and is asked for again; once it is made, a draft that cannot be asked for here can be asked for there. */
  const make = async (spec: { title: string; template: SpecTemplate; isQuick: boolean }) => {
    const made = await create.mutateAsync({ organization, project, ...spec }).catch(() => null);
    if (!made) return;
    const { document } = words[spec.template];
    if (isDrafted) {
      const study = { kind: 'draft' as const, document, wish };
      await draft.mutateAsync({ organization, specId: made.id, model: choice.model, study }).catch(() => null);
    } else say('The spec is made.');
    await queryClient.invalidateQueries(trpc.projects.pathFilter());
    const query = isDrafted ? `?panel=agents${document === 'design' ? '&document=design' : ''}` : '';
    router.push(`/${organization}/projects/${project}/specs/${made.slug}${query}`);
    onClose();
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
        {can('run.start') && (
          <TextAreaField
            label="Draft it for me (optional)"
            value={wish}
            onChange={({ target }) => setWish(target.value)}
            maxLength={longestWish}
            placeholder="Customers pay a part of an order with a gift card. It is sold with 5 to 250 EUR on it and ends after three years."
            hint="An agent writes the first document from it. The workbench checks the draft, and you get it as a suggestion."
          />
        )}
        {isDrafted && (
          <ModelField {...choice} scripted="Scripted, not a model: it has one draft, for a spec named Gift cards in the sample." />
        )}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={isBusy}>
            {isBusy ? 'Making the spec' : isDrafted ? 'Make and draft it' : 'Make the spec'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
