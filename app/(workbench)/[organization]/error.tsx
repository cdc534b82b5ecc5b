'use client';

import { FailurePage } from '#components/shell/failure-page.tsx';

export default function OrganizationFailure({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <FailurePage error={error} onRetry={reset} />;
}
