'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC, useTRPCClient } from '#components/shell/trpc-provider.tsx';
import type { BoardCard } from './spec-card.tsx';

const undoMs = 30_000;
type Result = { specId: string; refusedBecause: string | null };

/** Acts on several specs at once. Each says what became of it and can be undone from there. */
export function useBulk() {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();

  const act = async (call: () => Promise<Result[]>, done: string, undo: ((specIds: string[]) => Promise<unknown>) | null) => {
    try {
      const results = await call();
      const changed = results.filter(({ refusedBecause }) => refusedBecause === null).map(({ specId }) => specId);
      const [refused] = results.filter(({ refusedBecause }) => refusedBecause !== null);
      const again = undo && (() => void act(() => undo(changed).then(() => []), 'Undone.', null));
      if (refused?.refusedBecause) say(`${results.length - changed.length} not changed: ${refused.refusedBecause}`, 'danger');
      if (changed.length > 0)
        say(`${counted(changed.length)} ${done}.`, 'success', again ? { label: 'Undo', run: again, forMs: undoMs } : null);
      else if (results.length === 0) say(done);
    } catch (error) {
      say(error instanceof Error ? error.message : 'This did not work.', 'danger');
    }
    await Promise.all([trpc.pipeline, trpc.projects, trpc.specs].map((known) => queryClient.invalidateQueries(known.pathFilter())));
  };
  const archive = (specIds: string[], reason: string) =>
    act(
      () => client.pipeline.archive.mutate({ organization, specIds, reason }),
      'put away',
      (changed) => client.pipeline.restore.mutate({ organization, specIds: changed }),
    );
  const restore = (specIds: string[]) =>
    act(
      () => client.pipeline.restore.mutate({ organization, specIds }),
      'taken back',
      (changed) => client.pipeline.archive.mutate({ organization, specIds: changed, reason: 'Taking it back was undone.' }),
    );
  const setEpic = (specs: readonly BoardCard[], epic: string | null) =>
    act(
      () => client.pipeline.setEpics.mutate({ organization, specs: specs.map(({ id }) => ({ specId: id, epic })) }),
      epic === null ? 'without an epic' : `under ${epic}`,
      (changed) =>
        client.pipeline.setEpics.mutate({
          organization,
          specs: specs.filter(({ id }) => changed.includes(id)).map((spec) => ({ specId: spec.id, epic: spec.epic })),
        }),
    );
  return { archive, restore, setEpic };
}

const counted = (count: number) => `${count} ${count === 1 ? 'spec is' : 'specs are'}`;
