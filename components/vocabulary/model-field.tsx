'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { SelectField } from '#components/ui/field.tsx';

/** Which model is asked: the default until somebody chooses another. */
export function useModelChoice(): ModelFieldProps {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data: models } = useQuery(trpc.models.list.queryOptions({ organization }));
  const [chosen, setChosen] = useState<string | null>(null);
  const offered = models ?? [{ id: 'scripted', label: 'Scripted (not a model)', isDefault: true }];
  return { offered, model: chosen ?? offered.find(({ isDefault }) => isDefault)?.id ?? 'scripted', onChange: setChosen };
}

type ModelFieldProps = {
  offered: readonly { id: string; label: string; isDefault: boolean }[];
  model: string;
  onChange: (model: string) => void;
};

export function ModelField({ offered, model, onChange, scripted }: ModelFieldProps & { scripted: string }) {
  return (
    <SelectField
      label="Model"
      value={model}
      onChange={({ target }) => onChange(target.value)}
      hint={model === 'scripted' ? scripted : 'Under the budgets of this spec, its project and yours.'}
    >
      {offered.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </SelectField>
  );
}
