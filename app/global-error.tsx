'use client';

import { FailurePage } from '#components/shell/failure-page.tsx';
import './globals.css';

export default function GlobalFailure({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main>
          <FailurePage error={error} onRetry={reset} />
        </main>
      </body>
    </html>
  );
}
