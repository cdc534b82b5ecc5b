'use client';

import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { startTransition, useCallback, useEffect, useMemo, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { soundnessOf } from '#components/specs/soundness.ts';
import { useAnalysis } from '#components/specs/use-analysis.ts';
import type { SpecTexts } from '#core/language/diagnose.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';

const othersMs = 20_000;
const runningMs = 3_000;
const savedMs = 900;

/** A spec with its live texts, what they say, and what is known about them. */
export function useSpec(project: string, slug: string) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const specQuery = trpc.specs.get.queryOptions({ organization, project, spec: slug }, { refetchInterval: othersMs });
  const { data: spec } = useSuspenseQuery(specQuery);
  const { data: verdicts } = useSuspenseQuery(
    trpc.checks.verdicts.queryOptions(
      { organization, specId: spec.id },
      {
        refetchInterval: ({ state }) =>
          Object.values(state.data?.tasks ?? {}).some((task) => task.state === 'running') ? runningMs : othersMs,
      },
    ),
  );
  const kept = useMemo<SpecTexts>(
    () => ({ format: spec.format, ...Object.fromEntries(spec.documents.map(({ stage, text }) => [stage, text])) }),
    [spec.format, spec.documents],
  );
  const { analysis, live } = useAnalysis(spec.id, kept);
  // A text that is open is read as it is typed: what was read last is what is known of it.
  const { texts } = analysis;
  const [typedReadings, setTypedReadings] = useState<string | null>(null);
  const readingsText = typedReadings ?? spec.readings?.text;
  const soundness = useMemo(() => soundnessOf(analysis, verdicts.criteria, verdicts.tasks), [analysis, verdicts]);
  const isAtRest = useCallback(
    (stage: DocumentStage) => spec.documents.some((document) => document.stage === stage && document.text === texts[stage]),
    [spec.documents, texts],
  );
  const isBehind = spec.documents.some(({ stage }) => !isAtRest(stage));
  // The gate speaks of what the server holds: once the typing rests, ask what that is now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the texts starts the wait anew
  useEffect(() => {
    if (!isBehind) return undefined;
    const timer = setTimeout(() => {
      void queryClient.invalidateQueries({ queryKey: specQuery.queryKey });
      void queryClient.invalidateQueries(trpc.checks.verdicts.pathFilter());
    }, savedMs);
    return () => clearTimeout(timer);
  }, [isBehind, texts, queryClient, trpc]);
  /** The readings as they are typed; null when their editor is closed. */
  const writeReadings = useCallback(
    (text: string | null) => {
      startTransition(() => setTypedReadings(text));
      // The page goes on with what the server holds.
      if (text === null) void queryClient.invalidateQueries(trpc.specs.get.pathFilter());
    },
    [queryClient, trpc],
  );
  return { spec, verdicts, texts, readingsText, analysis, live, soundness, writeReadings, isAtRest };
}
