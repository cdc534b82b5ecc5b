'use client';

import { memo } from 'react';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { LongList } from '#components/ui/long-list.tsx';
import { unverified } from '#components/vocabulary/verdict.tsx';
import type { Criterion, Requirement, RequirementsTree } from '#core/language/spec-tree.ts';
import type { Verdict } from '#core/verification/evidence.ts';
import { CriterionRow } from './criterion-row.tsx';

type Shared = {
  source: string;
  verdicts: Readonly<Record<string, Verdict>>;
  at: string | null;
  onJump: (criterion: Criterion) => void;
  onVerdict: (criterionId: string) => void;
};

type RequirementsReadingProps = Shared & { tree: RequirementsTree };

/** Every requirement with its criteria, as the machine reads them. */
export function RequirementsReading({ tree, ...shared }: RequirementsReadingProps) {
  if (tree.requirements.length === 0) {
    return (
      <EmptyState title="No requirement could be read">
        A requirement begins with a heading such as <code className="font-mono">### Requirement 1: Door</code>; its numbered criteria stand
        under <code className="font-mono">#### Acceptance Criteria</code>.
      </EmptyState>
    );
  }
  const kept = shared.at === null ? -1 : tree.requirements.findIndex(({ criteria }) => criteria.some(({ id }) => id === shared.at));
  return (
    <LongList items={tree.requirements} itemPx={170} kept={kept}>
      {(requirements) =>
        requirements.map((requirement) => <RequirementCard key={requirement.headingSpan.start} requirement={requirement} {...shared} />)
      }
    </LongList>
  );
}

const RequirementCard = memo(function RequirementCard({
  requirement,
  source,
  verdicts,
  at,
  onJump,
  onVerdict,
}: Shared & { requirement: Requirement }) {
  const { id, title, userStory, criteria } = requirement;
  return (
    <section aria-label={`Requirement ${id}`} className="border-b-4 border-muted pb-1 last:border-b-0">
      <header className="px-4 pt-3 pb-2">
        <h3 className="flex items-baseline gap-2 font-semibold">
          <span className="font-mono text-xs text-muted-foreground">{id}</span>
          {title || `Requirement ${id}`}
        </h3>
        {userStory && <p className="mt-0.5 text-xs text-muted-foreground">{userStory.text}</p>}
      </header>
      {criteria.length === 0 ? (
        <p className="border-t border-border px-4 py-2 text-muted-foreground">No acceptance criterion yet.</p>
      ) : (
        <ol>
          {criteria.map((criterion) => (
            <CriterionRow
              key={criterion.span.start}
              source={source}
              criterion={criterion}
              verdict={verdicts[criterion.id] ?? unverified}
              isAt={at === criterion.id}
              onJump={onJump}
              onVerdict={onVerdict}
            />
          ))}
        </ol>
      )}
    </section>
  );
});
