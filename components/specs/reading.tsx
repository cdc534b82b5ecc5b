'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { isReadAtOnce } from './use-analysis.ts';

type WhenReadProps = { project: string; spec: string; children: ReactNode };

/**
 * Holds what needs a spec's reading, and shows that a long one is being read. One that is read at once gets no boundary: React would send
 * whatever stands in it behind the page, and show it a third of a second later.
 */
export function WhenRead({ project, spec: slug, children }: WhenReadProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data: spec } = useSuspenseQuery(trpc.specs.get.queryOptions({ organization, project, spec: slug }));
  // As it was opened: a text that grows does not begin its page anew.
  const [isShort] = useState(() => isReadAtOnce(spec.documents.map(({ text }) => text)));
  if (isShort) return children;
  return (
    <Suspense
      fallback={
        <p role="status" className="late p-5 text-muted-foreground">
          Reading the spec.
        </p>
      }
    >
      {children}
    </Suspense>
  );
}
