'use client';

import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { type Command, useCommands } from '#components/shell/commands.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { Button } from '#components/ui/button.tsx';
import { onDemand } from '#components/ui/on-demand.tsx';

const ImportDialog = onDemand(() => import('./import-dialog.tsx').then(({ ImportDialog }) => ImportDialog));

export function ImportButton({ variant = 'secondary' }: { variant?: 'primary' | 'secondary' }) {
  const { can } = useOrganization();
  const [isOpen, setIsOpen] = useState(false);
  const may = can('project.import');
  const commands = useMemo<Command[]>(
    () => (may ? [{ id: 'import', group: 'Actions', label: 'Import a project', run: () => setIsOpen(true) }] : []),
    [may],
  );
  useCommands(commands);
  return (
    <>
      <Button
        variant={variant}
        onClick={() => setIsOpen(true)}
        disabled={!may}
        title={may ? undefined : 'Owners, admins and editors import projects.'}
      >
        <Plus aria-hidden="true" className="size-4" />
        Import project
      </Button>
      {isOpen && <ImportDialog onClose={() => setIsOpen(false)} />}
    </>
  );
}
