'use client';

import { GoLink } from '#components/ui/go-link.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { RunState } from '#core/run/fold-run.ts';

type PlanIssueProps = { issue: NonNullable<RunState['planIssue']>; taskId: string; specHref: string };

/** The agent says that its task is wrong instead of building something else: what for, what it suggests, and the way to the plan. */
export function PlanIssue({ issue: { reason, suggestion }, taskId, specHref }: PlanIssueProps) {
  return (
    <Notice tone="warning" className="mx-4 mt-2 md:mx-5">
      <h2 className="font-medium">The agent says that task {taskId} is wrong</h2>
      <p className="max-w-[90ch] whitespace-pre-wrap">{reason}</p>
      {suggestion && (
        <p className="mt-1 max-w-[90ch] whitespace-pre-wrap">
          <span className="text-muted-foreground">Suggested instead: </span>
          {suggestion}
        </p>
      )}
      <p className="mt-1 text-xs">
        <GoLink href={`${specHref}?document=tasks&at=${encodeURIComponent(taskId)}&panel=comments`} className="text-accent hover:underline">
          Look at the task and the comment on it
        </GoLink>
      </p>
    </Notice>
  );
}
