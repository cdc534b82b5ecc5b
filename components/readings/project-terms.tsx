'use client';

import { useQuery } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Readings } from './use-readings.ts';

/** What other specs of the project call things: to be used here as well, and where two mean something else by one name. */
export function ProjectTerms({ readings }: { readings: Readings }) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.readings.glossary.queryOptions({ organization, specId: readings.specId }));
  if (!data || data.shared.length + data.clashes.length === 0) return null;
  const titleOf = (spec: string) => data.titles[spec] ?? spec;
  return (
    <section aria-labelledby="project-terms" className="px-4 py-3">
      <h3 id="project-terms" className="text-xs font-medium text-muted-foreground">
        In other specs of the project
      </h3>
      {data.clashes.map(({ name, own, other }) => (
        <Notice key={`${name} ${other.spec}`} tone="warning" className="mt-2">
          <span className="block">
            {titleOf(other.spec)} means something else by <b className="font-mono">{name}</b>.
          </span>
          <code className="block font-mono text-xs break-words">here: {own}</code>
          <code className="block font-mono text-xs break-words">there: {other.declaration}</code>
        </Notice>
      ))}
      <ul className="mt-1">
        {data.shared.map(({ spec, name, phrases, declaration }) => (
          <li key={name} className="flex items-center gap-2 border-b border-border py-1.5 last:border-b-0">
            <span className="min-w-0 flex-1">
              <span className="font-mono text-[0.8125rem] break-words" title={declaration}>
                {name}
              </span>
              <span className="block text-xs break-words text-muted-foreground">
                {phrases.length > 0 && `${phrases.map((phrase) => `“${phrase}”`).join(', ')} · `}
                {titleOf(spec)}
              </span>
            </span>
            {readings.mayEdit && (
              <Button
                size="sm"
                disabled={readings.isBusy}
                title={`Declares it here, too: ${declaration}`}
                onClick={() => void readings.change({ kind: 'declare', name: null, line: declaration })}
              >
                Use it here
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
