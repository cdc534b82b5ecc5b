'use client';

import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

type FailurePageProps = { error: Error & { digest?: string }; onRetry: () => void };

/** A bug of ours, with what is needed to find it in the log. */
export function FailurePage({ error, onRetry }: FailurePageProps) {
  const requestId = /\(([0-9a-f]{8})\)/.exec(error.message)?.[1] ?? error.digest;
  return (
    <EmptyState
      title="This page could not be shown"
      action={
        <Button variant="primary" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      Something went wrong on our side; nothing that you wrote is lost.
      {requestId && (
        <>
          {' '}
          The log of the server has it under request <code className="font-mono">{requestId}</code>.
        </>
      )}
    </EmptyState>
  );
}
