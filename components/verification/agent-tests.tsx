'use client';

import { useQuery } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { RecordedCheck } from '#core/verification/evidence.ts';
import { checkKey } from '#core/verification/refusals.ts';
import { OwnTest, ownWords } from './own-tests.tsx';

/** The tests of agents' own that name a criterion of the spec, adopted or not, each once; null while they are read. */
export function useAgentTests(specId: string): RecordedCheck[] | null {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.checks.verdicts.queryOptions({ organization, specId }));
  if (!data) return null;
  const all = Object.values(data.criteria).flatMap(({ own, checks }) => [...own, ...checks.filter((check) => check.own !== undefined)]);
  return [...new Map(all.map((check) => [checkKey(check), check])).values()];
}

/** What agents tested of their own accord, and who has adopted what of it. */
export function AgentTests({ specId, tests }: { specId: string; tests: readonly RecordedCheck[] | null }) {
  if (tests === null) return <p className="late p-5 text-muted-foreground">Reading what agents have tested</p>;
  if (tests.length === 0)
    return (
      <EmptyState title="No test of an agent’s own">
        Tests of the design’s properties are the work that was planned, and count. What an agent tests besides stands here, apart, until
        somebody adopts it.
      </EmptyState>
    );
  return (
    <section aria-label="Tests by agents" className="h-full overflow-auto">
      <p className="max-w-3xl px-4 py-3 text-muted-foreground md:px-5">{ownWords}</p>
      <ol className="border-t border-border">
        {tests.map((check) => (
          <OwnTest key={checkKey(check)} specId={specId} check={check} />
        ))}
      </ol>
    </section>
  );
}
