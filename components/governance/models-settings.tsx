'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import type { PageState } from '#components/shell/page.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { onDemand } from '#components/ui/on-demand.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { ExternalAgents } from './external-agents.tsx';
import { Section } from './section.tsx';
import { SettingsPage } from './settings-page.tsx';

const AddModelDialog = onDemand(() => import('./add-model-dialog.tsx').then(({ AddModelDialog }) => AddModelDialog));

type Model = Answers['models']['list'][number];

const sources: Record<Model['source'], string> = {
  'built-in': 'Built in',
  environment: 'From the environment',
  stored: 'Added here',
  external: 'An agent of its own',
};

/** The models that runs can be started with. */
export function ModelsSettings({ state }: PageState) {
  return (
    <SettingsPage state={state}>
      <Models />
      <ExternalAgents />
    </SettingsPage>
  );
}

function Models() {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const [isAdding, setIsAdding] = useState(false);
  const { data: models } = useSuspenseQuery(trpc.models.list.queryOptions({ organization: slug }));
  const may = can('model.configure');
  return (
    <Section
      title="Models"
      hint="What agents think with. A key is encrypted when it is stored and never shown again."
      actions={
        <Button
          variant="primary"
          disabled={!may}
          title={may ? undefined : `The role ${role} does not add models.`}
          onClick={() => setIsAdding(true)}
        >
          Add model
        </Button>
      }
    >
      <ul aria-label="Models" className="panel divide-y divide-border">
        {models
          .filter(({ source }) => source !== 'external')
          .map((model) => (
            <ModelRow key={model.id} model={model} may={may} />
          ))}
      </ul>
      {isAdding && <AddModelDialog onClose={() => setIsAdding(false)} />}
    </Section>
  );
}

function ModelRow({ model, may }: { model: Model; may: boolean }) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const settled = {
    onError: ({ message }: { message: string }) => say(message, 'danger'),
    onSettled: () => queryClient.invalidateQueries(trpc.models.pathFilter()),
  };
  const test = useMutation(trpc.models.test.mutationOptions());
  const makeDefault = useMutation(trpc.models.makeDefault.mutationOptions(settled));
  const remove = useMutation(
    trpc.models.remove.mutationOptions({ ...settled, onSuccess: () => say(`${model.label} is removed, and its key with it.`) }),
  );
  const { id, label, source, baseUrl, region, keyHint, isDefault } = model;
  const facts = [sources[source], baseUrl, region, keyHint && `key ending in ${keyHint}`].filter(Boolean);
  const ask = { organization: slug, id };
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex items-center gap-2 font-medium">
            <span className="truncate">{label}</span>
            {isDefault && <Chip tone="accent">Default</Chip>}
          </p>
          <p className="truncate text-xs text-muted-foreground">{facts.join(', ')}</p>
        </div>
        {may && (
          <div className="flex gap-1">
            {source !== 'built-in' && (
              <Button size="sm" variant="ghost" aria-label={`Test ${label}`} disabled={test.isPending} onClick={() => test.mutate(ask)}>
                Test
              </Button>
            )}
            {!isDefault && (
              <Button
                size="sm"
                variant="ghost"
                aria-label={`Make ${label} the default`}
                disabled={makeDefault.isPending}
                onClick={() => makeDefault.mutate(ask)}
              >
                Make default
              </Button>
            )}
            {source === 'stored' && (
              <ConfirmButton label="Remove" name={`Remove ${label}`} disabled={remove.isPending} onConfirm={() => remove.mutate(ask)} />
            )}
          </div>
        )}
      </div>
      {test.isPending && (
        <p role="status" className="mt-1.5 flex items-center gap-1.5 text-xs text-muted-foreground">
          <StateIcon shape="ring" className="text-accent" /> Asking the model for one word
        </p>
      )}
      {test.data && (
        <Notice tone={test.data.ok ? 'success' : 'danger'} role="status" className="mt-2">
          {test.data.sentence}
        </Notice>
      )}
      {test.error && (
        <Notice tone="danger" role="alert" className="mt-2">
          {test.error.message}
        </Notice>
      )}
    </li>
  );
}
