'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import type { SpecQuestion } from '#core/questions/spec-question.ts';
import type { Questions } from './use-questions.ts';

type AssignSelectProps = { question: SpecQuestion; questions: Pick<Questions, 'assign' | 'assignedTo' | 'mayAssign'> };

/** Who is asked. Whoever is chosen finds the question in the inbox. */
export function AssignSelect({ question, questions }: AssignSelectProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const [isWanted, setWanted] = useState(false);
  const assigned = questions.assignedTo(question.id);
  const { data: people = [] } = useQuery({
    ...trpc.comments.people.queryOptions({ organization }, { staleTime: 60_000 }),
    enabled: isWanted,
  });
  if (!questions.mayAssign) return assigned && <span className="text-xs text-muted-foreground">asked: {assigned.name}</span>;
  const shown = people.some(({ userId }) => userId === assigned?.userId) || !assigned ? people : [assigned, ...people];
  return (
    <select
      aria-label="Who is asked"
      title="Who is asked: they find it in their inbox"
      value={assigned?.userId ?? ''}
      onFocus={() => setWanted(true)}
      onPointerDown={() => setWanted(true)}
      onChange={({ target }) => questions.assign(question, target.value === '' ? null : target.value)}
      className="h-7 max-w-32 truncate rounded-md border border-border bg-card px-1.5 text-xs text-muted-foreground"
    >
      <option value="">Ask somebody</option>
      {shown.map(({ userId, name }) => (
        <option key={userId} value={userId}>
          {name}
        </option>
      ))}
    </select>
  );
}
