'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { type Inclusion, inclusions } from '#core/formats/kiro.ts';
import { inclusionWords } from './inclusion.ts';

type NewSteeringDialogProps = { project: string; onMade: (id: string) => void; onClose: () => void };

/** Makes a steering document and opens it. */
export function NewSteeringDialog({ project, onMade, onClose }: NewSteeringDialogProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [inclusion, setInclusion] = useState<Inclusion>('always');
  const add = useMutation(
    trpc.steering.add.mutationOptions({
      onSuccess: async ({ id, path }) => {
        await queryClient.invalidateQueries(trpc.steering.pathFilter());
        say(`${path} is made.`);
        onMade(id);
        onClose();
      },
    }),
  );
  const submit = (text: (name: string) => string) =>
    add.mutate({ organization, project, name: text('name'), inclusion, pattern: text('pattern') });
  return (
    <FormDialog
      title="New steering document"
      description="Guidance that agents work under, in .kiro/steering."
      submit={{ label: 'Make the document', busy: 'Making it' }}
      isBusy={add.isPending}
      error={null}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label="Name" name="name" required maxLength={60} placeholder="Code style" error={add.error?.message} />
      <SelectField
        label="Agents get it"
        hint={inclusionWords[inclusion].hint}
        value={inclusion}
        onChange={({ target }) => setInclusion(inclusions.find((known) => known === target.value) ?? 'always')}
      >
        {inclusions.map((known) => (
          <option key={known} value={known}>
            {inclusionWords[known].label}
          </option>
        ))}
      </SelectField>
      {inclusion === 'fileMatch' && (
        <TextField label="Files" name="pattern" required maxLength={500} className="control font-mono" placeholder="src/**/*.ts" />
      )}
    </FormDialog>
  );
}
