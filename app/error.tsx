'use client';

import { FailurePage } from '#components/shell/failure-page.tsx';

export default function Failure({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main>
      <FailurePage error={error} onRetry={reset} />
    </main>
  );
}
