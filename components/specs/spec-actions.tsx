'use client';

import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { IconButton } from '#components/ui/button.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { onDemand } from '#components/ui/on-demand.tsx';

const SpecDialog = onDemand(() => import('./spec-dialog.tsx').then((module) => module.SpecDialog));

type SpecActionsProps = { specId: string; title: string; projectHref: string; href: string };

const link =
  'inline-flex h-8 items-center rounded-md px-2 font-medium text-muted-foreground hover:bg-muted hover:text-foreground max-md:hidden';

/** Ways from a spec to its history, its trace, its matrix, its tests and the repository, and what is done with a spec as a whole. */
export function SpecActions({ specId, title, projectHref, href }: SpecActionsProps) {
  const { can } = useOrganization();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <GoLink href={`${href}/history`} className={link}>
        History
      </GoLink>
      <GoLink href={`${href}/trace`} className={link}>
        Trace
      </GoLink>
      <GoLink href={`${href}/matrix`} className={link}>
        Matrix
      </GoLink>
      <GoLink href={`${href}/suite`} className={link}>
        Tests
      </GoLink>
      <GoLink href={`${projectHref}/repository?spec=${encodeURIComponent(href.slice(href.lastIndexOf('/') + 1))}`} className={link}>
        Repository
      </GoLink>
      {can('spec.change') && (
        <IconButton label="Rename or archive" onClick={() => setIsOpen(true)}>
          <Ellipsis className="size-4" aria-hidden="true" />
        </IconButton>
      )}
      {isOpen && <SpecDialog specId={specId} title={title} projectHref={projectHref} onClose={() => setIsOpen(false)} />}
    </>
  );
}
