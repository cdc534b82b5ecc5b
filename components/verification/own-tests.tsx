'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import type { RecordedCheck } from '#core/verification/evidence.ts';
import { CheckCard } from './check-card.tsx';

/** What such a test is worth, for whoever sees one. */
export const ownWords =
  'What an agent tests of its own accord counts neither for nor against a criterion. Read the test: adopted, it speaks for what it names.';

type OwnTestsProps = { specId: string; checks: readonly RecordedCheck[] };

/** Tests that agents wrote of their own accord: apart from what speaks for a criterion, until somebody takes them for the project's. */
export function OwnTests({ specId, checks }: OwnTestsProps) {
  return (
    <section aria-label="By the agent, not adopted" className="border-t border-border">
      <div className="px-4 pt-3">
        <h4 className="font-medium">By the agent, not adopted</h4>
        <p className="text-xs text-muted-foreground">{ownWords}</p>
      </div>
      <ol aria-label="Tests by the agent">
        {checks.map((check) => (
          <OwnTest key={`${check.evidenceId}:${check.name}`} specId={specId} check={check} />
        ))}
      </ol>
    </section>
  );
}

/** One of them, with the criteria that it names and what it gave. */
export function OwnTest({ specId, check }: { specId: string; check: RecordedCheck }) {
  return (
    <CheckCard check={check} facts={<span>{namesOf(check)}</span>}>
      <Adoption specId={specId} check={check} />
    </CheckCard>
  );
}

function namesOf({ criteria }: RecordedCheck): string {
  const ids = Object.keys(criteria);
  return ids.length === 0 ? 'names no criterion' : `names ${ids.join(', ')}`;
}

/** Whose test it is, and the choice to adopt it or to take that back; nothing of a test that the project planned or held. */
export function Adoption({ specId, check: { file, name, own, refusedBecause } }: { specId: string; check: RecordedCheck }) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const adopt = useMutation(
    trpc.checks.adoptTest.mutationOptions({
      onSuccess: async (_, { isAdopted }) => {
        say(isAdopted ? 'Adopted: it speaks for the criteria that it names.' : 'It is the agent’s own again.');
        await queryClient.invalidateQueries(trpc.checks.pathFilter());
      },
      onError: ({ message }) => say(message, 'danger'),
    }),
  );
  if (!own) return null;
  const isAdopted = own.adoptedBy !== null;
  const choose = () => adopt.mutate({ organization, specId, file, name, sha256: own.sha256, isAdopted: !isAdopted });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pl-6 text-xs">
      <span className={isAdopted ? 'text-muted-foreground' : 'text-warning'}>
        {isAdopted ? `By the agent, adopted by ${own.adoptedBy}` : 'By the agent, not adopted'}
      </span>
      {refusedBecause !== null && <span className="text-warning">{refusedBecause}</span>}
      {can('evidence.attest') && (isAdopted || refusedBecause === null) && (
        <Button
          size="sm"
          variant={isAdopted ? 'ghost' : 'secondary'}
          disabled={adopt.isPending}
          onClick={choose}
          aria-label={`${isAdopted ? 'Take back the adoption of' : 'Adopt'} ${name}`}
        >
          {isAdopted ? 'Take back' : 'Adopt'}
        </Button>
      )}
    </div>
  );
}
