'use client';

type FailurePageProps = { error: Error & { digest?: string }; onRetry: () => void };

/**
 * A bug of ours, with what is needed to find it in the log. It stands in the code of every page, and must show when
 * other code does not: it imports nothing.
 */
export function FailurePage({ error, onRetry }: FailurePageProps) {
  const requestId = /\(([0-9a-f]{8})\)/.exec(error.message)?.[1] ?? error.digest;
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-14 text-center">
      <h1 className="text-base font-semibold">This page could not be shown</h1>
      <p className="text-muted-foreground">
        Something went wrong on our side; nothing that you wrote is lost.
        {requestId && (
          <>
            {' '}
            The log of the server has it under request <code className="font-mono text-foreground">{requestId}</code>.
          </>
        )}
      </p>
      <button type="button" onClick={onRetry} className="mt-2 h-8 rounded-md bg-accent px-3 font-medium text-accent-foreground">
        Try again
      </button>
    </div>
  );
}
