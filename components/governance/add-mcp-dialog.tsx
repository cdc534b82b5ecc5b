'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { SelectField, TextAreaField, TextField } from '#components/ui/field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';

/** Adds a server of tools; it is asked what it offers at once, and used when somebody has approved that. */
export function AddMcpDialog({ project, onClose }: { project: string; onClose: () => void }) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [transport, setTransport] = useState<'stdio' | 'http'>('stdio');
  const add = useMutation(
    trpc.mcpServers.add.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.mcpServers.pathFilter());
        onClose();
      },
    }),
  );
  const errors = fieldErrors(add.error?.message);
  const isCommand = transport === 'stdio';
  const submit = (text: (name: string) => string) => {
    const way = isCommand ? { command: text('command'), hosts: text('hosts') } : { url: text('url') };
    add.mutate({ organization: slug, project, slug: text('slug'), transport, secrets: text('secrets'), ...way });
  };
  return (
    <FormDialog
      title="Add an MCP server"
      submit={{ label: 'Add server', busy: 'Adding' }}
      isBusy={add.isPending}
      error={errors.form}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField label="Reached by" value={transport} onChange={({ target }) => setTransport(target.value === 'http' ? 'http' : 'stdio')}>
        <option value="stdio">A command, run in the sandbox</option>
        <option value="http">An address</option>
      </SelectField>
      <TextField
        label="Name"
        name="slug"
        required
        maxLength={20}
        placeholder="issues"
        hint="Its tools are called mcp__name__tool; rules name them name/tool."
        error={errors.slug}
      />
      {isCommand ? (
        <>
          <TextField
            label="Command"
            name="command"
            required
            maxLength={2_000}
            className="control font-mono"
            placeholder="node tools/server.mjs"
            hint="In the repository, with its packages at hand."
            error={errors.command}
          />
          <TextField label="Hosts it may reach (optional)" name="hosts" placeholder="api.example.com" error={errors.hosts} />
        </>
      ) : (
        <TextField label="Address" name="url" type="url" required placeholder="https://tools.example.com/mcp" error={errors.url} />
      )}
      <TextAreaField
        label={isCommand ? 'Variables (optional)' : 'Headers (optional)'}
        name="secrets"
        rows={2}
        isCode
        hint={`One ${isCommand ? 'NAME=value' : 'Name: value'} in each line. Stored encrypted; nobody can read them back.`}
        error={errors.secrets}
      />
    </FormDialog>
  );
}
