'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { SelectField, TextAreaField, TextField } from '#components/ui/field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { agentPresets } from './agent-presets.ts';

const ownCommand = {
  name: '',
  command: '',
  mode: '',
  hosts: '',
  env: '',
  hint: 'Any program that speaks the Agent Client Protocol over its input and output.',
};

/** Adds an agent by its command line, with what is known of the common ones filled in. */
export function AddAgentDialog({ onClose }: { onClose: () => void }) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [preset, setPreset] = useState<(typeof agentPresets)[number] | typeof ownCommand>(agentPresets[0]);
  const add = useMutation(
    trpc.externalAgents.add.mutationOptions({
      onSuccess: async () => {
        await Promise.all([
          queryClient.invalidateQueries(trpc.externalAgents.pathFilter()),
          queryClient.invalidateQueries(trpc.models.pathFilter()),
        ]);
        say('The agent is added. It can be chosen where a run is started.');
        onClose();
      },
    }),
  );
  const errors = fieldErrors(add.error?.message);
  const submit = (text: (name: string) => string) => {
    const agent = { name: text('name'), command: text('command'), hosts: text('hosts'), env: text('env') };
    add.mutate({ organization: slug, ...agent, folder: text('folder') || null, mode: text('mode') || null });
  };
  return (
    <FormDialog
      title="Add an agent"
      submit={{ label: 'Add agent', busy: 'Adding' }}
      isBusy={add.isPending}
      error={errors.form}
      // The fields begin anew with each preset.
      formKey={preset.name}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField
        label="Agent"
        value={preset.name}
        hint={preset.hint}
        onChange={({ target }) => setPreset(agentPresets.find(({ name }) => name === target.value) ?? ownCommand)}
      >
        {agentPresets.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
        <option value="">Another command</option>
      </SelectField>
      <TextField label="Name" name="name" required maxLength={60} defaultValue={preset.name} error={errors.name} />
      <TextField
        label="Command"
        name="command"
        required
        maxLength={2_000}
        className="control font-mono"
        defaultValue={preset.command}
        hint="Run in the sandbox; give the full path of what lies in its folder."
        error={errors.command}
      />
      <TextField
        label="Folder of the program (optional)"
        name="folder"
        placeholder="/opt/agents"
        className="control font-mono"
        hint="A folder of the server, shown to the agent read-only."
        error={errors.folder}
      />
      <TextField
        label="Hosts it may reach"
        name="hosts"
        defaultValue={preset.hosts}
        hint="Its own model's; nothing else is reached."
        error={errors.hosts}
      />
      <TextField
        label="Mode (optional)"
        name="mode"
        defaultValue={preset.mode}
        hint="For agents that begin in a mode that asks nothing."
        error={errors.mode}
      />
      <TextAreaField
        label="Variables (optional)"
        name="env"
        rows={2}
        defaultValue={preset.env}
        isCode
        hint="One NAME=value in each line. Stored encrypted; nobody can read them back."
        error={errors.env}
      />
    </FormDialog>
  );
}
