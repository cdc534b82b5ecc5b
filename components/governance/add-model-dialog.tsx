'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { SelectField, TextAreaField, TextField } from '#components/ui/field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';

const providers = [
  { id: 'anthropic', name: 'Anthropic', example: 'claude-sonnet-5' },
  { id: 'openai', name: 'OpenAI', example: 'gpt-5' },
  { id: 'google', name: 'Google', example: 'gemini-3-pro' },
  { id: 'bedrock', name: 'Amazon Bedrock', example: 'eu.anthropic.claude-sonnet-5' },
  { id: 'compatible', name: 'Any OpenAI-compatible server', example: 'qwen3-coder' },
] as const;
type Provider = (typeof providers)[number];

export function AddModelDialog({ onClose }: { onClose: () => void }) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [provider, setProvider] = useState<Provider>(providers[0]);
  const add = useMutation(
    trpc.models.add.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.models.pathFilter());
        say('The model is added. Test it before the first run.');
        onClose();
      },
    }),
  );
  const errors = fieldErrors(add.error?.message);
  const isBedrock = provider.id === 'bedrock';
  const isCompatible = provider.id === 'compatible';
  const submit = (text: (name: string) => string) => {
    const model = { modelId: text('modelId'), key: text('key') || null, baseUrl: text('baseUrl') || null, region: text('region') || null };
    add.mutate({ organization: slug, provider: provider.id, ...model });
  };
  return (
    <FormDialog
      title="Add a model"
      submit={{ label: 'Add model', busy: 'Adding' }}
      isBusy={add.isPending}
      error={errors.form}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField
        label="Provider"
        value={provider.id}
        error={errors.provider}
        onChange={(event) => setProvider(providers.find(({ id }) => id === event.target.value) ?? providers[0])}
      >
        {providers.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Model"
        name="modelId"
        required
        maxLength={200}
        placeholder={provider.example}
        hint="The provider's own name of the model."
        error={errors.modelId}
      />
      {isBedrock ? (
        <TextField label="Region" name="region" required placeholder="eu-central-1" error={errors.region} />
      ) : (
        <TextField
          label={isCompatible ? 'Address' : 'Address (optional)'}
          name="baseUrl"
          type="url"
          required={isCompatible}
          placeholder={isCompatible ? 'http://127.0.0.1:11434/v1' : undefined}
          hint={isCompatible ? 'Where the server answers, with its /v1.' : 'Only for a proxy of your own.'}
          error={errors.baseUrl}
        />
      )}
      {isBedrock ? (
        <TextAreaField
          label="Key"
          name="key"
          required
          isCode
          hint="A Bedrock API key, or the lines AWS_ACCESS_KEY_ID=… and AWS_SECRET_ACCESS_KEY=…"
          error={errors.key}
        />
      ) : (
        <TextField
          label={isCompatible ? 'Key (optional)' : 'Key'}
          name="key"
          type="password"
          autoComplete="new-password"
          required={!isCompatible}
          hint="Stored encrypted; nobody can read it back."
          error={errors.key}
        />
      )}
    </FormDialog>
  );
}
