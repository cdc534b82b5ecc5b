'use client';

import { useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { Button } from '#components/ui/button.tsx';
import { onDemand } from '#components/ui/on-demand.tsx';

const NewSpecDialog = onDemand(() => import('./new-spec-dialog.tsx').then((module) => module.NewSpecDialog));
const ArchivedSpecs = onDemand(() => import('./archived-specs.tsx').then((module) => module.ArchivedSpecs));

/** The way to a new spec. */
export function NewSpecButton({ project }: { project: string }) {
  const { can, role } = useOrganization();
  const [isOpen, setIsOpen] = useState(false);
  const may = can('spec.change');
  return (
    <>
      <Button
        variant="primary"
        disabled={!may}
        title={may ? undefined : `The role ${role} does not make specs.`}
        onClick={() => setIsOpen(true)}
      >
        New spec
      </Button>
      {isOpen && <NewSpecDialog project={project} onClose={() => setIsOpen(false)} />}
    </>
  );
}

/** What was put away, behind a line. */
export function Archive({ project }: { project: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <section aria-label="Archive" className="border-t border-border">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="px-4 py-2 text-xs text-muted-foreground hover:text-foreground md:px-5"
      >
        {isOpen ? 'Hide archived specs' : 'Archived specs'}
      </button>
      {isOpen && <ArchivedSpecs project={project} />}
    </section>
  );
}
