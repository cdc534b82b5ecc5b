'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Answers, Inputs } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import type { AnalysedSpec, CriterionReading } from '#core/analysis/analysed-spec.ts';
import { rulesOf } from '#core/readings/ready-to-confirm.ts';

export type Confirmation = Answers['readings']['confirmations'][number];
export type GlossaryChange = Inputs['readings']['changeGlossary']['change'];
export type Readings = ReturnType<typeof useReadings>;

type UseReadings = {
  specId: string;
  /** Null until the criteria have been read. */
  meaning: (Pick<AnalysedSpec, 'readings' | 'proposal' | 'diagnostics' | 'counts'> & { readingsText: string | undefined }) | null;
};

/** What the criteria of a spec are taken to mean, who said so, and what one does about it. All of it is the server's before it is shown as done. */
export function useReadings({ specId, meaning }: UseReadings) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = trpc.readings.confirmations.queryOptions({ organization, specId }, { staleTime: 60_000 });
  const { data } = useQuery(query);
  const confirmations = useMemo(() => new Map((data ?? []).map((one) => [one.criterion, one])), [data]);
  const settle = async () => {
    await Promise.all([
      queryClient.invalidateQueries(trpc.specs.get.pathFilter()),
      queryClient.invalidateQueries(trpc.readings.pathFilter()),
    ]);
  };
  const refused = ({ message }: { message: string }) => say(message, 'danger');
  const write = useMutation(trpc.readings.write.mutationOptions({ onError: refused, onSettled: settle }));
  const takeBack = useMutation(trpc.readings.takeBack.mutationOptions({ onError: refused, onSettled: settle }));
  const change = useMutation(trpc.readings.changeGlossary.mutationOptions({ onError: refused, onSettled: settle }));
  const define = useMutation(
    trpc.readings.define.mutationOptions({
      onSuccess: ({ change: made }) => say(made === 'edited' ? 'The text says so now.' : 'Suggested: somebody who edits accepts it.'),
      onError: refused,
    }),
  );
  const send = async (readings: Inputs['readings']['write']['readings'], isConfirmed: boolean): Promise<boolean> => {
    try {
      const { written, left } = await write.mutateAsync({ organization, specId, readings, isConfirmed });
      if (readings.length > 1) say(`${written.length} confirmed${left.length > 0 ? `, ${left.length} left: ${left[0]?.why}` : ''}.`);
      return true;
    } catch {
      // It has been said already; what was typed stays.
      return false;
    }
  };
  return {
    specId,
    readings: meaning?.readings ?? null,
    counts: meaning?.counts ?? null,
    /** What readings are checked against as they are typed. */
    words: { written: meaning?.readingsText ?? '', offered: meaning?.proposal ?? '' },
    diagnostics: meaning?.diagnostics ?? [],
    confirmationOf: (criterion: string): Confirmation | null => confirmations.get(criterion) ?? null,
    mayEdit: can('document.edit'),
    maySuggest: can('suggestion.write'),
    isBusy: write.isPending || takeBack.isPending || change.isPending,
    confirm: (readings: readonly CriterionReading[]) =>
      send(
        readings.map(({ criterion, sentenceHash, ...reading }) => ({ criterion, sentenceHash, rules: [...rulesOf(reading)] })),
        true,
      ),
    write: ({ criterion, sentenceHash }: CriterionReading, rules: string[], isConfirmed: boolean) =>
      send([{ criterion, sentenceHash, rules }], isConfirmed),
    takeBack: (criteria: string[]) => takeBack.mutate({ organization, specId, criteria }),
    /** Takes readings out of the text. */
    drop: (criteria: string[]) => takeBack.mutate({ organization, specId, criteria, isDropped: true }),
    /** Gives true once the change is kept. */
    change: async (wanted: GlossaryChange): Promise<boolean> => {
      try {
        await change.mutateAsync({ organization, specId, change: wanted });
        return true;
      } catch {
        return false;
      }
    },
    define: (term: string, definition: string) => define.mutate({ organization, specId, term, definition }),
  };
}
